// Hostile input to a server's RPC port (§8): wrong handshakes, malformed envelopes, calls of unknown services.
import fc from 'fast-check'
import { anyJson, textOf, type Json } from './malformed-json.ts'
import { bytesOf, junk, type Junk } from './malformed-packets.ts'
import { RawPeer } from './raw-peer.ts'
import type { Target } from './malformed-sessions.ts'

interface MalformedCall {
  namespace: Json
  service: Json
  method: Json
  args: Json
  asks: boolean
}

/** One `rpc` packet: a list of calls, a list of other values, another value, or another event. */
type CallPacket =
  { calls: MalformedCall[] } | { list: Json[] } | { other: Json } | { event: string; body: Json }

export interface CallerSession {
  /** `other`: it knows another token. */
  auth: 'good' | 'other' | { wrong: string; code: string }
  packets: CallPacket[]
  inOneChunk: boolean
  last: Junk | 'leaves'
}

const name = (...names: string[]): fc.Arbitrary<Json> =>
  fc.constantFrom(...names).map((text) => ({ json: JSON.stringify(text) }))
const call: fc.Arbitrary<MalformedCall> = fc.record({
  namespace: name('user', 'user', 'user', 'sys'),
  service: name('echo', 'echo', '__proto__', 'constructor', 'toString', 'none', ''),
  method: name('say', 'say', 'fail', '__proto__', 'constructor', 'toString', 'apply', '_hidden', ''),
  args: fc
    .array(anyJson, { maxLength: 3 })
    .map((items) => ({ json: `[${items.filter(shallow).map(textOf).join(',')}]` })),
  asks: fc.boolean(),
})
const wrongCall: fc.Arbitrary<Json> = fc
  .tuple(anyJson, anyJson, anyJson, anyJson)
  .map(([id, namespace, service, args]): Json => ({
    fields: [
      ['id', id],
      ['namespace', namespace],
      ['service', service],
      ['args', args],
    ],
  }))
const packet: fc.Arbitrary<CallPacket> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ calls: fc.array(call, { maxLength: 8 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ list: fc.array(fc.oneof(wrongCall, anyJson), { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ other: anyJson }) },
  {
    weight: 1,
    arbitrary: fc.record({
      event: fc.constantFrom('rpc_', 'error', 'monitor', 'register', '__proto__'),
      body: anyJson,
    }),
  },
)

const NONCE = 'a'.repeat(64)
/** First packets that are refused, and the codes. */
const WRONG = [
  ['', 'PROTOCOL_UNSUPPORTED'],
  ['{}', 'PROTOCOL_UNSUPPORTED'],
  ['{"token":"x","id":"a","instance":"b"}', 'PROTOCOL_UNSUPPORTED'],
  [`{"protocol":1,"id":"a","nonce":"${NONCE}"}`, 'PROTOCOL_UNSUPPORTED'],
  [`{"__proto__":{"protocol":2},"id":"a","nonce":"${NONCE}"}`, 'PROTOCOL_UNSUPPORTED'],
  ['{"protocol":2,"id":"a"}', 'BAD_REQUEST'],
  [`{"protocol":2,"id":"__proto__","nonce":"${NONCE}"}`, 'BAD_REQUEST'],
  [`{"protocol":2,"id":"a","nonce":"${NONCE}0"}`, 'BAD_REQUEST'],
  [`{"protocol":2,"id":"a","nonce":[]}`, 'BAD_REQUEST'],
] as const

export const callerSessions: fc.Arbitrary<CallerSession> = fc.record({
  auth: fc.oneof(
    { weight: 3, arbitrary: fc.constant('good' as const) },
    { weight: 1, arbitrary: fc.constant('other' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG).map(([wrong, code]) => ({ wrong, code })) },
  ),
  packets: fc.array(packet, { minLength: 1, maxLength: 50, size: 'max' }),
  inOneChunk: fc.boolean(),
  last: fc.oneof(fc.constant('leaves' as const), junk),
})

/**
 * Runs a session and returns the number of packets sent.
 * @throws if a call did not get exactly one response
 */
export async function runCallerSession(target: Target, session: CallerSession): Promise<number> {
  const { auth } = session
  if (typeof auth === 'object') return checkRefused(await RawPeer.connect(target.port, auth.wrong), auth.code)
  const token = auth === 'good' ? target.token : 'x'
  const peer = await RawPeer.authenticated(target.port, { kind: 'rpc', id: 'caller-1', token })
  try {
    if (auth === 'other') return await checkUnanswered(peer, session)
    await checkAnswers(peer, session)
    if (session.last !== 'leaves') peer.web.write(bytesOf(session.last, target.maxBytes))
    return session.packets.length + 1
  } finally {
    peer.destroy()
  }
}

function checkRefused(peer: RawPeer, code: string): number {
  peer.destroy()
  const answer = peer.controlPackets[0] ?? ''
  if (!answer.startsWith('4') || !answer.includes(`"code":"${code}"`))
    throw new Error(`a wrong handshake was answered ${answer} instead of ${code}`)
  return 1
}

/** The calls behind a wrong proof are not answered. */
async function checkUnanswered(peer: RawPeer, { packets }: CallerSession): Promise<number> {
  let id = 0
  peer.onEvent = (event) => {
    throw new Error(`a stranger was answered by ${event}`)
  }
  for (const item of packets) peer.emit(...textOfPacket(item, () => ++id))
  await peer.waitFor('a stranger is refused and cut off', () => !peer.open)
  if (peer.acks[0]?.reason !== 'AUTH_FAILED') throw new Error(`refused with ${JSON.stringify(peer.acks)}`)
  return packets.length
}

async function checkAnswers(peer: RawPeer, session: CallerSession): Promise<void> {
  const times = new Map<number, number>()
  let count = 0
  peer.onEvent = (_, body) => {
    for (const { id } of body as { id: number }[]) times.set(id, (times.get(id) ?? 0) + 1)
    count++
  }
  const fence = 1_000_000
  let asked = 0
  const send = (): void => {
    for (const item of session.packets) peer.emit(...textOfPacket(item, () => ++asked))
    peer.emit('rpc', `[{"id":${fence},"namespace":"user","service":"none","method":"none","args":[]}]`)
  }
  if (session.inOneChunk) peer.web.sendInOneChunk(send)
  else send()
  await peer.waitFor(
    'every call is answered',
    () => (times.size === asked + 1 && times.has(fence)) || !peer.open,
  )
  if (!peer.open) throw new Error(`a caller was cut off after ${count} packets of answers`)
  const wrong = [...times].filter(([, often]) => often !== 1)
  if (wrong.length > 0) throw new Error(`answered other than once: ${JSON.stringify(wrong)}`)
}

function textOfPacket(item: CallPacket, next: () => number): [event: string, text: string] {
  if ('calls' in item) return ['rpc', `[${item.calls.map((one) => textOfCall(one, next)).join(',')}]`]
  if ('list' in item) return ['rpc', `[${item.list.map(textOf).join(',')}]`]
  if ('event' in item) return [item.event, textOf(item.body)]
  return ['rpc', 'json' in item.other && item.other.json === '[]' ? '5' : textOf(item.other)]
}

function textOfCall({ asks, ...parts }: MalformedCall, next: () => number): string {
  const fields: [string, Json][] = asks ? [['id', { json: String(next()) }]] : []
  return textOf({ fields: [...fields, ...Object.entries(parts)] })
}

/** Deeply nested arguments invalidate the whole packet, so its other calls get no response. */
function shallow(value: Json): boolean {
  return !('levels' in value)
}
