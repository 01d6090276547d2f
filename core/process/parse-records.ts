// Parses the tap records in a message of a cluster process.
import { badField, integer, object, type Fields } from '../protocol/fields.ts'
import {
  LINK_KINDS,
  PHASES,
  SERVER_STATES,
  type BusRecord,
  type CallRecord,
  type DroppedRecord,
  type MemberRecord,
  type PacketRecord,
  type TapRecord,
  type ViewRecord,
} from '../protocol/record.ts'
import { count, flag, list, oneOf, optional, text, texts } from './bounded-fields.ts'

/** A deeper or larger body is left out: a timeline that holds it could not be read. */
const MAX_BODY_DEPTH = 256
const MAX_BODY_CHARACTERS = 1024 * 1024

/** Packets are many, so they are checked and not copied; their other fields are ignored later. */
export function parseRecord(value: unknown): TapRecord {
  const fields = object(value, 'record')
  const at = integer(fields.at, 'at', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  switch (fields.t) {
    case 'sent':
    case 'received':
      integer(fields.n, 'n', 1, Number.MAX_SAFE_INTEGER)
      return checkedPacket(fields) as PacketRecord
    case 'dropped':
      if (fields.n !== undefined) integer(fields.n, 'n', 1, Number.MAX_SAFE_INTEGER)
      identifier(fields.id)
      return checkedPacket(fields) as DroppedRecord
    case 'published':
    case 'delivered':
      identifier(fields.id)
      return checkedDelivery(fields) as BusRecord
    case 'gap':
      return { t: 'gap', at, lost: integer(fields.lost, 'lost', 1, Number.MAX_SAFE_INTEGER) }
    case 'log':
      return {
        t: 'log',
        at,
        level: oneOf(fields.level, 'level', ['debug', 'info', 'warn', 'error']),
        text: text(fields.text, 'text'),
      }
    default:
      return parseOwnRecord(fields, at)
  }
}

/** Parses a record with an id. */
function parseOwnRecord(fields: Fields, at: number): TapRecord {
  const frame = { id: identifier(fields.id), at, causes: causes(fields.causes) }
  switch (fields.t) {
    case 'link':
      return {
        t: 'link',
        ...frame,
        link: oneOf(fields.link, 'link', LINK_KINDS),
        conn: text(fields.conn, 'conn'),
        event: oneOf(fields.event, 'event', ['opened', 'closed', 'refused']),
        end: oneOf(fields.end, 'end', ['dialler', 'listener']),
        peer: optional(fields.peer, (peer) => text(peer, 'peer')),
        reason: optional(fields.reason, (reason) => text(reason, 'reason')),
      }
    case 'state':
      return {
        t: 'state',
        ...frame,
        from: fields.from === null ? null : oneOf(fields.from, 'from', SERVER_STATES),
        to: oneOf(fields.to, 'to', SERVER_STATES),
        reason: optional(fields.reason, (reason) => text(reason, 'reason')),
      }
    case 'step':
      return {
        t: 'step',
        ...frame,
        step: text(fields.step, 'step'),
        about: optional(fields.about, (about) => text(about, 'about')),
      }
    case 'view':
      return {
        t: 'view',
        ...frame,
        epoch: text(fields.epoch, 'epoch'),
        revision: count(fields.revision, 'revision'),
        added: list(fields.added, 'added').map(member),
        removed: list(fields.removed, 'removed').map(removal),
        size: count(fields.size, 'size'),
      }
    case 'proxy':
      return {
        t: 'proxy',
        ...frame,
        server: text(fields.server, 'server'),
        instance: text(fields.instance, 'instance'),
        serverType: text(fields.serverType, 'serverType'),
        services: texts(fields.services, 'services'),
        made: flag(fields.made, 'made'),
      }
    default:
      throw badField('t', 'is no record that Grove knows')
  }
}

function checkedPacket(fields: Fields): unknown {
  oneOf(fields.direction, 'direction', ['up', 'down'])
  fields.conn = text(fields.conn, 'conn')
  return checkedContent(fields)
}

function checkedDelivery(fields: Fields): unknown {
  fields.topic = text(fields.topic, 'topic')
  fields.key = text(fields.key, 'key')
  fields.from = optional(fields.from, (from) => text(from, 'from'))
  fields.to = optional(fields.to, (to) => text(to, 'to'))
  if (fields.dropped !== undefined) fields.dropped = true
  return checkedContent(fields)
}

function checkedContent(fields: Fields): unknown {
  oneOf(fields.link, 'link', LINK_KINDS)
  count(fields.bytes, 'bytes')
  fields.event = text(fields.event, 'event')
  if (fields.name !== undefined) fields.name = text(fields.name, 'name')
  if (fields.phase !== undefined) oneOf(fields.phase, 'phase', PHASES)
  if (fields.calls !== undefined) fields.calls = list(fields.calls, 'calls').map(call)
  fields.causes = causes(fields.causes)
  if (fields.truncated !== undefined) fields.truncated = true
  if (bodySize(fields.body) <= MAX_BODY_CHARACTERS) return fields
  fields.body = undefined
  fields.truncated = true
  return fields
}

/** Returns about how many characters the JSON of a body has; Infinity if it is too deep, or as soon as it is more than `max`. */
function bodySize(body: unknown): number {
  // The beginning of a packet that was too long.
  if (typeof body === 'string' && nestingOf(body) > MAX_BODY_DEPTH) return Infinity
  return sizeOf(body, MAX_BODY_DEPTH, MAX_BODY_CHARACTERS)
}

/** Returns how deep the JSON in a text is nested. */
function nestingOf(json: string): number {
  let [depth, deepest] = [0, 0]
  for (const character of json.replace(/"(?:[^"\\]|\\.)*"?/gs, '')) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth)
    else if (character === ']' || character === '}') depth--
  }
  return deepest
}

function sizeOf(value: unknown, depth: number, max: number): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  if (depth === 0) return Infinity
  let size = 2
  for (const key in value) {
    size += key.length + sizeOf((value as Fields)[key], depth - 1, max - size)
    if (size > max) return Infinity
  }
  return size
}

function call(value: unknown): CallRecord {
  const { id, method, answers, error, expects } = object(value, 'calls')
  return {
    id: typeof id === 'string' ? text(id, 'calls.id') : count(id, 'calls.id'),
    method: optional(method, (given) => text(given, 'calls.method')),
    answers: optional(answers, (given) => flag(given, 'calls.answers')),
    error: optional(error, (given) => flag(given, 'calls.error')),
    expects: optional(expects, (given) => texts(given, 'calls.expects')),
  }
}

function member(value: unknown): MemberRecord {
  const { id, instance, serverType, callable } = object(value, 'added')
  return {
    id: text(id, 'added.id'),
    instance: text(instance, 'added.instance'),
    serverType: optional(serverType, (type) => text(type, 'added.serverType')),
    callable: optional(callable, (given) => flag(given, 'added.callable')),
  }
}

function removal(value: unknown): ViewRecord['removed'][number] {
  const { id, instance, reason } = object(value, 'removed')
  return {
    id: text(id, 'removed.id'),
    instance: text(instance, 'removed.instance'),
    reason: optional(reason, (given) => oneOf(given, 'removed.reason', ['closed', 'lost'])),
  }
}

function identifier(value: unknown): string {
  const id = text(value, 'id')
  if (id === '') throw badField('id', 'must not be empty')
  return id
}

function causes(value: unknown): string[] | undefined {
  return optional(value, (given) => texts(given, 'causes'))
}
