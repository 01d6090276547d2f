// Whoever is told of a server that can be called makes proxies for it, unless it is told that the server has gone.
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { announcedServers } from '../known-records.ts'
import { asRecord, asString } from '../unknown-json.ts'
import type { CheckLimits, Violation, Rule } from './finding.ts'
import { FaultedServers } from './faulted-servers.ts'
import { innerMap } from './map-of.ts'

export const proxiesMade: Rule = (events, limits) => {
  const reader = new ProxyExpectations(limits)
  for (const event of events) reader.apply(event)
  reader.reportOverdue(limits.end - limits.pairTimeoutNs)
  return reader.findings
}

interface Due {
  server: string
  instance: string
  packet: string
  at: Nanoseconds
}

class ProxyExpectations {
  readonly findings: Violation[] = []
  readonly #within: Nanoseconds
  readonly #faulted = new FaultedServers()
  /** Process → server → instance. */
  readonly #held = new Map<string, Map<string, string>>()
  /** Process → server → what it was told of it and has not done yet, the oldest first. */
  readonly #due = new Map<string, Map<string, Due>>()

  constructor({ requestTimeoutNs: requestWithin }: CheckLimits) {
    this.#within = requestWithin
  }

  apply(event: TimelineEvent): void {
    this.#faulted.apply(event)
    if (event.t !== 'packet') this.reportOverdue(timeOf(event))
    switch (event.t) {
      case 'packet':
        return this.#expectFrom(event)
      case 'proxy': {
        const held = innerMap(this.#held, event.process)
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
  reportOverdue(now: Nanoseconds): void {
    for (const [process, due] of this.#due) {
      for (const [server, { packet, at }] of due) {
        if (at + this.#within >= now) break
        due.delete(server)
        const text = `${process} was told of ${server}, and made no proxies for it`
        this.findings.push({ rule: 'proxies-made', events: [packet], text })
      }
    }
  }

  #expectFrom(packet: PacketEvent): void {
    const { to: process, received, id } = packet
    if (received === null || packet.dropped || this.#faulted.has(process)) return
    for (const record of announcedServers(packet)) {
      const [server, instance] = [asString(record['id']), asString(record['instance'])]
      const callable =
        typeof record['port'] === 'number' && Object.keys(asRecord(record['services'])).length > 0
      if (!callable || server === undefined || instance === undefined) continue
      if (this.#held.get(process)?.get(server) === instance) continue
      const due = innerMap(this.#due, process)
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
