// The changes and the whole server lists that packets of the master announce.
import { parseTruncatedJson } from '../truncated-json.ts'
import { timeOf, type PacketEvent, type TimelineEvent } from '../event.ts'
import { asRecord, asArray, asString, type JsonRecord } from '../unknown-json.ts'

interface AnnouncedChange {
  id: string
  /** Of a server that was added; undefined if it was removed. */
  instance: string | undefined
}

export interface Announcement {
  /** Of the last change. */
  revision: number
  changes: AnnouncedChange[]
}

export interface AnnouncedList {
  epoch: string
  revision: number
  /** Server id → instance. */
  servers: Map<string, string>
}

/** Returns the packet's body, as far as it was recorded. */
export function parsedBody({ body }: PacketEvent): JsonRecord {
  return asRecord(typeof body === 'string' ? parseTruncatedJson(body) : body)
}

/** Returns the changes that a packet announces. */
export function announcementIn(packet: PacketEvent): Announcement | null {
  if (packet.direction !== 'down' || packet.link !== 'control') return null
  const notice = asRecord(parsedBody(packet)['body'])
  const { revision } = notice
  if (typeof revision !== 'number') return null
  const changes = changesOf(notice)
  return changes ? { revision, changes } : null
}

/** Returns the whole list in a packet: an answer to `subscribe`, or `replaceServer`. */
export function announcedListIn(packet: PacketEvent): AnnouncedList | null {
  if (packet.direction !== 'down' || packet.link !== 'control') return null
  const { epoch, revision, servers } = asRecord(parsedBody(packet)['body'])
  if (typeof epoch !== 'string' || typeof revision !== 'number' || servers === undefined) return null
  const entries = Object.entries(asRecord(servers)).map(([id, info]): [string, string] => [
    id,
    asString(asRecord(info)['instance']) ?? '',
  ])
  return { epoch, revision, servers: new Map(entries) }
}

/** Returns whether an answer to `register` or `reconnect` accepts it, and by which master. */
export function registrationOutcome(packet: PacketEvent): { accepted: boolean; epoch: string } | null {
  if (packet.name !== 'register.ack' && packet.name !== 'reconnect.ack') return null
  const { code, epoch } = parsedBody(packet)
  return { accepted: code === 1, epoch: asString(epoch) ?? '' }
}

/** Returns the packets of each control connection in one direction, in the order of sending. */
export function controlPackets(
  events: readonly TimelineEvent[],
  direction: PacketEvent['direction'],
): Map<string, PacketEvent[]> {
  const byConnection = new Map<string, PacketEvent[]>()
  for (const event of events) {
    if (event.t !== 'packet' || event.link !== 'control' || event.direction !== direction) continue
    const known = byConnection.get(event.conn)
    if (known) known.push(event)
    else byConnection.set(event.conn, [event])
  }
  for (const packets of byConnection.values()) packets.sort(bySending)
  return byConnection
}

function bySending(one: PacketEvent, other: PacketEvent): number {
  // A packet that a fault dropped before it was sent has no number.
  if (one.n === undefined || other.n === undefined) return timeOf(one) - timeOf(other)
  return one.n - other.n
}

function changesOf(notice: JsonRecord): AnnouncedChange[] | null {
  const { action } = notice
  if (action === 'addServer') return [added(notice['server'])]
  if (action === 'removeServer') return [{ id: asString(notice['id']) ?? '', instance: undefined }]
  if (action !== 'update') return null
  return asArray(notice['changes']).map((change) => {
    const { add, remove } = asRecord(change)
    return add === undefined ? { id: asString(remove) ?? '', instance: undefined } : added(add)
  })
}

function added(record: unknown): AnnouncedChange {
  const { id, instance } = asRecord(record)
  return { id: asString(id) ?? '', instance: asString(instance) ?? '' }
}
