// Everything that arrives is parsed once, into a typed packet or an error that names the field (§9). Here: registering,
// and the envelopes of module packets.
import { ClusterError } from './errors.ts'
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

const MAX_INFO = 64 * 1024
/** §4.1: the 32 levels of a packet, less those that an announcement puts around the record. */
const MAX_DEPTH = 28

/** §4.1 and §7. */
export function parseRegister(value: unknown): RegisterRequest | ClientRegisterRequest {
  const fields = object(value, 'packet')
  if (fields.protocol !== 1) {
    throw new ClusterError('PROTOCOL_UNSUPPORTED', `protocol must be 1, this master speaks no other`)
  }
  const id = name(fields.id, 'id')
  const token = string(fields.token, 'token')
  if (fields.type === 'client') return { protocol: 1, type: 'client', id, token }
  if (fields.type !== 'monitor') throw badField('type', 'must be "monitor" or "client"')
  const serverType = name(fields.serverType, 'serverType')
  return {
    protocol: 1,
    type: 'monitor',
    id,
    serverType,
    token,
    pid: integer(fields.pid, 'pid', 0, Number.MAX_SAFE_INTEGER),
    instance: string(fields.instance, 'instance'),
    info: boundedInfo(fields.info, id, serverType),
    ...(fields.started === true ? { started: true } : {}),
  }
}

/** A record that is registered: what is announced later carries more around it, and must still be within the limits. */
function boundedInfo(value: unknown, id: string, serverType: string): ServerInfo {
  checkDepth(value, MAX_DEPTH, 'info')
  const info = parseInfo(value, id, serverType)
  if (utf8Length(JSON.stringify(info)) > MAX_INFO)
    throw badField('info', `must be at most ${MAX_INFO} bytes of JSON`)
  return info
}

/** A server's record. */
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
    if (!isName(service)) throw badField(`${field}.${String(service)}`, 'is no valid service name')
    if (!Array.isArray(methods) || !methods.every(isName))
      throw badField(`${field}.${service}`, 'must be a list of names')
  }
  return map as Services
}

/** §4.2. */
export function parseAck(value: unknown): RegisterAck {
  const fields = object(value, 'ack')
  if (fields.code === 1)
    return { code: 1, msg: string(fields.msg, 'msg'), epoch: string(fields.epoch, 'epoch') }
  if (fields.code !== -1) throw badField('code', 'must be 1 or -1')
  return { code: -1, msg: string(fields.msg, 'msg'), reason: string(fields.reason, 'reason') }
}

/** §3: a request, a notification or a response between modules. */
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
  const error = { code: string(fields.code, 'error.code'), message: string(fields.message, 'error.message') }
  return typeof fields.hint === 'string' ? { ...error, hint: fields.hint } : error
}

/** The `reqId` of a packet that would not parse, so that its sender still gets an answer; else null. */
export function requestIdOf(value: unknown): number | null {
  const reqId = typeof value === 'object' && value !== null ? (value as Fields).reqId : undefined
  return typeof reqId === 'number' && Number.isSafeInteger(reqId) && reqId > 0 ? reqId : null
}
