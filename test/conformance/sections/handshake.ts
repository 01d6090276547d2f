// §2.1: the handshake, and what happens to a peer that does not know the token.
import { randomBytes } from 'node:crypto'
import type { ConformanceTest } from '../suite.ts'
import { hello, type Challenge } from '../handshake.ts'
import { WATCHDOG } from '../member.ts'
import type { Peer } from '../peer.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const HEX = /^[0-9a-f]{64}$/

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§2.1',
  name,
  run,
})

/** What a peer sends in place of its proof. */
const FROM_STRANGERS: [string, unknown[]][] = [
  [
    'a request of a server',
    ['monitor', { reqId: 1, moduleId: WATCHDOG, body: { action: 'subscribe', id: 'x' } }],
  ],
  [
    'a request of an admin client',
    ['client', { reqId: 1, moduleId: '__console__', body: { action: 'list' } }],
  ],
  ['an unknown event', ['conformance', {}]],
  ['an event without an object', ['monitor']],
  ['an event with two objects', ['monitor', {}, {}]],
]

/** First packets that are wrong, and the code of the refusal. */
const HELLOS: [string, object, string][] = [
  ['version 3', { protocol: 3 }, 'PROTOCOL_UNSUPPORTED'],
  ['version 1', { protocol: 1 }, 'PROTOCOL_UNSUPPORTED'],
  ['a version that is text', { protocol: '2' }, 'PROTOCOL_UNSUPPORTED'],
  ['no id', { id: undefined }, 'BAD_REQUEST'],
  ['the id __proto__', { id: '__proto__' }, 'BAD_REQUEST'],
  ['an id with a line break', { id: 'a\nb' }, 'BAD_REQUEST'],
  ['no nonce', { nonce: undefined }, 'BAD_REQUEST'],
  ['a short nonce', { nonce: 'ab' }, 'BAD_REQUEST'],
  ['a nonce in upper case', { nonce: 'A'.repeat(64) }, 'BAD_REQUEST'],
  ['a nonce with a line break', { nonce: `${'a'.repeat(63)}\n` }, 'BAD_REQUEST'],
]

async function isRefused(peer: Peer, event: string, reason: string): Promise<void> {
  const { body } = await peer.hears(`a refusal by ${event}`, (packet) => packet.event === event)
  checkSame('code and reason', [body['code'], body['reason']], [-1, reason])
  check(typeof body['msg'] === 'string' && body['msg'] !== '', 'a sentence in msg', body)
  await peer.isClosed('it has not proven itself')
  checkSame('events', peer.received.length, 1)
}

/** Registers after a wrong proof, and is refused at the proof. */
async function isRefusedWith(visit: Visit, proof: string, peer: Peer): Promise<void> {
  peer.send('proof', { proof })
  peer.send('register', visit.request())
  await isRefused(peer, 'refused', 'AUTH_FAILED')
}

const strangers = FROM_STRANGERS.map(([name, packet]) =>
  test(`${name} before the proof closes that connection, without an answer`, async (visit) => {
    const peer = await visit.unproven()
    const [event, ...args] = packet
    peer.send(String(event), ...args)
    await peer.isClosed(name)
    checkSame('received', peer.received, [])
  }),
)

const hellos = HELLOS.map(([name, change, code]) =>
  test(`${name} in CONNECT: ${code}`, async (visit) => {
    const raw = await visit.webSocket()
    raw.text(`40${JSON.stringify({ ...hello(visit.freshId()), ...change })}`)
    const answer = await raw.says('a refusal of CONNECT', /^44/)
    check(answer.includes(`"code":"${code}"`), code, answer)
  }),
)

export const handshakeTests: ConformanceTest[] = [
  test('the master proves first that it knows the token', async (visit) => {
    const peer = await visit.unproven()
    const { id, nonce, proof } = await peer.challenge()
    check(HEX.test(nonce), 'a nonce of 64 digits', nonce)
    check(id.length > 0, 'an id', id)
    checkSame('proof', proof, await peer.proof(visit.token, 'listener'))
  }),
  test('every challenge has another nonce', async (visit) => {
    const peers = await Promise.all(Array.from({ length: 20 }, () => visit.unproven()))
    const nonces = new Set(
      (await Promise.all(peers.map((peer) => peer.challenge()))).map(({ nonce }) => nonce),
    )
    checkSame('nonces', nonces.size, peers.length)
  }),
  test('the proof of a wrong token: AUTH_FAILED', async (visit) => {
    for (const token of [
      'not the token',
      visit.token.slice(0, -1),
      `${visit.token}x`,
      ` ${visit.token}`,
      '',
    ]) {
      const peer = await visit.unproven()
      await isRefusedWith(visit, await peer.proof(token, 'dialler'), peer)
    }
  }),
  test("the master's own proof sent back: AUTH_FAILED", async (visit) => {
    const peer = await visit.unproven()
    await isRefusedWith(visit, (await peer.challenge()).proof, peer)
  }),
  test('the proof of an RPC link: AUTH_FAILED', async (visit) => {
    const peer = await visit.unproven()
    await isRefusedWith(visit, await peer.proof(visit.token, 'dialler', 'rpc'), peer)
  }),
  test('the proof of another connection: AUTH_FAILED', async (visit) => {
    const id = visit.freshId()
    const [one, other] = [await visit.unproven(id), await visit.unproven(id)]
    await isRefusedWith(visit, await one.proof(visit.token, 'dialler'), other)
  }),
  test('a relayed proof, with the nonces of its own connection: AUTH_FAILED', async (visit) => {
    const [victim, relay] = [await visit.unproven(), await visit.unproven()]
    const challenge: Challenge = await relay.challenge()
    await isRefusedWith(visit, await victim.proof(visit.token, 'dialler', 'control', challenge), relay)
  }),
  test('a proof that is no hex, or missing: BAD_REQUEST', async (visit) => {
    for (const proof of [undefined, 7, '', 'x'.repeat(64), randomBytes(32).toString('base64')]) {
      const peer = await visit.unproven()
      peer.send('proof', { proof })
      await isRefused(peer, 'refused', 'BAD_REQUEST')
    }
  }),
  test('register and reconnect without a proof: AUTH_FAILED in their own ack', async (visit) => {
    for (const [event, ack] of [
      ['register', 'register'],
      ['reconnect', 'reconnect_ok'],
    ] as const) {
      const request = visit.request()
      const peer = await visit.unproven(request.id)
      peer.send(event, request)
      await isRefused(peer, ack, 'AUTH_FAILED')
    }
  }),
  test('a monitor of version 1, which sends its token: PROTOCOL_UNSUPPORTED, and the token does not come back', async (visit) => {
    const token = 'a-token-that-must-not-come-back'
    for (const [event, ack] of [
      ['register', 'register'],
      ['reconnect', 'reconnect_ok'],
    ] as const) {
      const peer = await visit.unproven(visit.freshId(), null)
      peer.send(event, { protocol: 1, ...visit.request(), token })
      await isRefused(peer, ack, 'PROTOCOL_UNSUPPORTED')
      check(!JSON.stringify(peer.received).includes(token), 'no token in what was received', 'a token')
    }
  }),
  test('a second proof is an unknown event', async (visit) => {
    const member = await visit.registered()
    await member.peer.prove(visit.token)
    await member.peer.isServed()
  }),
  test('a refused peer is not announced, and does not disturb the one whose id it claims', async (visit) => {
    const witness = await visit.subscribed()
    const member = await visit.registered()
    await witness.learns(member.request)
    const forged = await visit.unproven(member.id)
    forged.send('proof', { proof: await forged.proof('not the token', 'dialler') })
    forged.send('reconnect', member.request)
    await isRefused(forged, 'refused', 'AUTH_FAILED')
    await visit.isWell(witness)
    checkSame(
      'removals',
      witness.follower.changes.filter(({ remove }) => remove === member.id),
      [],
    )
    await member.peer.isServed()
  }),
  ...hellos,
  ...strangers,
]
