// All events of one run in order of time, with indexes. Plain data without Svelte, for millions of events.
import { dialectOf, EventColumns, PendingCalls, Replay, timeOf } from '../../src-main/timeline/index.ts'
import type {
  FooterEvent,
  HeaderEvent,
  Phase,
  TimelineEvent,
  TimelineLine,
} from '../../src-main/timeline/index.ts'
import { BusySpans } from './folding.ts'
import { LaneIndex } from './lanes.ts'
import { PhaseDensity } from './phase-density.ts'
import { endOf, eventPhase, startOf } from './phase.ts'

export class EventStore {
  header: HeaderEvent | null = null
  footer: FooterEvent | null = null
  readonly events = new EventColumns()
  /** The cluster at any moment. */
  readonly replay = new Replay(this.events)
  /** The RPC calls without an answer at any moment. */
  readonly pendingCalls = new PendingCalls(this.events)
  readonly lanes = new LaneIndex()
  /** The times of events and of receipts. */
  readonly busy = new BusySpans()
  /** The times of the events in `control`. */
  readonly controlBusy = new BusySpans()
  /** All events but RPC packets and log lines: what a server's state depends on. */
  readonly control: TimelineEvent[] = []
  readonly counts = new Map<Phase, number>()
  /** How many events of each phase happened when. */
  readonly density = new PhaseDensity()
  /** The longest latency of a packet, nanoseconds: how far before the view an arrow may begin. */
  maxLatency = 0
  /** The latest time of any event or receipt. */
  end = 0
  lostRecords = 0
  packets = 0
  #lines = 0
  readonly #byId = new Map<string, TimelineEvent>()
  readonly #effects = new Map<string, TimelineEvent[]>()

  /** The number of lines so far, and the index of the next one. */
  get lines(): number {
    return this.#lines
  }

  /** Adds lines that begin at index `first`. Returns the new events, or null if lines before them are missing. */
  append(first: number, lines: readonly TimelineLine[]): TimelineEvent[] | null {
    if (first > this.#lines) return null
    const added: TimelineEvent[] = []
    for (const line of lines.slice(this.#lines - first)) {
      this.#lines += 1
      if (line.t === 'header') this.#setHeader(line)
      else if (line.t === 'footer') this.footer = line
      else {
        this.#add(line)
        added.push(line)
      }
    }
    return added
  }

  find(id: string): TimelineEvent | undefined {
    return this.#byId.get(id) ?? this.events.findPacked(id)
  }

  /** Events that this one caused, and answers to it, in order of time. */
  effectsOf(id: string): TimelineEvent[] {
    const effects = [...(this.#effects.get(id) ?? []), ...this.events.packedEffectsOf(id)]
    return effects.sort((a, b) => timeOf(a) - timeOf(b))
  }

  /** The same without packed RPC packets, in any order: no scan. */
  controlEffectsOf(id: string): readonly TimelineEvent[] {
    return this.#effects.get(id) ?? []
  }

  #setHeader(header: HeaderEvent): void {
    this.header = header
    this.replay.useDialect(dialectOf(header))
    this.lanes.addPlanned(header)
  }

  #add(event: TimelineEvent): void {
    const time = timeOf(event)
    const place = this.events.add(event)
    if (place < this.events.length - 1) {
      this.replay.changedFrom(place)
      this.pendingCalls.changedFrom(place)
    }
    this.busy.add(time, event.t === 'process' && event.event === 'spawned')
    this.lanes.apply(event)
    if (event.t !== 'log' && !(event.t === 'packet' && event.link === 'rpc')) {
      this.control.push(event)
      this.controlBusy.add(time)
    }
    if (event.t === 'packet') {
      this.packets += 1
      this.busy.add(endOf(event))
      this.maxLatency = Math.max(this.maxLatency, endOf(event) - startOf(event))
      this.end = Math.max(this.end, endOf(event))
    }
    if (event.t === 'gap') this.lostRecords += event.lost
    if (time > this.end) this.end = time
    const phase = eventPhase(event)
    this.density.add(time, phase)
    if (phase) this.counts.set(phase, (this.counts.get(phase) ?? 0) + 1)
    if (this.events.packedAt(place) === null) this.#link(this.events.at(place))
  }

  /** Indexes an event that is not packed; the columns index the packed ones. */
  #link(event: TimelineEvent): void {
    if ('id' in event) this.#byId.set(event.id, event)
    for (const cause of causesOf(event)) {
      const effects = this.#effects.get(cause)
      if (effects) effects.push(event)
      else this.#effects.set(cause, [event])
    }
  }
}

/** The ids of the events that led to this one: causes, and the request and calls that it answers. Each once. */
export function causesOf(event: TimelineEvent): string[] {
  if (event.t === 'finding') return event.events
  const causes = 'causes' in event ? (event.causes ?? []) : []
  const calls = event.t === 'packet' ? (event.calls ?? []).map((call) => call.answers) : []
  const all = [...causes, event.t === 'packet' ? event.answers : undefined, ...calls]
  return [...new Set(all.filter((id) => id !== undefined))]
}
