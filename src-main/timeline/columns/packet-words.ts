// The words of a packed packet: what is where, and which packets can be packed.
import type { PacketEvent, RpcCallLabel } from '../event.ts'
import { PHASES } from '../phase.ts'
import { NO_TAIL } from './id.ts'

// The first word of a packet: flags, then the number of causes and of calls.
export const UP = 1
export const TRUNCATED = 2
export const DROPPED = 4
export const BODY = 8
export const CAUSES_AT = 4
const MAX_CAUSES = 0xff
export const CALLS_AT = 12
const MAX_CALLS = 0xf_ff_ff
// The words after it: connection, number, bytes, name; then the body's address, causes and calls, if any.
export const CONN = 1
export const N = 2
export const BYTES = 3
export const NAME = 4
export const REST = 5
// An id is two words; a call is its id, its method, and the id that it answers or one `NO_TEXT`.
export const ID = 2
export const METHOD = 1
export const ANSWERS = 2

export function causesAt(address: number, flags: number): number {
  return address + (flags & BODY ? REST + 1 : REST)
}

export function causesIn(flags: number): number {
  return (flags >>> CAUSES_AT) & MAX_CAUSES
}

export function callsIn(flags: number): number {
  return flags >>> CALLS_AT
}

export function flagsOf({ direction, truncated, dropped, body }: PacketEvent): number {
  const flags = [direction === 'up' && UP, truncated && TRUNCATED, dropped && DROPPED]
  return flags.reduce<number>((sum, flag) => sum | (flag || 0), body === undefined ? 0 : BODY)
}

export function isPackable(packet: PacketEvent): boolean {
  const { conn, direction, n = 0, bytes, causes, calls } = packet
  if (!PHASES.includes(packet.phase)) return false
  if (packet.link !== 'rpc' || packet.event !== 'rpc' || packet.answers !== undefined) return false
  if (packet.id !== `${conn}/${direction}/${n}` || n >= NO_TAIL || !isUint32(n) || !isUint32(bytes))
    return false
  if (causes && (causes.length === 0 || causes.length > MAX_CAUSES)) return false
  return !calls || (calls.length > 0 && calls.length <= MAX_CALLS && calls.every(isPackableCall))
}

function isPackableCall({ id, error, expects }: RpcCallLabel): boolean {
  return isUint32(id) && error === undefined && expects === undefined
}

function isUint32(value: unknown): boolean {
  return typeof value === 'number' && value >>> 0 === value && !Object.is(value, -0)
}
