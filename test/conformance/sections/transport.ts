// §2: which connections and messages the master accepts.
import type { ConformanceTest } from '../suite.ts'
import { handshakeOf, isListening } from '../raw-socket.ts'
import { check, checkSame, NotApplicable } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const MOST_BYTES = 1024 * 1024

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§2',
  name,
  run,
})

async function upgradeWith(visit: Visit, fields: Record<string, string>): Promise<number> {
  const raw = await visit.tcp()
  return (await raw.upgrade(visit.address, fields)).status
}

async function isRefusedWith(visit: Visit, Origin: string): Promise<void> {
  const status = await upgradeWith(visit, { Origin })
  check(status >= 400 && status < 500, `a refusal (4xx) of Origin ${Origin}`, status)
}

export const transportTests: ConformanceTest[] = [
  test('an upgrade without an Origin is accepted', async (visit) => {
    checkSame('status', await upgradeWith(visit, {}), 101)
  }),
  test('the dialled address as Origin is accepted', async (visit) => {
    for (const origin of [visit.address.url, `http://localhost:${visit.address.port}`]) {
      checkSame(`status for ${origin}`, await upgradeWith(visit, { Origin: origin }), 101)
    }
  }),
  test('the Origin of a web page is refused', async (visit) => {
    for (const origin of ['https://example.com', 'http://evil.example', 'null'])
      await isRefusedWith(visit, origin)
  }),
  test('the Origin of another port of this machine is refused', async (visit) => {
    const { port } = visit.address
    await isRefusedWith(visit, `http://127.0.0.1:${port === 65535 ? 1 : port + 1}`)
    await isRefusedWith(visit, `https://127.0.0.1:${port}`)
  }),
  test('an origin that only starts with its own is refused', async (visit) => {
    await isRefusedWith(visit, `http://127.0.0.1:${visit.address.port}.evil.example`)
  }),
  test('long polling is refused', async (visit) => {
    const raw = await visit.tcp()
    const { status } = await raw.request('GET', '/socket.io/?EIO=4&transport=polling', { Host: 'master' })
    check(status >= 400, 'a refusal of transport=polling', status)
  }),
  test('an HTTP request other than an upgrade is answered with 404', async (visit) => {
    const raw = await visit.tcp()
    checkSame('status', (await raw.request('GET', '/', { Host: 'master' })).status, 404)
  }),
  test('it offers neither compression nor another transport', async (visit) => {
    const raw = await visit.tcp()
    const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
    const { fields } = await raw.upgrade(visit.address, offer)
    checkSame('extensions', fields.get('sec-websocket-extensions') ?? '', '')
    checkSame('upgrades of the handshake', (await handshakeOf(raw))['upgrades'], [])
  }),
  test('it offers no connection state recovery', async (visit) => {
    const raw = await visit.socketIo()
    const answer = await raw.says('the answer to CONNECT', /^40/)
    check(!answer.includes('"pid"'), 'no private id of a session in the answer to CONNECT', answer)
  }),
  test('it listens on its host only', async (visit) => {
    const { host, port } = visit.address
    if (host !== '127.0.0.1') throw new NotApplicable(`the master is at ${host}, not at 127.0.0.1`)
    for (const other of ['127.0.0.2', '::1']) {
      check(!(await isListening(other, port)), `nobody at ${other}:${port}`, 'an open connection')
    }
  }),
  test('a message below 1 MiB is accepted', async (visit) => {
    const member = await visit.registered()
    const { error } = await member.peer.ask('conformance-no-such-module', 'x'.repeat(MOST_BYTES - 1024))
    check(error !== null, 'an error for an unknown module', error)
  }),
  test('a message above 1 MiB closes only its own connection', async (visit) => {
    const witness = await visit.subscribed()
    const member = await visit.registered()
    await witness.learns(member.request)
    member.peer.send('monitor', { moduleId: 'conformance', body: 'x'.repeat(MOST_BYTES + 1024) })
    await member.peer.isClosed('a message of more than 1 MiB')
    await witness.unlearns(member.id)
    await visit.isWell(witness)
  }),
  test('a packet of 32 levels is accepted, one of 34 is answered with an error', async (visit) => {
    const { peer } = await visit.registered()
    const { error: known } = await peer.ask('conformance-no-such-module', nested(30))
    check(known?.code !== 'BAD_REQUEST', 'an unknown module to be what is wrong', known)
    const { error } = await peer.ask('conformance-no-such-module', nested(34))
    checkSame('code', error?.code, 'BAD_REQUEST')
    await peer.isServed()
  }),
]

function nested(levels: number): unknown {
  let value: unknown = 'end'
  for (let level = 0; level < levels; level++) value = { deeper: value }
  return value
}
