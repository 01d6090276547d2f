// The requests that a packet makes and answers.
import { BUS_PREFIX, isOnBus } from './bus.ts'
import type { Nanoseconds, PacketEvent, RpcCallLabel } from './event.ts'
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
  const { id, name, conn, from, to, sent, received, calls } = packet
  const request = { packet: id, name, conn, from, to, since: sent ?? received ?? 0 }
  if (calls !== undefined || packet.event === 'rpc') {
    const asked = (calls ?? []).filter((call) => call.id !== 0 && call.method !== undefined)
    return asked.map((call) => [callKey(packet, call), { ...request, name: call.method || name }])
  }
  return wantsAnswer(packet) ? [[id, request]] : []
}

/** Returns the keys of the requests that a packet answers. */
export function answeredKeys({ conn, answers, calls = [] }: PacketEvent): string[] {
  const own = answers === undefined ? [] : [answers]
  const called = calls.flatMap((call) => {
    if (call.method !== undefined) return []
    const key = call.answers === undefined ? [] : [`${call.answers} ${call.id}`]
    return isOnBus(conn) ? [...key, anyoneKey(call.id)] : key
  })
  return [...own, ...called]
}

/** A call on a bus that anybody may answer has a row for each receiver, and is over with the first answer. */
function callKey({ id, conn }: PacketEvent, call: RpcCallLabel): string {
  return isOnBus(conn) && call.expects === undefined ? anyoneKey(call.id) : `${id} ${call.id}`
}

function anyoneKey(id: number | string): string {
  return `${BUS_PREFIX} ${typeof id} ${id}`
}

/** Whether a control packet wants an answer. */
function wantsAnswer({ name, body }: PacketEvent): boolean {
  if (name === 'register' || name === 'reconnect') return true
  return typeof asRecord(body)['reqId'] === 'number'
}
