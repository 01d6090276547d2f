// §9: malformed packets. Afterwards the master works as before.
import type { ConformanceTest } from '../suite.ts'
import { WATCHDOG } from '../member.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const DEEP = 20_000

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§9',
  name,
  run,
})

/** On a registered connection: packets with a reqId that are wrong, and the field that is to be named. */
const WRONG: [string, object, string][] = [
  ['no moduleId', { body: {} }, 'moduleId'],
  ['a moduleId that is a number', { moduleId: 7, body: {} }, 'moduleId'],
  ['a moduleId that is an object', { moduleId: { length: 3 }, body: {} }, 'moduleId'],
  ['a body that is text', { moduleId: WATCHDOG, body: 'subscribe' }, 'body'],
  ['a body that is a list', { moduleId: WATCHDOG, body: ['subscribe'] }, 'body'],
  ['no body', { moduleId: WATCHDOG }, 'body'],
  ['an id that is no name', { moduleId: WATCHDOG, body: { action: 'subscribe', id: '__proto__' } }, 'id'],
]

/** What goes wrong below Socket.IO's events: the bytes of one message. */
const GARBAGE = [
  '',
  '9',
  '4',
  '49',
  '42',
  '42[',
  '42{}',
  '42[1]',
  '42["monitor"',
  '450-["monitor",{"_placeholder":true,"num":0}]',
  '459-["x"]',
  '4}{',
  '\u0000',
  '40{"nonce":',
]

/** From one who has proven itself and not registered: what is sent, by name. */
const FROM_UNREGISTERED: [string, unknown[]][] = [
  [
    'monitor before register',
    ['monitor', { reqId: 1, moduleId: WATCHDOG, body: { action: 'subscribe', id: 'x' } }],
  ],
  ['client before register', ['client', { reqId: 1, moduleId: '__console__', body: { action: 'list' } }]],
  ['an unknown event', ['conformance', {}]],
  ['an event without an object', ['monitor']],
  ['an event with two objects', ['monitor', {}, {}]],
]

const unregistered = FROM_UNREGISTERED.map(([name, packet]) =>
  test(`unregistered: ${name} closes that connection, without an answer`, async (visit) => {
    const peer = await visit.peer()
    const [event, ...args] = packet
    peer.send(String(event), ...args)
    await peer.isClosed(name)
    checkSame('received', peer.received, [])
  }),
)

const wrong = WRONG.map(([name, packet, field]) =>
  test(`registered: ${name} is answered with BAD_REQUEST, naming ${field}`, async (visit) => {
    const { peer } = await visit.registered()
    const reqId = peer.nextRequest()
    peer.send('monitor', { reqId, ...packet })
    const { error } = await peer.answerTo(reqId)
    checkSame('code', error?.code, 'BAD_REQUEST')
    check(String(error?.message).includes(field), `${field} in the message`, error)
    await peer.isServed()
  }),
)

export const badInputTests: ConformanceTest[] = [
  ...unregistered,
  ...wrong,
  test('registered: packets that are not objects have no effect', async (visit) => {
    const { peer } = await visit.registered()
    for (const body of [null, 7, 'text', [], [[]], true]) peer.send('monitor', body)
    peer.send('monitor')
    peer.send('monitor', {}, {})
    await peer.isServed()
  }),
  test('garbage below the event layer does not affect others', async (visit) => {
    const witness = await visit.subscribed()
    for (const message of GARBAGE) {
      const request = visit.request()
      const raw = await visit.proven(request.id)
      raw.text(`42${JSON.stringify(['register', request])}`)
      await raw.says('an ack', /^42\["register"/)
      raw.text(message)
      raw.binary(Buffer.from(message))
      const unregistered = await visit.webSocket()
      unregistered.text(message)
      unregistered.binary(Buffer.from([0xff, 0x00, 0x80]))
    }
    await visit.isWell(witness)
    witness.isSound()
  }),
  test(`a packet of ${DEEP} levels has no effect, and is answered if it is a request`, async (visit) => {
    const deep = '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)
    const stranger = await visit.socketIo()
    stranger.text(`42["register",${deep}]`)
    await stranger.says('a refusal', /^42\["register",.*"code":-1/)
    const unregistered = await visit.proven()
    unregistered.text(`42["register",${deep}]`)
    await unregistered.says('a refusal', /^42\["register",.*"code":-1.*BAD_REQUEST/)
    const request = visit.request()
    const member = await visit.proven(request.id)
    member.text(`42${JSON.stringify(['register', request])}`)
    await member.says('an ack', /^42\["register"/)
    member.text(`42["monitor",{"reqId":7,"moduleId":"${WATCHDOG}","body":${deep}}]`)
    const answer = await member.says('an answer', /^42\["monitor",.*"respId":7/)
    check(answer.includes('BAD_REQUEST'), 'BAD_REQUEST', answer)
    await visit.isWell()
  }),
  test('keys like __proto__ do not affect others', async (visit) => {
    const { info, ...rest } = visit.request()
    const raw = await visit.proven(rest.id)
    const text = JSON.stringify({ ...rest, info: { ...info, own: 1 } })
    raw.text(
      `42["register",${text.replace('"own":1', '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}')}]`,
    )
    await raw.says('an ack', /^42\["register"/)
    const member = await visit.subscribed()
    const { error } = await member.peer.ask('polluted', {})
    check(error !== null, 'an error for an unknown module', error)
    const record = member.follower.servers.get(member.id) ?? {}
    check(!('polluted' in record), 'a record without foreign keys', record)
  }),
  test('50 aborted handshakes do not prevent a server from joining', async (visit) => {
    for (let n = 0; n < 50; n++) {
      const raw = n % 2 === 0 ? await visit.tcp() : await visit.webSocket()
      if (n % 2 === 0)
        raw.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n')
      if (n % 3 === 0) raw.close()
    }
    await visit.isWell()
  }),
  test('100 connections that never register do not prevent a server from joining', async (visit) => {
    await Promise.all(Array.from({ length: 100 }, () => visit.unproven()))
    await visit.isWell()
  }),
  test('no token is sent back', async (visit) => {
    const member = await visit.subscribed()
    const refused = [{ ...visit.request(), pid: 'x' }, visit.request({}, member.id)]
    const peers = [member.peer, await visit.admin()]
    for (const request of refused) {
      const peer = await visit.peer(request.id)
      peers.push(peer)
      peer.send('register', request)
      await peer.isClosed('it was refused')
    }
    const admin = await visit.admin()
    await admin.get(WATCHDOG, { action: 'views' }, 'client')
    await admin.ask('__console__', { action: 'list' }, 'client')
    const text = JSON.stringify([...peers, admin].map(({ received }) => received))
    check(!text.includes(visit.token), 'no token in what was received', 'a token')
  }),
]
