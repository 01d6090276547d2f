// What packets say about each server process: whether others can call it. Rows of views name only id and instance.
import type { PacketEvent } from './event.ts'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './plain.ts'

export interface KnownRecord {
  id: string
  serverType: string
  /** It has a port and services, so every server must hold proxies for it. */
  callable: boolean
  services: string[]
  port: number | null
}

/** Records by instance, gathered from registrations, announcements and whole lists. */
export class KnownRecords {
  #byInstance = new Map<string, KnownRecord>()
  /** The map is another's too: it is copied before it is changed. */
  #shared = false
  version = 0

  /** The same knowledge, from here on apart. */
  fork(): KnownRecords {
    const copy = new KnownRecords()
    copy.#byInstance = this.#byInstance
    copy.version = this.version
    copy.#shared = this.#shared = true
    return copy
  }

  get(instance: string): KnownRecord | undefined {
    return this.#byInstance.get(instance)
  }

  learn(packet: PacketEvent): void {
    for (const [instance, record] of recordsIn(packet)) {
      if (this.#byInstance.has(instance)) continue
      if (this.#shared) this.#byInstance = new Map(this.#byInstance)
      this.#shared = false
      this.#byInstance.set(instance, record)
      this.version += 1
    }
  }
}

/** What a packet says about instances: instance and record. */
function recordsIn(packet: PacketEvent): [instance: string, record: KnownRecord][] {
  if (packet.name === 'register' || packet.name === 'reconnect') {
    const body = fieldsOf(packet.body)
    return recordOf(fieldsOf(body['info']), textOf(body['instance']), textOf(body['serverType']))
  }
  return announcedBy(packet).flatMap((record) => recordOf(record, textOf(record['instance'])))
}

function recordOf(
  record: Fields,
  instance: string | undefined,
  type?: string,
): [instance: string, record: KnownRecord][] {
  const id = textOf(record['id'])
  if (id === undefined || instance === undefined) return []
  const services = Object.keys(fieldsOf(record['services']))
  const port = typeof record['port'] === 'number' ? record['port'] : null
  const serverType = textOf(record['serverType']) ?? type ?? ''
  return [[instance, { id, serverType, callable: port !== null && services.length > 0, services, port }]]
}

const ANNOUNCING = new Set(['addServer', 'update', 'replaceServer', 'subscribe.ack'])

/** The whole records that a packet of the watchdog announces. */
export function announcedBy({ name, body }: PacketEvent): Fields[] {
  if (!ANNOUNCING.has(name)) return []
  const packet = fieldsOf(body)
  const inner = fieldsOf(packet['body'])
  switch (name) {
    case 'addServer':
      return [inner['server']].filter(isFields)
    case 'update':
      return listOf(inner['changes'])
        .map((change) => fieldsOf(change)['add'])
        .filter(isFields)
    case 'replaceServer':
    case 'subscribe.ack':
      return Object.values(fieldsOf(inner['servers'])).filter(isFields)
    default:
      return []
  }
}

/** The one server whose coming or going a packet tells, if it is one. */
export function subjectOf({ body }: PacketEvent): string | undefined {
  const inner = fieldsOf(fieldsOf(body)['body'])
  if (inner['action'] === 'removeServer') return textOf(inner['id'])
  return inner['action'] === 'addServer' ? textOf(fieldsOf(inner['server'])['id']) : undefined
}
