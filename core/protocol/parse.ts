// Parses the packets of the control plane (§9): registration, and the envelopes of module packets.
import {
  badField,
  checkDepth,
  id,
  isName,
  name,
  object,
  string,
  integer,
  utf8Length,
  type Fields,
} from './fields.ts'
import type {
  ClientRegisterRequest,
  ModulePacket,
  RegisterAck,
  RegisterRequest,
  ServerInfo,
  Services,
  WireError,
} from './packet.ts'

const MAX_INFO_BYTES = 64 * 1024
/** The 32 levels of a packet, without those that an announcement adds around the record (§4.1). */
const MAX_INFO_DEPTH = 28

/** Parses the body of `register` and `reconnect` (§4.1, §7). `provenId`: the id of the handshake. */
export function parseRegister(value: unknown, provenId: string): RegisterRequest | ClientRegisterRequest {
  const fields = object(value, 'packet')
  const id = name(fields.id, 'id')
  if (id !== provenId) throw badField('id', 'must be the id of the handshake')
  if (fields.type === 'client') return { type: 'client', id }
  if (fields.type !== 'monitor') throw badField('type', 'must be "monitor" or "client"')
  const serverType = name(fields.serverType, 'serverType')
  return {
    type: 'monitor',
    id,
    serverType,
    pid: integer(fields.pid, 'pid', 0, Number.MAX_SAFE_INTEGER),
    instance: string(fields.instance, 'instance'),
    info: boundedInfo(fields.info, id, serverType),
    started: fields.started === true || undefined,
  }
}

/** Parses a record to be registered, and checks the limits that let it be announced. */
function boundedInfo(value: unknown, id: string, serverType: string): ServerInfo {
  checkDepth(value, MAX_INFO_DEPTH, 'info')
  const info = parseInfo(value, id, serverType)
  if (utf8Length(JSON.stringify(info)) > MAX_INFO_BYTES)
    throw badField('info', `must be at most ${MAX_INFO_BYTES} bytes of JSON`)
  return info
}

/** Parses a server's record. */
export function parseInfo(value: unknown, id: string, serverType: string): ServerInfo {
  const info = object(value, 'info')
  if (info.id !== id) throw badField('info.id', 'must equal id')
  if (info.serverType !== undefined && info.serverType !== serverType) {
    throw badField('info.serverType', 'must equal serverType')
  }
  string(info.host, 'info.host')
  if (info.port !== undefined) integer(info.port, 'info.port', 1, 65535)
  if (info.services !== undefined) services(info.services, 'info.services')
  return info as unknown as ServerInfo
}

function services(value: unknown, field: string): Services {
  const map = object(value, field)
  for (const [service, methods] of Object.entries(map)) {
    if (!isName(service)) throw badField(`${field}.${String(service)}`, 'is not a valid service name')
    if (!Array.isArray(methods) || !methods.every(isName))
      throw badField(`${field}.${service}`, 'must be a list of names')
  }
  return map as Services
}

/** Parses the answer to a registration (§4.2). */
export function parseAck(value: unknown): RegisterAck {
  const fields = object(value, 'ack')
  if (fields.code === 1)
    return { code: 1, msg: string(fields.msg, 'msg'), epoch: string(fields.epoch, 'epoch') }
  if (fields.code !== -1) throw badField('code', 'must be 1 or -1')
  return { code: -1, msg: string(fields.msg, 'msg'), reason: string(fields.reason, 'reason') }
}

/** Parses a request, notification or response between modules (§3). */
export function parseModulePacket(value: unknown): ModulePacket {
  const fields = object(value, 'packet')
  if (fields.respId !== undefined) {
    return { respId: id(fields.respId, 'respId'), error: parseWireError(fields.error), body: fields.body }
  }
  const moduleId = string(fields.moduleId, 'moduleId')
  if (fields.reqId === undefined) return { moduleId, body: fields.body }
  return { reqId: id(fields.reqId, 'reqId'), moduleId, body: fields.body }
}

function parseWireError(value: unknown): WireError | null {
  if (value === null || value === undefined) return null
  const fields = object(value, 'error')
  return {
    code: string(fields.code, 'error.code'),
    message: string(fields.message, 'error.message'),
    hint: typeof fields.hint === 'string' ? fields.hint : undefined,
  }
}

/** Returns the `reqId` of a malformed packet, so that it can be answered; null if it has none. */
export function requestIdOf(value: unknown): number | null {
  const reqId = typeof value === 'object' && value !== null ? (value as Fields).reqId : undefined
  return typeof reqId === 'number' && Number.isSafeInteger(reqId) && reqId > 0 ? reqId : null
}
