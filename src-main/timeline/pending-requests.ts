// The requests that a packet makes and answers.
import type { Nanoseconds, PacketEvent } from './event.ts'
import { asRecord } from './unknown-json.ts'

export interface PendingRequest {
  /** Id of the request's packet. */
  packet: string
  /** `service.method` of an RPC call, else the packet's name. */
  name: string
  conn: string
  from: string
  to: string
  /** When it was sent; if unknown, when it was received. */
  since: Nanoseconds
}

/** Returns the requests in a packet, by the key that their answers name. */
export function pendingRequestsIn(packet: PacketEvent): [key: string, request: PendingRequest][] {
  if (packet.dropped) return []
  const { id, name, conn, from, to, sent, received } = packet
  const request = { packet: id, name, conn, from, to, since: sent ?? received ?? 0 }
  if (packet.event === 'rpc') {
    const calls = (packet.calls ?? []).filter((call) => call.id !== 0 && call.method !== undefined)
    return calls.map((call) => [`${id} ${call.id}`, { ...request, name: call.method ?? name }])
  }
  return wantsAnswer(packet) ? [[id, request]] : []
}

/** Returns the keys of the requests that a packet answers. */
export function answeredKeys(packet: PacketEvent): string[] {
  if (packet.answers !== undefined) return [packet.answers]
  return (packet.calls ?? []).flatMap(({ id, answers }) =>
    answers === undefined ? [] : [`${answers} ${id}`],
  )
}

/** Whether a control packet wants an answer. */
function wantsAnswer({ name, body }: PacketEvent): boolean {
  if (name === 'register' || name === 'reconnect') return true
  return typeof asRecord(body)['reqId'] === 'number'
}
