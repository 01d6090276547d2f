// Readable names of Grove's own packets, and the phase of joining that each belongs to.
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import type { Direction } from '../../core/protocol/record.ts'
import type { Phase } from './event.ts'
import { asRecord, asArray, asString, type JsonRecord } from './unknown-json.ts'

export interface NamedPacket {
  event: string
  direction: Direction
  body?: unknown
}

const BUILT_IN = new Set(['__watchdog__', '__console__'])

const OWN_PHASES = new Map(Object.entries(GROVE_DIALECT.phases))

/** Returns the name of a packet. `request` is the name of the request that it answers, if known. */
export function packetName(packet: NamedPacket, request?: string): string {
  const { event } = packet
  if (event === 'register') return isAck(packet) ? 'register.ack' : 'register'
  if (event === 'reconnect') return 'reconnect'
  if (event === 'reconnect_ok') return 'reconnect.ack'
  if (event === 'rpc') return isRpcAnswer(packet) ? 'rpc.answer' : 'rpc.call'
  const body = asRecord(packet.body)
  if (body['respId'] !== undefined) return `${request ?? event}.ack`
  const name = moduleName(body)
  return event === 'client' ? `admin.${name}` : name
}

/** Returns the phase of a packet: `error` for a refusal or an answer with an error. */
export function packetPhase(name: string, body?: unknown): Phase {
  if (isRefusal(name, body)) return 'error'
  return OWN_PHASES.get(name.replace(/\.ack$/, '')) ?? 'admin'
}

export function isAck({ event, direction, body }: NamedPacket): boolean {
  if (event === 'reconnect_ok') return true
  return event === 'register' && (asRecord(body)['code'] !== undefined || direction === 'down')
}

export function isRpcAnswer({ direction, body }: NamedPacket): boolean {
  const first = asRecord(asArray(body)[0])
  if ('method' in first) return false
  return 'result' in first || 'error' in first || direction === 'down'
}

function moduleName(packet: JsonRecord): string {
  const moduleId = asString(packet['moduleId']) ?? 'unknown'
  const action = asString(asRecord(packet['body'])['action'])
  if (action !== undefined && BUILT_IN.has(moduleId)) return action
  return `${moduleId}.${action ?? (packet['reqId'] === undefined ? 'notify' : 'request')}`
}

function isRefusal(name: string, body: unknown): boolean {
  if (name === 'rpc.answer') return asArray(body).some((envelope) => isError(asRecord(envelope)['error']))
  if (!name.endsWith('.ack')) return false
  const { code, error } = asRecord(body)
  return code === -1 || isError(error)
}

function isError(error: unknown): boolean {
  return error !== null && error !== undefined
}
