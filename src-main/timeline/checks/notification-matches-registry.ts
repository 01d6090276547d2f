// What the master sends matches its registry: changes as they happened, lists as they were at their revision.
import type { TimelineWords } from '../words/en.ts'
import type { PacketEvent, ViewEvent } from '../event.ts'
import { announcementIn, announcedListIn, registrationOutcome } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'
import { mastersOf } from './masters.ts'

/** One master's registry, from its own rows. */
interface Registry {
  revision: number
  servers: Map<string, string>
  /** Revision → the server added or removed, its instance if added, and the row. */
  changes: Map<number, { id: string; instance: string | undefined; row: string }>
}

export const notificationMatchesRegistry: Rule = (events, { dialect, words }) => {
  const masters = mastersOf(events, dialect)
  const audit = new RegistryAudit(words)
  for (const event of events) {
    if (event.t === 'view' && masters.has(event.process)) audit.applyChange(event)
    else if (event.t === 'packet' && event.direction === 'down' && event.sent !== null)
      audit.checkPacket(event)
  }
  return audit.findings
}

class RegistryAudit {
  readonly findings: Violation[] = []
  readonly #registries = new Map<string, Registry>()
  readonly #epochs = new Map<string, string>()
  readonly #words: TimelineWords

  constructor(words: TimelineWords) {
    this.#words = words
  }

  applyChange({ id: row, epoch, revision, added, removed }: ViewEvent): void {
    const registry = this.#registries.get(epoch) ?? { revision: 0, servers: new Map(), changes: new Map() }
    this.#registries.set(epoch, registry)
    registry.revision = revision
    for (const { id } of removed) {
      registry.servers.delete(id)
      registry.changes.set(revision, { id, instance: undefined, row })
    }
    for (const { id, instance } of added) {
      registry.servers.set(id, instance)
      registry.changes.set(revision, { id, instance, row })
    }
  }

  checkPacket(packet: PacketEvent): void {
    const verdict = registrationOutcome(packet)
    if (verdict?.accepted) this.#epochs.set(packet.conn, verdict.epoch)
    if (packet.truncated) return
    this.#compareList(packet)
    this.#compareChanges(packet)
  }

  #compareList(packet: PacketEvent): void {
    const list = announcedListIn(packet)
    const registry = list ? this.#registries.get(list.epoch) : undefined
    if (!list || !registry) return
    const sameServers =
      list.servers.size === registry.servers.size &&
      [...list.servers].every(([id, instance]) => registry.servers.get(id) === instance)
    if (list.revision === registry.revision && sameServers) return
    this.findings.push({
      rule: 'notification-matches-registry',
      events: [packet.id],
      text: this.#words.checks.wrongList(packet.to, list.revision, registry.revision),
    })
  }

  #compareChanges(packet: PacketEvent): void {
    const announced = announcementIn(packet)
    const registry = this.#registries.get(this.#epochs.get(packet.conn) ?? '')
    if (!announced || !registry) return
    const first = announced.revision - announced.changes.length + 1
    for (const [index, { id, instance }] of announced.changes.entries()) {
      const happened = registry.changes.get(first + index)
      if (happened && happened.id === id && happened.instance === instance) continue
      this.findings.push({
        rule: 'notification-matches-registry',
        events: [...(happened ? [happened.row] : []), packet.id],
        text: this.#words.checks.wrongChange(packet.to, id, first + index),
      })
    }
  }
}
