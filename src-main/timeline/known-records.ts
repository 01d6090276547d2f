// Server records learned from packets, and from the views of adapters: whether a server can be called.
import type { PacketEvent, ViewEvent } from './event.ts'
import { asRecord, isRecord, asArray, asString, type JsonRecord } from './unknown-json.ts'

export interface KnownRecord {
  id: string
  serverType: string
  /** It has a port and services: every server must hold proxies for it. */
  callable: boolean
  services: string[]
  port: number | null
}

/** Records by instance, by id where that is not known. */
export class KnownRecords {
  #byInstance = new Map<string, KnownRecord>()
  /** Another fork uses the map too: copy it before a change. */
  #shared = false
  /** Rises with each new record. */
  version = 0

  /** Returns an independent copy; what neither changes stays shared. */
  fork(): KnownRecords {
    const copy = new KnownRecords()
    copy.#byInstance = this.#byInstance
    copy.version = this.version
    copy.#shared = this.#shared = true
    return copy
  }

  get(id: string, instance: string): KnownRecord | undefined {
    return this.#byInstance.get(instance === '' ? id : instance)
  }

  /** Learns from registrations, announcements and whole lists of Grove's own protocol. */
  learn(packet: PacketEvent): void {
    for (const [instance, record] of recordsIn(packet)) {
      if (!this.#byInstance.has(instance)) this.#set(instance, record)
    }
  }

  /** Learns from a view that says who can be called, which may change. */
  learnView({ added }: ViewEvent): void {
    for (const { id, instance, serverType = '', callable } of added) {
      const key = instance === '' ? id : instance
      if (callable === undefined || this.#byInstance.get(key)?.callable === callable) continue
      this.#set(key, { id, serverType, callable, services: [], port: null })
    }
  }

  #set(key: string, record: KnownRecord): void {
    if (this.#shared) this.#byInstance = new Map(this.#byInstance)
    this.#shared = false
    this.#byInstance.set(key, record)
    this.version += 1
  }
}

function recordsIn(packet: PacketEvent): [instance: string, record: KnownRecord][] {
  if (packet.name === 'register' || packet.name === 'reconnect') {
    const body = asRecord(packet.body)
    return recordOf(asRecord(body['info']), asString(body['instance']), asString(body['serverType']))
  }
  return announcedServers(packet).flatMap((record) => recordOf(record, asString(record['instance'])))
}

function recordOf(
  record: JsonRecord,
  instance: string | undefined,
  type?: string,
): [instance: string, record: KnownRecord][] {
  const id = asString(record['id'])
  if (id === undefined || instance === undefined) return []
  const services = Object.keys(asRecord(record['services']))
  const port = typeof record['port'] === 'number' ? record['port'] : null
  const serverType = asString(record['serverType']) ?? type ?? ''
  return [[instance, { id, serverType, callable: port !== null && services.length > 0, services, port }]]
}

const ANNOUNCING = new Set(['addServer', 'update', 'replaceServer', 'subscribe.ack'])

/** Returns the server records that a packet of the watchdog announces. */
export function announcedServers({ name, body }: PacketEvent): JsonRecord[] {
  if (!ANNOUNCING.has(name)) return []
  const packet = asRecord(body)
  const inner = asRecord(packet['body'])
  switch (name) {
    case 'addServer':
      return [inner['server']].filter(isRecord)
    case 'update':
      return asArray(inner['changes'])
        .map((change) => asRecord(change)['add'])
        .filter(isRecord)
    case 'replaceServer':
    case 'subscribe.ack':
      return Object.values(asRecord(inner['servers'])).filter(isRecord)
    default:
      return []
  }
}

/** Returns the id of the server that a packet adds or removes, if it is one. */
export function changedServerId({ body }: PacketEvent): string | undefined {
  const inner = asRecord(asRecord(body)['body'])
  if (inner['action'] === 'removeServer') return asString(inner['id'])
  return inner['action'] === 'addServer' ? asString(asRecord(inner['server'])['id']) : undefined
}
