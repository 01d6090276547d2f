// The packets of `RedisAdapter` (@socket.io/redis-adapter): broadcasts in MessagePack, requests and responses in JSON.
import type { BusPacket, Foreign } from '../adapter.ts'
import type { CallRecord } from '../../protocol/record.ts'
import { hashOfBytes } from './content.ts'

/** By number. */
const REQUESTS = [
  'SOCKETS',
  'ALL_ROOMS',
  'REMOTE_JOIN',
  'REMOTE_LEAVE',
  'REMOTE_DISCONNECT',
  'REMOTE_FETCH',
  'SERVER_SIDE_EMIT',
  'BROADCAST',
  'BROADCAST_CLIENT_COUNT',
  'BROADCAST_ACK',
]
const BROADCAST = 7
const BROADCAST_ACK = 9
/** As the other adapters call the same. */
const NAMES: Readonly<Record<string, string>> = {
  REMOTE_JOIN: 'SOCKETS_JOIN',
  REMOTE_LEAVE: 'SOCKETS_LEAVE',
  REMOTE_DISCONNECT: 'DISCONNECT_SOCKETS',
  REMOTE_FETCH: 'FETCH_SOCKETS',
}

/** The beginning of a request or a response in JSON holds what is needed of it. */
const HEAD_BYTES = 256
const UID = /^\{"uid":"([^"\\]*)"/
const REQUEST_ID = /^\{(?:"uid":"[^"\\]*",|"type":\d+,)?"requestId":"([^"\\]*)"/
const TYPE = /^\{(?:"uid":"[^"\\]*",)?(?:"requestId":"[^"\\]*",)?"type":(\d+)/
const EVENT = /^[^[]*"type":6,"data":\["([^"\\]*)"/

export interface Envelope {
  uid: string | undefined
  requestId: string | undefined
  type: number | undefined
  event: string | undefined
}

/** Returns what a request or a response is. @param decoded its content, where it is not JSON */
export function readEnvelope(bytes: Foreign, decoded: Foreign): Envelope {
  if (decoded !== undefined) {
    const { uid, requestId, type, data, packet } = decoded
    return { uid, requestId, type, event: data?.[0] ?? packet?.data?.[0] }
  }
  const head = typeof bytes === 'string' ? bytes.slice(0, HEAD_BYTES) : bytes.toString('utf8', 0, HEAD_BYTES)
  const type = TYPE.exec(head)?.[1]
  return {
    uid: UID.exec(head)?.[1],
    requestId: REQUEST_ID.exec(head)?.[1],
    type: type === undefined ? undefined : Number(type),
    event: EVENT.exec(head)?.[1],
  }
}

/** Whether a payload is JSON, by the rule of the adapter. */
export function isJson(bytes: Foreign): boolean {
  return typeof bytes === 'string' ? bytes.startsWith('{') : bytes[0] === 0x7b
}

export function describeBroadcast(
  channel: string,
  bytes: Foreign,
  [uid, packet, options]: Foreign,
): BusPacket {
  const name = textIn(packet?.data?.[0])
  return {
    kind: 'rpc',
    topic: channel,
    key: hashOfBytes(bytes),
    event: 'BROADCAST',
    name: name === undefined ? undefined : `BROADCAST ${name}`,
    phase: 'rpc',
    bytes: bytes.length,
    body: { packet, opts: options },
    from: uid,
  }
}

/** @param expects the nodes that should answer, if all should */
export function describeRequest(
  channel: string,
  bytes: Foreign,
  decoded: Foreign,
  { uid, requestId, type, event }: Envelope,
  expects?: () => string[],
): BusPacket {
  const method = REQUESTS[type ?? -1] ?? `request ${type}`
  const calls: CallRecord[] | undefined =
    requestId === undefined
      ? undefined
      : [{ id: requestId, method: NAMES[method] ?? method, expects: expects?.() }]
  return {
    kind: 'rpc',
    topic: channel,
    key: requestId ?? hashOfBytes(bytes),
    event: method,
    name: textIn(event) === undefined ? NAMES[method] : `${method} ${event}`,
    phase: 'rpc',
    bytes: bytes.length,
    body: bodyOf(bytes, decoded),
    from: uid,
    calls,
  }
}

/**
 * A response does not say who gives it, nor what it answers but for the id.
 * @param method of the request, if this process has sent it or answers it
 */
export function describeResponse(
  channel: string,
  bytes: Foreign,
  decoded: Foreign,
  { requestId = '', type }: Envelope,
  method: number | undefined,
  from: string | undefined,
): BusPacket {
  const request = REQUESTS[type ?? method ?? -1] ?? 'REQUEST'
  // Answers to broadcasts have types of their own.
  const isOwnType = type !== undefined && type > BROADCAST
  const name = NAMES[request] ?? request
  return {
    kind: 'rpc',
    topic: channel,
    key: `${requestId} ${hashOfBytes(bytes)}`,
    event: isOwnType ? request : `${request}_RESPONSE`,
    name: isOwnType ? undefined : `${name}_RESPONSE`,
    phase: 'rpc',
    bytes: bytes.length,
    body: bodyOf(bytes, decoded),
    from,
    // Each client gives one of these, each node one of the others.
    calls: type === BROADCAST_ACK ? undefined : [{ id: requestId, answers: true }],
  }
}

function bodyOf(bytes: Foreign, decoded: Foreign): unknown {
  return () => decoded ?? JSON.parse(bytes.toString())
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
