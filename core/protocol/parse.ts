// Everything that arrives is parsed here once, into a typed packet or an error that names the field (§9).
import { ClusterError } from './errors.ts'
import type {
  AnswerEnvelope,
  CallEnvelope,
  Change,
  ClientRegisterRequest,
  ModulePacket,
  RegisterAck,
  RegisterRequest,
  RpcError,
  RpcHandshake,
  ServerInfo,
  ServerList,
  ServerRecord,
  Services,
  Snapshot,
  WatchdogNotice,
  WatchdogRequest,
  WireError,
} from './packet.ts'

type Fields = Record<string, unknown>

const NAME = /^[A-Za-z0-9._-]{1,128}$/
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])
const MAX_INFO = 64 * 1024

/** Fails with `BAD_REQUEST` unless the value is at most `most` levels deep. Never recurses. */
export function checkDepth(value: unknown, most: number): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) throw bad('packet', `is more than ${most} levels deep`)
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value) && !RESERVED.has(value)
}

/** §4.1 and §7. */
export function parseRegister(value: unknown): RegisterRequest | ClientRegisterRequest {
  const fields = object(value, 'packet')
  if (fields.protocol !== 1) {
    throw new ClusterError('PROTOCOL_UNSUPPORTED', `protocol must be 1, this master speaks no other`)
  }
  const id = name(fields.id, 'id')
  const token = string(fields.token, 'token')
  if (fields.type === 'client') return { protocol: 1, type: 'client', id, token }
  if (fields.type !== 'monitor') throw bad('type', 'must be "monitor" or "client"')
  const serverType = name(fields.serverType, 'serverType')
  return {
    protocol: 1,
    type: 'monitor',
    id,
    serverType,
    token,
    pid: whole(fields.pid, 'pid', 0, Number.MAX_SAFE_INTEGER),
    instance: string(fields.instance, 'instance'),
    info: parseInfo(fields.info, id, serverType),
    ...(fields.started === true ? { started: true } : {}),
  }
}

function parseInfo(value: unknown, id: string, serverType: string): ServerInfo {
  const info = object(value, 'info')
  if (info.id !== id) throw bad('info.id', 'must equal id')
  if (info.serverType !== undefined && info.serverType !== serverType) {
    throw bad('info.serverType', 'must equal serverType')
  }
  string(info.host, 'info.host')
  if (info.port !== undefined) whole(info.port, 'info.port', 1, 65535)
  if (info.services !== undefined) services(info.services, 'info.services')
  if (JSON.stringify(info).length > MAX_INFO)
    throw bad('info', `must be at most ${MAX_INFO} characters of JSON`)
  return info as unknown as ServerInfo
}

function services(value: unknown, field: string): Services {
  const map = object(value, field)
  for (const [service, methods] of Object.entries(map)) {
    if (!isName(service)) throw bad(`${field}.${String(service)}`, 'is no valid service name')
    if (!Array.isArray(methods) || !methods.every(isName))
      throw bad(`${field}.${service}`, 'must be a list of names')
  }
  return map as Services
}

/** §4.2. */
export function parseAck(value: unknown): RegisterAck {
  const fields = object(value, 'ack')
  if (fields.code === 1)
    return { code: 1, msg: string(fields.msg, 'msg'), epoch: string(fields.epoch, 'epoch') }
  if (fields.code !== -1) throw bad('code', 'must be 1 or -1')
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

/** §5, a server's requests. */
export function parseWatchdogRequest(value: unknown): WatchdogRequest {
  const fields = object(value, 'body')
  const action = fields.action
  if (action !== 'subscribe' && action !== 'unsubscribe' && action !== 'record') {
    throw new ClusterError('UNKNOWN_ACTION', `__watchdog__ knows no action ${JSON.stringify(action)}`)
  }
  return { action, id: name(fields.id, 'body.id') }
}

/** §7, an admin client's request. Fails with `UNKNOWN_ACTION`. */
export function parseViewsRequest(value: unknown): void {
  const { action } = object(value, 'body')
  if (action !== 'views') {
    throw new ClusterError(
      'UNKNOWN_ACTION',
      `__watchdog__ offers admin clients no action ${JSON.stringify(action)}`,
    )
  }
}

/** §5, the answer to `subscribe`. */
export function parseSnapshot(value: unknown): Snapshot {
  const fields = object(value, 'body')
  return {
    epoch: string(fields.epoch, 'body.epoch'),
    revision: whole(fields.revision, 'body.revision', 0, Number.MAX_SAFE_INTEGER),
    settling: fields.settling === true,
    startedOver: fields.startedOver === true,
    servers: serverList(fields.servers),
  }
}

/** §5, the master's notifications. */
export function parseWatchdogNotice(value: unknown): WatchdogNotice {
  const fields = object(value, 'body')
  const action = fields.action
  if (action === 'startOver') return { action, epoch: string(fields.epoch, 'body.epoch') }
  const revision = whole(fields.revision, 'body.revision', 0, Number.MAX_SAFE_INTEGER)
  if (action === 'addServer') return { action, revision, server: record(fields.server, 'body.server') }
  if (action === 'removeServer') return { action, revision, ...removal(fields.id, fields.reason) }
  if (action === 'update') {
    if (!Array.isArray(fields.changes)) throw bad('body.changes', 'must be a list')
    return { action, revision, changes: fields.changes.map(change) }
  }
  if (action === 'replaceServer') {
    const snapshot = parseSnapshot(value)
    return { action, revision, epoch: snapshot.epoch, settling: snapshot.settling, servers: snapshot.servers }
  }
  throw new ClusterError('UNKNOWN_ACTION', `__watchdog__ knows no action ${JSON.stringify(action)}`)
}

function change(value: unknown): Change {
  const fields = object(value, 'body.changes')
  if (fields.add !== undefined) return { add: record(fields.add, 'body.changes.add') }
  const { id: remove, reason } = removal(fields.remove, fields.reason)
  return { remove, reason }
}

function removal(id: unknown, reason: unknown): { id: string; reason: 'closed' | 'lost' } {
  return { id: name(id, 'body.id'), reason: reason === 'lost' ? 'lost' : 'closed' }
}

function serverList(value: unknown): ServerList {
  const list = object(value, 'body.servers')
  for (const [key, item] of Object.entries(list)) record(item, `body.servers.${key}`)
  return list as ServerList
}

function record(value: unknown, field: string): ServerRecord {
  const fields = object(value, field)
  const serverType = name(fields.serverType, `${field}.serverType`)
  string(fields.instance, `${field}.instance`)
  return parseInfo(fields, name(fields.id, `${field}.id`), serverType) as ServerRecord
}

/** §8, the handshake. */
export function parseRpcHandshake(value: unknown): RpcHandshake {
  const fields = object(value, 'auth')
  return {
    token: string(fields.token, 'auth.token'),
    id: name(fields.id, 'auth.id'),
    instance: string(fields.instance, 'auth.instance'),
  }
}

/** §8, caller → callee. */
export function parseCalls(value: unknown): CallEnvelope[] {
  if (!Array.isArray(value)) throw bad('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    if (fields.namespace !== 'user' && fields.namespace !== 'sys')
      throw bad('namespace', 'must be "user" or "sys"')
    if (!Array.isArray(fields.args)) throw bad('args', 'must be a list')
    return {
      ...(fields.id === undefined ? {} : { id: id(fields.id, 'id') }),
      namespace: fields.namespace,
      service: string(fields.service, 'service'),
      method: string(fields.method, 'method'),
      args: fields.args,
    }
  })
}

/** §8, callee → caller. */
export function parseAnswers(value: unknown): AnswerEnvelope[] {
  if (!Array.isArray(value)) throw bad('packet', 'must be a list of envelopes')
  return value.map((item: unknown) => {
    const fields = object(item, 'envelope')
    const answered = id(fields.id, 'id')
    return fields.error === undefined
      ? { id: answered, result: fields.result }
      : { id: answered, error: rpcError(fields.error) }
  })
}

function rpcError(value: unknown): RpcError {
  const fields = object(value, 'error')
  return {
    code: string(fields.code, 'error.code'),
    message: string(fields.message, 'error.message'),
    retryable: fields.retryable === true,
    ...(fields.data === undefined ? {} : { data: fields.data }),
  }
}

function bad(field: string, problem: string): ClusterError {
  return new ClusterError('BAD_REQUEST', `${field} ${problem}`)
}

function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(field, 'must be an object')
  return value as Fields
}

function string(value: unknown, field: string): string {
  if (typeof value !== 'string') throw bad(field, value === undefined ? 'is missing' : 'must be a string')
  return value
}

function name(value: unknown, field: string): string {
  if (!isName(value)) throw bad(field, 'must be 1 to 128 of A-Z a-z 0-9 . _ -')
  return value
}

function whole(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw bad(field, `must be a whole number from ${least} to ${most}`)
  }
  return value
}

function id(value: unknown, field: string): number {
  return whole(value, field, 1, Number.MAX_SAFE_INTEGER)
}
