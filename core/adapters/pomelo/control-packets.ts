// Names the packets between master and monitors, in all generations of Pomelo and Pinus.
import type { AdapterPacket, Foreign } from '../adapter.ts'
import type { CallRecord } from '../../protocol/record.ts'

/** The modules that keep the list of servers: Pinus and Pomelo 0.9 to 2.2, and Pomelo before. */
const WATCHERS = new Set(['__masterwatcher__', '__monitorwatcher__', '__watchdog__'])
/** A module whose signals are named without it. */
const CONSOLE = '__console__'
const OK = 1

/** A control packet with its decoded object. */
export interface ControlPacket extends AdapterPacket {
  name: string
  body: Foreign
}

/** Returns the action of a packet of the watchdog: `subscribe`, `addServer` and so on. */
export function watchdogAction({ body }: ControlPacket): string | undefined {
  return WATCHERS.has(body?.moduleId) ? body.body?.action : undefined
}

/**
 * Names packets of one connection: an answer is named after the request that it answers. Ids are texts, because Pomelo
 * sends a number again as text.
 */
export class ControlPacketNames {
  /** Direction and id of an open request → its name. */
  readonly #requests = new Map<string, string>()

  /** @param isUp whether it goes to the master */
  describe(event: string, body: Foreign, bytes: number, isUp: boolean): ControlPacket {
    if (isAck(event, body)) return this.#ack(event, body, bytes)
    if (event === 'register' || event === 'reconnect')
      return { event, name: event, bytes, body, calls: [{ id: event }] }
    const { reqId, respId } = body ?? {}
    if (respId !== undefined) return this.#answer(event, body, bytes, isUp)
    const name = requestName(event, body)
    if (!reqId) return { event, name, bytes, body, calls: [] }
    this.#requests.set(requestKey(isUp, reqId), name)
    return { event, name, bytes, body, calls: [{ id: String(reqId), method: name }] }
  }

  #ack(event: string, body: Foreign, bytes: number): ControlPacket {
    const request = event === 'register' ? 'register' : 'reconnect'
    return withOutcome({ event, name: `${request}.ack`, bytes, body }, request, body?.code !== OK)
  }

  #answer(event: string, body: Foreign, bytes: number, isUp: boolean): ControlPacket {
    const key = requestKey(!isUp, body.respId)
    const name = `${this.#requests.get(key) ?? event}.ack`
    this.#requests.delete(key)
    return withOutcome({ event, name, bytes, body }, String(body.respId), isError(body.error))
  }
}

function withOutcome(packet: ControlPacket, id: CallRecord['id'], isRefusal: boolean): ControlPacket {
  packet.calls = [{ id, answers: true, error: isRefusal || undefined }]
  if (isRefusal) packet.phase = 'error'
  return packet
}

function isAck(event: string, body: Foreign): boolean {
  return event === 'reconnect_ok' || (event === 'register' && body?.code !== undefined)
}

function requestKey(isUp: boolean, id: number): string {
  return `${isUp ? 'up' : 'down'} ${id}`
}

function requestName(event: string, body: Foreign): string {
  const { moduleId, command, reqId, body: inner } = body ?? {}
  if (command !== undefined) return `command.${command}`
  const action: unknown = inner?.action ?? inner?.signal ?? inner?.comd
  const isBuiltIn = WATCHERS.has(moduleId) || moduleId === CONSOLE
  if (typeof action === 'string') return isBuiltIn ? action : `${moduleId}.${action}`
  if (moduleId === undefined) return event
  return `${moduleId}.${reqId ? 'request' : 'notify'}`
}

/** Modules answer with their signal, or with their result, in the place of the error: 1 is success. */
function isError(error: Foreign): boolean {
  if (error === undefined || error === null || error === OK) return false
  return error === 0 || typeof error === 'string' || error.stack !== undefined
}
