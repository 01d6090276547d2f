// Within one subscription each change of the registry is told exactly once, in order, and to nobody outside of one.
import type { PacketEvent } from '../event.ts'
import { announcementIn, controlPackets, announcedListIn } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const notifiedExactlyOnce: Rule = (events) =>
  [...controlPackets(events, 'down').values()].flatMap((packets) => new Subscriptions().follow(packets))

/** The subscriptions of one connection, one after the other. */
class Subscriptions {
  readonly #findings: Violation[] = []
  /** What it was told last; null while it is not subscribed, undefined where rows are missing. */
  #revision: number | null | undefined = null
  #last: PacketEvent | undefined
  #number = 0

  follow(packets: readonly PacketEvent[]): Violation[] {
    for (const packet of packets) {
      // One that a fault dropped before it was sent has no number: nothing is missing there.
      const { n = this.#number } = packet
      if (this.#revision !== null && n > this.#number + 1) this.#revision = undefined
      this.#number = n
      this.#take(packet)
      this.#last = packet
    }
    return this.#findings
  }

  #take(packet: PacketEvent): void {
    const list = announcedListIn(packet)
    if (list) return this.#listed(packet, list.revision)
    if (packet.name === 'unsubscribe.ack') this.#revision = null
    const announced = announcementIn(packet)
    if (!announced) return
    // Of a body that was cut off the number of changes is not known.
    const begins = packet.truncated ? this.#revision : announced.revision - announced.changes.length
    this.#changed(packet, begins)
    this.#revision = this.#revision === null ? null : announced.revision
  }

  #listed(packet: PacketEvent, revision: number): void {
    if (packet.name === 'replaceServer' && this.#revision === null) this.#find(packet, 'before it subscribed')
    else if (typeof this.#revision === 'number' && revision < this.#revision) {
      this.#find(packet, `of revision ${revision}, when it knew ${this.#revision}`)
    } else if (
      packet.name === 'replaceServer' &&
      this.#revision !== undefined &&
      revision !== this.#revision
    ) {
      this.#find(packet, `of revision ${revision}, when it had been told up to ${this.#revision}`)
    }
    this.#revision = revision
  }

  #changed(packet: PacketEvent, begins: number | null | undefined): void {
    const known = this.#revision
    if (known === null) return this.#find(packet, 'without a subscription')
    if (known === undefined || typeof begins !== 'number') return
    if (begins > known) this.#find(packet, `but missed revisions ${known + 1} to ${begins}`)
    if (begins < known) this.#find(packet, `but had been told up to revision ${known} before`)
  }

  #find(packet: PacketEvent, text: string): void {
    const before = this.#last ? [this.#last.id] : []
    this.#findings.push({
      rule: 'notified-exactly-once',
      events: [...before, packet.id],
      text: `${packet.to} was sent ${packet.name} ${text}`,
    })
  }
}
