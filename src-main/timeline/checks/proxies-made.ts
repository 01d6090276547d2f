// A server makes proxies for each callable server that it is notified of, unless that is removed again.
import type { TimelineWords } from '../words/en.ts'
import { hasOwnProtocol } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent, type ViewEvent } from '../event.ts'
import { announcedServers } from '../known-records.ts'
import { asRecord, asString } from '../unknown-json.ts'
import type { CheckLimits, Violation, Rule } from './finding.ts'
import { FaultedServers, serversOf } from './faulted-servers.ts'
import { innerMap } from './map-of.ts'
import { mastersOf } from './masters.ts'

export const proxiesMade: Rule = (events, limits) => {
  const expectations = new ProxyExpectations(limits, mastersOf(events, limits.dialect))
  for (const event of events) expectations.apply(event)
  expectations.reportOverdue(limits.end - limits.pairTimeoutNs)
  return expectations.findings
}

interface Due {
  server: string
  instance: string
  /** The packet or the view that it learned it from. */
  event: string
  at: Nanoseconds
}

class ProxyExpectations {
  readonly findings: Violation[] = []
  readonly #requestTimeoutNs: Nanoseconds
  readonly #hasOwnProtocol: boolean
  readonly #words: TimelineWords
  /** Their views are registries. */
  readonly #masters: ReadonlySet<string>
  readonly #faulted = new FaultedServers()
  /** Process → server → instance. */
  readonly #held = new Map<string, Map<string, string>>()
  /** Process → server → the proxies that it should still make, the oldest first. */
  readonly #due = new Map<string, Map<string, Due>>()

  constructor({ requestTimeoutNs, dialect, words }: CheckLimits, masters: ReadonlySet<string>) {
    this.#requestTimeoutNs = requestTimeoutNs
    this.#words = words
    this.#masters = masters
    this.#hasOwnProtocol = hasOwnProtocol(dialect)
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
        this.#expectFromView(event)
        for (const { id } of event.removed) this.#due.get(event.process)?.delete(id)
        return
      case 'process':
        return event.event === 'ready' ? undefined : this.#forget(event.process, event.event !== 'stopping')
      case 'state':
        return event.to === 'reconnecting' || event.to === 'stopping' || event.to === 'failed'
          ? this.#forget(event.process, false)
          : undefined
      case 'fault':
        for (const server of serversOf(event)) this.#forget(server, false)
        return
      default:
    }
  }

  /** Reports the proxies that should have been made by now. */
  reportOverdue(now: Nanoseconds): void {
    for (const [process, due] of this.#due) {
      for (const [server, { event, at }] of due) {
        if (at + this.#requestTimeoutNs >= now) break
        due.delete(server)
        const { noProxiesAfterNews, noProxiesThoughKnown } = this.#words.checks
        const text = (this.#hasOwnProtocol ? noProxiesAfterNews : noProxiesThoughKnown)(process, server)
        this.findings.push({ rule: 'proxies-made', events: [event], text })
      }
    }
  }

  /** Adapters say in the view who can be called. */
  #expectFromView({ process, at, id, added }: ViewEvent): void {
    if (this.#faulted.has(process) || this.#masters.has(process)) return
    for (const { id: server, instance, callable } of added) {
      if (callable && server !== process) this.#expect(process, { server, instance, event: id, at })
    }
  }

  /** Grove's own packets announce who can be called. */
  #expectFrom(packet: PacketEvent): void {
    const { to: process, received, id } = packet
    if (!this.#hasOwnProtocol || received === null || packet.dropped || this.#faulted.has(process)) return
    for (const record of announcedServers(packet)) {
      const [server, instance] = [asString(record['id']), asString(record['instance'])]
      const callable =
        typeof record['port'] === 'number' && Object.keys(asRecord(record['services'])).length > 0
      if (!callable || server === undefined || instance === undefined) continue
      this.#expect(process, { server, instance, event: id, at: received })
    }
  }

  #expect(process: string, { server, instance, event, at }: Due): void {
    if (this.#held.get(process)?.get(server) === instance) return
    const due = innerMap(this.#due, process)
    if (due.get(server)?.instance === instance) return
    due.delete(server)
    due.set(server, { server, instance, event, at })
  }

  #forget(process: string, includingProxies: boolean): void {
    this.#due.delete(process)
    if (includingProxies) this.#held.delete(process)
  }
}
