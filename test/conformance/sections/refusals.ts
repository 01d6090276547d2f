// §4.1 and §4.2: every reason to refuse a registration, and its answer.
import type { ConformanceTest } from '../suite.ts'
import { ackOf } from '../member.ts'
import type { Fields, Peer } from '../peer.ts'
import { check, checkSame, type Section } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const LONG = 65 * 1024

type Change = (request: Fields, info: Fields) => Fields

/** What is wrong, how a good registration is spoilt, and the field that the answer is to name. */
const BAD: [string, Change, string][] = [
  ['no id', ({ id: _, ...rest }) => rest, 'id'],
  ['an id that is a number', (request) => ({ ...request, id: 7 }), 'id'],
  ['an empty id', renamed(''), 'id'],
  ['an id with a blank', renamed('chat 1'), 'id'],
  ['an id with a line break', renamed('chat\n'), 'id'],
  ['an id of 129 characters', renamed('x'.repeat(129)), 'id'],
  ['the id __proto__', renamed('__proto__'), 'id'],
  ['the id constructor', renamed('constructor'), 'id'],
  ['the id prototype', renamed('prototype'), 'id'],
  ['no serverType', ({ serverType: _, ...rest }) => rest, 'serverType'],
  ['the serverType __proto__', (request) => ({ ...request, serverType: '__proto__' }), 'serverType'],
  ['no pid', ({ pid: _, ...rest }) => rest, 'pid'],
  ['a pid that is text', (request) => ({ ...request, pid: '1' }), 'pid'],
  ['no instance', ({ instance: _, ...rest }) => rest, 'instance'],
  ['an instance that is an object', (request) => ({ ...request, instance: {} }), 'instance'],
  ['another id than that of the handshake', renamed('somebody-else'), 'id'],
  ['an unknown type', (request) => ({ ...request, type: 'spectator' }), 'type'],
  ['no info', ({ info: _, ...rest }) => rest, 'info'],
  ['an info that is a list', (request) => ({ ...request, info: [] }), 'info'],
  ['an info with another id', informed({ id: 'somebody' }), 'info.id'],
  ['an info with another serverType', informed({ serverType: 'somebody' }), 'info.serverType'],
  ['an info without a host', informed({ host: undefined }), 'info.host'],
  ['port 0', informed({ port: 0 }), 'info.port'],
  ['port 65536', informed({ port: 65_536 }), 'info.port'],
  ['a port that is no integer', informed({ port: 80.5 }), 'info.port'],
  ['a port that is text', informed({ port: '80' }), 'info.port'],
  ['services that are a list', informed({ services: ['room'] }), 'info.services'],
  ['a service whose methods are no list', informed({ services: { room: 'join' } }), 'info.services'],
  ['a method that is no name', informed({ services: { room: ['a b'] } }), 'info.services'],
  ['an info of more than 64 KiB', informed({ note: 'x'.repeat(LONG) }), 'info'],
  ['an info of more than 64 KiB in UTF-8', informed({ note: '€'.repeat(LONG / 3) }), 'info'],
  ['an info of 40 levels', informed({ deep: nested(40) }), ''],
]

function renamed(id: string): Change {
  return (request, info) => ({ ...request, id, info: { ...info, id } })
}

function informed(more: Fields): Change {
  return (request, info) => ({ ...request, info: { ...info, ...more } })
}

function nested(levels: number): unknown {
  return levels === 0 ? 'end' : { deeper: nested(levels - 1) }
}

const test = (section: Section, name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section,
  name,
  run,
})

/** Refused with this reason, in an ack of its own event, and closed. Answers the sentence. */
async function isRefused(
  peer: Peer,
  reason: string,
  event: 'register' | 'reconnect' = 'register',
): Promise<string> {
  const isRefusal = (packet: { event: string; body: Fields }): boolean =>
    packet.event === ackOf(event) && packet.body['code'] === -1
  const { body } = await peer.hears(`a refusal of ${event}: ${reason}`, isRefusal)
  checkSame('reason', body['reason'], reason)
  check(typeof body['msg'] === 'string' && body['msg'] !== '', 'a sentence in msg', body)
  await peer.isClosed(`${event} was refused`)
  const last = peer.received.at(-1)?.body
  check(last === body, 'nothing after the refusal', last)
  return body['msg']
}

const spoilt = BAD.map(([what, change, field]) =>
  test('§4.1', `${what}: BAD_REQUEST${field && `, naming ${field}`}`, async (visit) => {
    const request = visit.request()
    const peer = await visit.peer(request.id)
    peer.send('register', change(request, request.info))
    const message = await isRefused(peer, 'BAD_REQUEST')
    check(message.includes(field), `${field} in msg`, message)
  }),
)

export const refusalTests: ConformanceTest[] = [
  ...spoilt,
  test(
    '§4.2',
    'a living id of another instance: DUPLICATE_ID, and the first stays untouched',
    async (visit) => {
      const witness = await visit.subscribed()
      const first = await visit.subscribed()
      await witness.learns(first.request)
      const second = await visit.stranger(visit.request({}, first.id))
      second.peer.send('register', second.request)
      await isRefused(second.peer, 'DUPLICATE_ID')
      await visit.isWell(witness)
      await visit.isWell(first)
      checkSame('instance', witness.follower.servers.get(first.id)?.['instance'], first.request.instance)
      witness.isSound()
    },
  ),
  test('§4.2', 'a second register on one connection: ALREADY_REGISTERED', async (visit) => {
    const witness = await visit.subscribed()
    const member = await visit.registered()
    await witness.learns(member.request)
    member.peer.send('register', member.request)
    await isRefused(member.peer, 'ALREADY_REGISTERED')
    await witness.unlearns(member.id)
  }),
  test('§4.2', 'a refused server is not announced', async (visit) => {
    const witness = await visit.subscribed()
    const refused = await visit.stranger()
    refused.peer.send('register', { ...refused.request, pid: 'x' })
    await isRefused(refused.peer, 'BAD_REQUEST')
    await visit.isWell(witness)
    const notices = witness.peer.received.filter(({ body }) => JSON.stringify(body).includes(refused.id))
    checkSame('packets about it', notices, [])
  }),
]
