// Whoever is told of a server that can be called makes proxies for it, unless it is told that the server has gone.
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { announcedBy } from '../known-records.ts'
import { fieldsOf, textOf } from '../plain.ts'
import type { CheckLimits, Finding, Rule } from './finding.ts'
import { Hampered } from './hampered.ts'
import { mapOf } from './map-of.ts'

export const proxiesMade: Rule = (events, limits) => {
  const reader = new Reader(limits)
  for (const event of events) reader.apply(event)
  reader.look(limits.end - limits.patience)
  return reader.findings
}

interface Due {
  server: string
  instance: string
  packet: string
  at: Nanoseconds
}

class Reader {
  readonly findings: Finding[] = []
  readonly #within: Nanoseconds
  readonly #hampered = new Hampered()
  /** Process → server → instance. */
  readonly #held = new Map<string, Map<string, string>>()
  /** Process → server → what it was told of it and has not done yet, the oldest first. */
  readonly #due = new Map<string, Map<string, Due>>()

  constructor({ requestWithin }: CheckLimits) {
    this.#within = requestWithin
  }

  apply(event: TimelineEvent): void {
    this.#hampered.apply(event)
    if (event.t !== 'packet') this.look(timeOf(event))
    switch (event.t) {
      case 'packet':
        return this.#told(event)
      case 'proxy': {
        const held = mapOf(this.#held, event.process)
        if (event.made) held.set(event.server, event.instance)
        else if (held.get(event.server) === event.instance) held.delete(event.server)
        if (event.made) this.#due.get(event.process)?.delete(event.server)
        return
      }
      case 'view':
        for (const { id } of event.removed) this.#due.get(event.process)?.delete(id)
        return
      case 'process':
        return event.event === 'ready' ? undefined : this.#forget(event.process, event.event !== 'stopping')
      case 'state':
        return event.to === 'reconnecting' || event.to === 'stopping' || event.to === 'failed'
          ? this.#forget(event.process, false)
          : undefined
      case 'fault':
        return this.#forget(event.process, false)
      default:
    }
  }

  /** What was due by now and has not been done. */
  look(now: Nanoseconds): void {
    for (const [process, due] of this.#due) {
      for (const [server, { packet, at }] of due) {
        if (at + this.#within >= now) break
        due.delete(server)
        const text = `${process} was told of ${server}, and made no proxies for it`
        this.findings.push({ rule: 'proxies-made', events: [packet], text })
      }
    }
  }

  #told(packet: PacketEvent): void {
    const { to: process, received, id } = packet
    if (received === null || packet.dropped || this.#hampered.has(process)) return
    for (const record of announcedBy(packet)) {
      const [server, instance] = [textOf(record['id']), textOf(record['instance'])]
      const callable =
        typeof record['port'] === 'number' && Object.keys(fieldsOf(record['services'])).length > 0
      if (!callable || server === undefined || instance === undefined) continue
      if (this.#held.get(process)?.get(server) === instance) continue
      const due = mapOf(this.#due, process)
      if (due.get(server)?.instance === instance) continue
      due.delete(server)
      due.set(server, { server, instance, packet: id, at: received })
    }
  }

  #forget(process: string, proxiesToo: boolean): void {
    this.#due.delete(process)
    if (proxiesToo) this.#held.delete(process)
  }
}
