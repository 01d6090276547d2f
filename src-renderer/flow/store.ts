// Every event of one run, in order of time, with the indexes that views ask for. No Svelte, no deep copies:
// views hold a version number and read from here.
import { EventColumns, Replay, timeOf } from '../../src-main/timeline/index.ts'
import type {
  FooterEvent,
  HeaderEvent,
  Phase,
  TimelineEvent,
  TimelineLine,
} from '../../src-main/timeline/index.ts'
import { BusySpans } from './folding.ts'
import { LaneIndex } from './lanes.ts'
import { endOf, eventPhase, startOf } from './phase.ts'

export class EventStore {
  header: HeaderEvent | null = null
  footer: FooterEvent | null = null
  readonly events = new EventColumns()
  /** The cluster at any moment. */
  readonly replay = new Replay(this.events)
  readonly lanes = new LaneIndex()
  /** When anything happened; receipts count too. */
  readonly busy = new BusySpans()
  /** All but the data plane: what tells a server's state at a moment. Stays short while calls pour in. */
  readonly control: TimelineEvent[] = []
  readonly counts = new Map<Phase, number>()
  /** The longest way of a packet: how far before a view an arrow may begin. */
  maxLatency = 0
  /** The latest moment that any event knows. */
  end = 0
  lostRecords = 0
  packets = 0
  #lines = 0
  readonly #byId = new Map<string, TimelineEvent>()
  readonly #effects = new Map<string, TimelineEvent[]>()

  /** How many lines were taken; the index of the next one. */
  get lines(): number {
    return this.#lines
  }

  /** Takes lines that begin at index `first`; answers what was new of them, or null when some before are missing. */
  append(first: number, lines: readonly TimelineLine[]): TimelineEvent[] | null {
    if (first > this.#lines) return null
    const fresh: TimelineEvent[] = []
    for (const line of lines.slice(this.#lines - first)) {
      this.#lines += 1
      if (line.t === 'header') this.#begin(line)
      else if (line.t === 'footer') this.footer = line
      else {
        this.#take(line)
        fresh.push(line)
      }
    }
    return fresh
  }

  find(id: string): TimelineEvent | undefined {
    return this.#byId.get(id) ?? this.events.findPacked(id)
  }

  /** Events that name this one among their causes, or answer it. */
  effectsOf(id: string): TimelineEvent[] {
    const effects = [...(this.#effects.get(id) ?? []), ...this.events.packedEffectsOf(id)]
    return effects.sort((a, b) => timeOf(a) - timeOf(b))
  }

  #begin(header: HeaderEvent): void {
    this.header = header
    this.lanes.addPlanned(header)
  }

  #take(event: TimelineEvent): void {
    const time = timeOf(event)
    const place = this.events.add(event)
    if (place < this.events.length - 1) this.replay.changedFrom(place)
    this.busy.add(time)
    this.lanes.apply(event)
    if (event.t !== 'log' && !(event.t === 'packet' && event.link === 'rpc')) this.control.push(event)
    if (event.t === 'packet') {
      this.packets += 1
      this.busy.add(endOf(event))
      this.maxLatency = Math.max(this.maxLatency, endOf(event) - startOf(event))
      this.end = Math.max(this.end, endOf(event))
    }
    if (event.t === 'gap') this.lostRecords += event.lost
    if (time > this.end) this.end = time
    const phase = eventPhase(event)
    if (phase) this.counts.set(phase, (this.counts.get(phase) ?? 0) + 1)
    if (this.events.packedAt(place) === null) this.#link(event)
  }

  /** The columns find what is packed by themselves. */
  #link(event: TimelineEvent): void {
    if ('id' in event) this.#byId.set(event.id, event)
    for (const cause of causesOf(event)) {
      const effects = this.#effects.get(cause)
      if (effects) effects.push(event)
      else this.#effects.set(cause, [event])
    }
  }
}

/** Ids that led to this event: its causes, the request that it answers, the calls that it answers. Each once. */
export function causesOf(event: TimelineEvent): string[] {
  if (event.t === 'finding') return event.events
  const causes = 'causes' in event ? (event.causes ?? []) : []
  const calls = event.t === 'packet' ? (event.calls ?? []).map((call) => call.answers) : []
  const all = [...causes, event.t === 'packet' ? event.answers : undefined, ...calls]
  return [...new Set(all.filter((id) => id !== undefined))]
}
