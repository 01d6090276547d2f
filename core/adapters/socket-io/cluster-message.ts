// The messages of `ClusterAdapter` (socket.io-adapter 2.5) as packets of a bus.
import type { BusPacket, Foreign } from '../adapter.ts'
import type { CallRecord, LinkKind } from '../../protocol/record.ts'
import { hashOf, sizeOf } from './content.ts'

/** By number, from 1. */
const NAMES = [
  'INITIAL_HEARTBEAT',
  'HEARTBEAT',
  'BROADCAST',
  'SOCKETS_JOIN',
  'SOCKETS_LEAVE',
  'DISCONNECT_SOCKETS',
  'FETCH_SOCKETS',
  'FETCH_SOCKETS_RESPONSE',
  'SERVER_SIDE_EMIT',
  'SERVER_SIDE_EMIT_RESPONSE',
  'BROADCAST_CLIENT_COUNT',
  'BROADCAST_ACK',
  'ADAPTER_CLOSE',
]

/** How a message of membership is shown; all others are calls. */
const MEMBERSHIP: Readonly<Record<string, BusPacket['phase']>> = {
  INITIAL_HEARTBEAT: 'register',
  HEARTBEAT: 'notify',
  ADAPTER_CLOSE: 'notify',
}

const MEMBERSHIP_TYPES = new Set(Object.keys(MEMBERSHIP).map((name) => NAMES.indexOf(name) + 1))

/** Each node gives one of these for a request; of `BROADCAST_ACK`, as many as it has clients. */
const ANSWERS = new Set(['FETCH_SOCKETS_RESPONSE', 'SERVER_SIDE_EMIT_RESPONSE', 'BROADCAST_CLIENT_COUNT'])

export function kindOf({ type }: Foreign): LinkKind {
  return MEMBERSHIP_TYPES.has(type) ? 'control' : 'rpc'
}

/**
 * Returns what a message says.
 * @param to the node that it is for
 * @param expects the nodes that should answer, if it is a request
 */
export function describeMessage(
  message: Foreign,
  from: string,
  nsp: string,
  to?: string,
  expects?: () => string[],
): BusPacket {
  const { type, data } = message
  const event = NAMES[type - 1] ?? `message ${type}`
  const phase = MEMBERSHIP[event]
  const requestId: string | undefined = data?.requestId
  return {
    kind: kindOf(message),
    topic: nsp,
    key: keyOf(message, from),
    event,
    name: nameOf(event, data),
    phase: phase ?? 'rpc',
    bytes: sizeOf(message),
    body: data,
    from,
    to,
    calls: requestId === undefined ? undefined : callsOf(event, requestId, expects),
  }
}

/** A packet has no id of its own. Copies of one that are alike are matched in the order of time. */
function keyOf({ type, data }: Foreign, from: string): string {
  if (data === undefined) return `${from} ${type}`
  const { requestId, packet, opts, rooms, sockets } = data
  if (requestId === undefined)
    return `${from} ${type} ${hashOf([packet?.data ?? packet, opts?.rooms, rooms])}`
  // Of many acknowledgements with one request id only the content differs.
  return `${from} ${type} ${requestId}${sockets ? '' : ` ${hashOf(packet?.data ?? packet)}`}`
}

function nameOf(event: string, data: Foreign): string | undefined {
  const content = data?.packet?.data ?? data?.packet
  const first: unknown = event === 'BROADCAST' || event === 'SERVER_SIDE_EMIT' ? content?.[0] : undefined
  return typeof first === 'string' ? `${event} ${first}` : undefined
}

function callsOf(event: string, id: string, expects?: () => string[]): CallRecord[] | undefined {
  if (ANSWERS.has(event)) return [{ id, answers: true }]
  return event === 'BROADCAST_ACK' ? undefined : [{ id, method: event, expects: expects?.() }]
}
