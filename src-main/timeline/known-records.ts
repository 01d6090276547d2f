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
  readonly #byInstance = new Map<string, KnownRecord>()
  version = 0

  get(instance: string): KnownRecord | undefined {
    return this.#byInstance.get(instance)
  }

  learn(packet: PacketEvent): void {
    const body = fieldsOf(packet.body)
    if (packet.name === 'register' || packet.name === 'reconnect') {
      return this.#add(fieldsOf(body['info']), textOf(body['instance']), textOf(body['serverType']))
    }
    for (const record of announcedBy(packet)) this.#add(record, textOf(record['instance']))
  }

  #add(record: Fields, instance: string | undefined, type?: string): void {
    const id = textOf(record['id'])
    if (id === undefined || instance === undefined || this.#byInstance.has(instance)) return
    const services = Object.keys(fieldsOf(record['services']))
    const port = typeof record['port'] === 'number' ? record['port'] : null
    const serverType = textOf(record['serverType']) ?? type ?? ''
    this.#byInstance.set(instance, {
      id,
      serverType,
      callable: port !== null && services.length > 0,
      services,
      port,
    })
    this.version += 1
  }
}

/** The whole records that a packet of the watchdog announces. */
export function announcedBy({ name, body }: PacketEvent): Fields[] {
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
