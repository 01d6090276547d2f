// Within a subscription a server is notified of each change exactly once, in order; without one, of none.
import type { TimelineWords } from '../words/en.ts'
import type { PacketEvent } from '../event.ts'
import { announcementIn, controlPackets, announcedListIn } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'

export const notifiedExactlyOnce: Rule = (events, { words }) =>
  [...controlPackets(events, 'down').values()].flatMap((packets) => new Subscriptions(words).follow(packets))

/** The subscriptions of one connection, one after the other. */
class Subscriptions {
  readonly #findings: Violation[] = []
  /** The last revision that was sent; null while not subscribed, undefined if rows are missing. */
  #revision: number | null | undefined = null
  #last: PacketEvent | undefined
  #number = 0
  readonly #words: TimelineWords

  constructor(words: TimelineWords) {
    this.#words = words
  }

  follow(packets: readonly PacketEvent[]): Violation[] {
    for (const packet of packets) {
      // A packet that a fault dropped before it was sent has no number: no row is missing.
      const { n = this.#number } = packet
      if (this.#revision !== null && n > this.#number + 1) this.#revision = undefined
      this.#number = n
      this.#check(packet)
      this.#last = packet
    }
    return this.#findings
  }

  #check(packet: PacketEvent): void {
    const list = announcedListIn(packet)
    if (list) return this.#checkList(packet, list.revision)
    if (packet.name === 'unsubscribe.ack') this.#revision = null
    const announced = announcementIn(packet)
    if (!announced) return
    // In a truncated body the number of changes is not known.
    const basedOn = packet.truncated ? this.#revision : announced.revision - announced.changes.length
    this.#checkChanges(packet, basedOn)
    this.#revision = this.#revision === null ? null : announced.revision
  }

  #checkList(packet: PacketEvent, revision: number): void {
    const { checks } = this.#words
    const { to, name } = packet
    if (packet.name === 'replaceServer' && this.#revision === null)
      this.#report(packet, checks.sentBeforeSubscribed(to, name))
    else if (typeof this.#revision === 'number' && revision < this.#revision) {
      this.#report(packet, checks.sentOlderList(to, name, revision, this.#revision))
    } else if (
      packet.name === 'replaceServer' &&
      this.#revision !== undefined &&
      revision !== this.#revision
    ) {
      this.#report(packet, checks.sentOtherList(to, name, revision, this.#revision ?? 0))
    }
    this.#revision = revision
  }

  #checkChanges(packet: PacketEvent, basedOn: number | null | undefined): void {
    const known = this.#revision
    const { checks } = this.#words
    const { to, name } = packet
    if (known === null) return this.#report(packet, checks.sentUnsubscribed(to, name))
    if (known === undefined || typeof basedOn !== 'number') return
    if (basedOn > known) this.#report(packet, checks.sentWithGap(to, name, known + 1, basedOn))
    if (basedOn < known) this.#report(packet, checks.sentAgain(to, name, known))
  }

  #report(packet: PacketEvent, text: string): void {
    const before = this.#last ? [this.#last.id] : []
    this.#findings.push({
      rule: 'notified-exactly-once',
      events: [...before, packet.id],
      text,
    })
  }
}
