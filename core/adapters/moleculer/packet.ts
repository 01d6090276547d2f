// Describes packets of Moleculer's protocol (version 4 and 5) for the bus: kind, key and calls.
import { createHash } from 'node:crypto'
import type { CallRecord, LinkKind } from '../../protocol/record.ts'
import type { BusPacket, Foreign } from '../adapter.ts'

/** A packet that is sent or has arrived. */
export interface Transmission {
  /** `REQ`, `INFO`, `GOSSIP_HELLO`, … */
  type: string
  payload: Foreign
  /** What the serializer made of the payload. */
  data: Buffer | string
  /** Whether that is JSON. */
  isJson: boolean
  /** Size of what was really sent, in bytes. */
  bytes: number
  /** Of all topics of the transporter: `MOL`, or `MOL-<namespace>`. */
  prefix: string
  /** The node that it is for; null for all, undefined where the receiver cannot tell. */
  target: string | null | undefined
}

const RPC = new Set(['REQ', 'RES', 'EVENT'])
/** Packets that are sent to one node or to all, and have no id of their own. */
const FOR_ONE_OR_ALL = new Set(['INFO', 'DISCOVER'])

export function kindOf(type: string): LinkKind {
  return RPC.has(type) ? 'rpc' : 'control'
}

export function busPacket(transmission: Transmission): BusPacket {
  const { type, payload, data, isJson, bytes, prefix, target } = transmission
  const packet: BusPacket = {
    kind: kindOf(type),
    event: type,
    topic: `${prefix}.${type}`,
    key: keyOf(transmission),
    from: payload.sender,
    to: target ?? undefined,
    bytes,
    calls: callsOf(type, payload, target),
  }
  if (isJson) packet.json = () => data.toString()
  else packet.body = () => payload as unknown
  return packet
}

function keyOf({ type, payload, data, target }: Transmission): string {
  switch (type) {
    case 'REQ':
    case 'RES':
      // The chunks of a stream have the id of its request.
      return payload.seq === undefined ? String(payload.id) : `${payload.id}/${payload.seq}`
    case 'EVENT':
      return payload.groups ? `${payload.id}/${payload.groups}` : String(payload.id)
    case 'PING':
    case 'PONG':
      return String(payload.id)
    default: {
      const hash = createHash('sha1').update(data).digest('base64')
      return FOR_ONE_OR_ALL.has(type) && target !== undefined ? `${hash}/${target ?? ''}` : hash
    }
  }
}

function callsOf(
  type: string,
  payload: Foreign,
  target: string | null | undefined,
): CallRecord[] | undefined {
  // Of a stream, the first chunk is the call or its answer.
  if (payload.seq > 0) return undefined
  switch (type) {
    case 'REQ':
      return [{ id: payload.id, method: payload.action }]
    case 'RES':
      return [{ id: payload.id, answers: true, error: payload.success ? undefined : true }]
    case 'EVENT':
      // Nobody answers an event.
      return [{ id: 0, method: payload.event }]
    case 'PING':
      // All nodes answer a ping to all, and it is not known who that is.
      return target && payload.id !== undefined ? [{ id: payload.id, method: 'ping' }] : undefined
    case 'PONG':
      return payload.id === undefined ? undefined : [{ id: payload.id, answers: true }]
    default:
      return undefined
  }
}
