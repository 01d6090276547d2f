// What an attacker does on one control connection, and what the master must reply. Each session returns the number of
// packets sent, and throws if the master violates PROTOCOL.md.
import fc from 'fast-check'
import { anyJson, textOf, type Json } from './malformed-json.ts'
import { bytesOf, eventsOf, junk, packetOf, type MalformedEvent, type Junk } from './malformed-packets.ts'
import { RawPeer } from './raw-peer.ts'
import { registration, type MalformedRegistration } from './malformed-registrations.ts'
import { frame } from './raw-websocket.ts'

/** The id of every stranger. */
export const STRANGER = 'stranger-1'

export interface Target {
  port: number
  token: string
  maxBytes: number
}

/** Of a peer that knows the token. */
export interface RegisteredSession {
  speaks: 'monitor' | 'client'
  /** Additional keys in its record. */
  own: [name: string, value: Json][]
  events: MalformedEvent[]
  /** All packets in one chunk, so that the master reads them in one turn of the event loop. */
  inOneChunk: boolean
  /** How it ends: with junk, or with a second registration. */
  last: Junk | 'register' | 'reconnect' | 'leaves'
}

/** Of a peer that has not registered: before its proof, with a wrong one, or after it. */
export type StrangerSession = { proof: 'none' | 'wrong' | 'right'; after: 'nothing' | 'register' } & (
  { register: MalformedRegistration } | { event: MalformedEvent } | { junk: Junk }
)

const ownKey = fc.string({ minLength: 1, maxLength: 12 }).map((name) => `own ${name}`)
const ownValue = anyJson.filter((value) => !('levels' in value) && !('huge' in value))

export function registeredSessions(least: number, most: number): fc.Arbitrary<RegisteredSession> {
  const session = (speaks: 'monitor' | 'client') =>
    fc.record({
      speaks: fc.constant(speaks),
      own: fc.array(fc.tuple(ownKey, ownValue), { maxLength: 3 }),
      events: fc.array(eventsOf(speaks), { minLength: least, maxLength: most, size: 'max' }),
      inOneChunk: fc.boolean(),
      last: fc.oneof(fc.constantFrom('register' as const, 'reconnect' as const, 'leaves' as const), junk),
    })
  return fc.oneof({ weight: 4, arbitrary: session('monitor') }, { weight: 1, arbitrary: session('client') })
}

export function strangerSessions(
  refused: fc.Arbitrary<MalformedRegistration>,
): fc.Arbitrary<StrangerSession> {
  const after = fc.constantFrom('nothing' as const, 'register' as const)
  const proof = fc.constantFrom('none' as const, 'wrong' as const, 'right' as const)
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ proof, after, register: refused }) },
    { weight: 2, arbitrary: fc.record({ proof, after, event: eventsOf('monitor') }) },
    { weight: 3, arbitrary: fc.record({ proof, after, junk }) },
  )
}

export async function runRegisteredSession(
  target: Target,
  id: string,
  session: RegisteredSession,
): Promise<number> {
  const peer = await RawPeer.authenticated(target.port, { id, token: target.token })
  try {
    await register(peer, id, session)
    const owed = sendAll(peer, session)
    await answered(peer, session.speaks, owed)
    return session.events.length + 2 + (await end(peer, target, id, session.last))
  } finally {
    peer.destroy()
  }
}

async function register(peer: RawPeer, id: string, session: RegisteredSession): Promise<void> {
  const own = session.own.map(([name, value]) => [name, textOf(value)] as const)
  const client = JSON.stringify({ type: 'client', id })
  peer.emit('register', session.speaks === 'client' ? client : registration({ id }, own))
  await peer.waitFor('a good registration is accepted', () => peer.acks.length > 0 || !peer.open)
  if (peer.acks[0]?.code !== 1)
    throw new Error(`a good registration was refused: ${JSON.stringify(peer.acks)}`)
}

/** Returns the ids of the requests that must get a response. */
function sendAll(peer: RawPeer, { events, inOneChunk }: RegisteredSession): number[] {
  const owed: number[] = []
  const send = (): void =>
    events.forEach((event, index) => {
      if (event.asks) owed.push(index + 1)
      sendEvent(peer, event, index + 1)
    })
  if (inOneChunk) peer.web.sendInOneChunk(send)
  else send()
  return owed
}

function sendEvent(peer: RawPeer, event: MalformedEvent, reqId: number): void {
  const [text, attachment] = packetOf(event, reqId)
  peer.web.send(text)
  if (attachment) peer.web.frame(attachment, { opcode: 2 })
}

/** §3: exactly one response to each request, and none to anything else. */
async function answered(peer: RawPeer, speaks: string, owed: number[]): Promise<void> {
  const fence = 1_000_000
  peer.emit(speaks, `{"reqId":${fence},"moduleId":"no such module","body":null}`)
  const all = [...owed, fence]
  const missing = (): number[] => all.filter((reqId) => !peer.responseCounts.has(reqId))
  await peer
    .waitFor('every request is answered', () => missing().length === 0 || !peer.open)
    .catch((error) => {
      throw new Error(`not answered: ${missing().join(', ')}`, { cause: error })
    })
  if (!peer.open) throw new Error(`a registered peer was cut off; not answered: ${missing().join(', ')}`)
  const wrong = [...peer.responseCounts].filter(([respId, times]) => times !== 1 || !all.includes(respId))
  if (wrong.length > 0) throw new Error(`answered other than once: ${JSON.stringify(wrong)}`)
}

async function end(
  peer: RawPeer,
  target: Target,
  id: string,
  last: RegisteredSession['last'],
): Promise<number> {
  if (last === 'leaves') return 0
  if (typeof last === 'object') {
    peer.web.write(bytesOf(last, target.maxBytes))
    return 1
  }
  peer.emit(last, registration({ id }))
  await refused(peer, 1, ['ALREADY_REGISTERED'])
  return 1
}

/** §4.2: a response with the right reason, then the end of the connection. */
async function refused(peer: RawPeer, index: number, reasons: string[]): Promise<void> {
  await peer.waitFor('a refused registration is answered and closed', () => !peer.open)
  const ack = peer.acks[index]
  if (ack?.code !== -1 || !reasons.includes(ack.reason ?? ''))
    throw new Error(`refused with ${JSON.stringify(ack)} instead of ${reasons.join(' or ')}`)
}

export async function runStrangerSession(target: Target, session: StrangerSession): Promise<number> {
  const peer = await strangerOf(target, session)
  try {
    peer.web.sendInOneChunk(() => {
      if ('register' in session) peer.emit(session.register.event, session.register.text)
      else if ('event' in session) sendEvent(peer, session.event, 1)
      else peer.web.write(bytesOf(session.junk, target.maxBytes))
      // A refused or disconnected peer must not get in by packets of the same chunk.
      if (session.after === 'register' && !('junk' in session)) registerAfter(peer)
    })
    if ('register' in session) {
      const unproven = session.proof === 'none' ? ['PROTOCOL_UNSUPPORTED'] : ['AUTH_FAILED']
      await refused(peer, 0, session.proof === 'right' ? session.register.reasons : unproven)
    } else if ('event' in session)
      await peer.waitFor('a stranger that does not register is cut off', () => !peer.open)
    if (peer.responseCounts.size > 0) throw new Error('a stranger was answered')
    if (peer.acks.some(({ code }) => code === 1)) throw new Error('a stranger got in')
    return 1
  } finally {
    peer.destroy()
  }
}

function strangerOf({ port, token }: Target, { proof }: StrangerSession): Promise<RawPeer> {
  if (proof === 'none') return RawPeer.connect(port)
  return RawPeer.authenticated(port, { id: STRANGER, token: proof === 'right' ? token : `${token}x` })
}

function registerAfter(peer: RawPeer): void {
  peer.web.write(frame(Buffer.from(`42["register",${registration({ id: STRANGER })}]`)))
}
