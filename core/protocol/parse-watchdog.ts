// Parses the bodies of `__watchdog__` packets (§5, §7).
import { ClusterError } from './errors.ts'
import { badField, name, object, string, integer } from './fields.ts'
import type {
  Change,
  ServerRecords,
  ServerRecord,
  Snapshot,
  WatchdogNotice,
  WatchdogRequest,
} from './packet.ts'
import { parseInfo } from './parse.ts'

/** Parses a server's request (§5). */
export function parseWatchdogRequest(value: unknown): WatchdogRequest {
  const fields = object(value, 'body')
  const action = fields.action
  if (action !== 'subscribe' && action !== 'unsubscribe' && action !== 'record') {
    throw new ClusterError('UNKNOWN_ACTION', `__watchdog__ knows no action ${JSON.stringify(action)}`)
  }
  return { action, id: name(fields.id, 'body.id') }
}

/** Checks an admin client's request (§7). @throws `UNKNOWN_ACTION` */
export function checkViewsRequest(value: unknown): void {
  const { action } = object(value, 'body')
  if (action !== 'views') {
    throw new ClusterError(
      'UNKNOWN_ACTION',
      `__watchdog__ offers admin clients no action ${JSON.stringify(action)}`,
    )
  }
}

/** Parses the answer to `subscribe` (§5). */
export function parseSnapshot(value: unknown): Snapshot {
  const fields = object(value, 'body')
  return {
    epoch: string(fields.epoch, 'body.epoch'),
    revision: integer(fields.revision, 'body.revision', 0, Number.MAX_SAFE_INTEGER),
    settling: fields.settling === true,
    startedOver: fields.startedOver === true,
    servers: serverList(fields.servers),
  }
}

/** Parses a notification of the master (§5). */
export function parseWatchdogNotice(value: unknown): WatchdogNotice {
  const fields = object(value, 'body')
  const action = fields.action
  if (action === 'startOver') return { action, epoch: string(fields.epoch, 'body.epoch') }
  const revision = integer(fields.revision, 'body.revision', 0, Number.MAX_SAFE_INTEGER)
  if (action === 'addServer') return { action, revision, server: record(fields.server, 'body.server') }
  if (action === 'removeServer') return { action, revision, ...removal(fields.id, fields.reason) }
  if (action === 'update') {
    if (!Array.isArray(fields.changes)) throw badField('body.changes', 'must be a list')
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

function serverList(value: unknown): ServerRecords {
  const list = object(value, 'body.servers')
  for (const [key, item] of Object.entries(list)) record(item, `body.servers.${key}`)
  return list as ServerRecords
}

function record(value: unknown, field: string): ServerRecord {
  const fields = object(value, field)
  const serverType = name(fields.serverType, `${field}.serverType`)
  string(fields.instance, `${field}.instance`)
  return parseInfo(fields, name(fields.id, `${field}.id`), serverType) as ServerRecord
}
