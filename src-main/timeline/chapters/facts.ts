// What happened in a chapter, measured: who dropped whom and when, who was told, how many calls.
import type { EventColumns } from '../columns/event-columns.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'

/** Packets to many within this time are one window of the master. */
const WINDOW_NS = 5e6
const NOTICES = new Set(['addServer', 'update', 'replaceServer', 'removeServer'])

export interface ChapterFacts {
  spawned: Map<string, Nanoseconds>
  /** When the code of a process began to run, or it was ready. */
  running: Map<string, Nanoseconds>
  ready: Set<string>
  exited: Map<string, Nanoseconds>
  listensAt: Nanoseconds | null
  registered: Set<string>
  /** In the order in which the master added them to its registry. */
  listed: Set<string>
  subscribed: Set<string>
  started: Map<string, Nanoseconds>
  reconnecting: Map<string, Nanoseconds>
  rejoined: Map<string, Nanoseconds>
  proxiesMade: number
  /** Other servers that dropped one of the chapter's servers from their view, and when the last of them did. */
  droppedBy: Map<string, Nanoseconds>
  /** When and why the master dropped one of them. */
  masterDropped: { at: Nanoseconds; reason: string | undefined } | null
  addedBy: Map<string, Nanoseconds>
  told: Set<string>
  windows: number
}

export function factsOf(
  events: EventColumns,
  first: number,
  last: number,
  servers: ReadonlySet<string>,
  masters: ReadonlySet<string>,
): ChapterFacts {
  const collector = new FactCollector(servers, masters)
  for (let place = first; place < last; place += 1) {
    if (events.packedAt(place) === null) collector.add(events.at(place))
  }
  return collector.facts
}

class FactCollector {
  readonly facts: ChapterFacts = {
    spawned: new Map(),
    running: new Map(),
    ready: new Set(),
    exited: new Map(),
    listensAt: null,
    registered: new Set(),
    listed: new Set(),
    subscribed: new Set(),
    started: new Map(),
    reconnecting: new Map(),
    rejoined: new Map(),
    proxiesMade: 0,
    droppedBy: new Map(),
    masterDropped: null,
    addedBy: new Map(),
    told: new Set(),
    windows: 0,
  }
  readonly #servers: ReadonlySet<string>
  readonly #masters: ReadonlySet<string>
  #windowAt = -Infinity

  constructor(servers: ReadonlySet<string>, masters: ReadonlySet<string>) {
    this.#servers = servers
    this.#masters = masters
  }

  add(event: TimelineEvent): void {
    const { facts } = this
    switch (event.t) {
      case 'process':
        return this.#process(event)
      case 'state':
        return this.#state(event)
      case 'view':
        return this.#view(event)
      case 'proxy':
        if (event.made) facts.proxiesMade += 1
        return
      case 'packet':
        if (event.link === 'control') this.#packet(event)
        return
      default:
    }
  }

  #process({ process, event, at }: TimelineEvent & { t: 'process' }): void {
    const { facts } = this
    if (event === 'spawned') facts.spawned.set(process, at)
    if (event === 'ready') {
      facts.ready.add(process)
      if (!facts.running.has(process)) facts.running.set(process, at)
    }
    if (event === 'exited') facts.exited.set(process, at)
  }

  #state({ process, from, to, at }: TimelineEvent & { t: 'state' }): void {
    const { facts } = this
    if (to === 'starting') facts.running.set(process, at)
    if (to === 'listening') facts.listensAt ??= at
    if (this.#masters.has(process)) return
    if (to === 'registered') facts.registered.add(process)
    if (to === 'subscribed') facts.subscribed.add(process)
    if (to === 'started') facts.started.set(process, at)
    if (to === 'reconnecting') facts.reconnecting.set(process, at)
    else if (from === 'reconnecting') facts.rejoined.set(process, at)
  }

  #view({ process, added, removed, at }: TimelineEvent & { t: 'view' }): void {
    const { facts } = this
    const dropped = removed.find(({ id }) => this.#servers.has(id) && id !== process)
    if (dropped) {
      // Only the master says why.
      if (this.#masters.has(process)) facts.masterDropped ??= { at, reason: dropped.reason }
      else if (!this.#servers.has(process)) facts.droppedBy.set(process, at)
    }
    if (this.#masters.has(process)) for (const { id } of added) facts.listed.add(id)
    const isOther = !this.#masters.has(process) && !this.#servers.has(process)
    if (isOther && added.some(({ id }) => this.#servers.has(id))) facts.addedBy.set(process, at)
  }

  #packet(packet: PacketEvent): void {
    const { facts } = this
    if (!NOTICES.has(packet.name) || packet.dropped) return
    facts.told.add(packet.to)
    const time = timeOf(packet)
    if (time - this.#windowAt > WINDOW_NS) facts.windows += 1
    this.#windowAt = time
  }
}
