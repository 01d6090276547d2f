// Chrome trace events, for Perfetto, speedscope and DevTools: a process for each lane, a slice for each end of a packet, a
// flow between the two, and a band for each state.
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { noteText } from '../notes.ts'
import { sortByTime } from '../replay.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'
import { lanesOf } from './lanes.ts'

/** Sent and received packets are on separate threads, so that the slices of a thread do not overlap. */
const SENDING = 1
const RECEIVING = 2
/** The length of a slice, unless the next one starts earlier. */
const SLICE_NS: Nanoseconds = 20_000
/** The minimum distance of slices in a thread: viewers end slices with equal starts in any order. */
const MIN_GAP_NS: Nanoseconds = 2

interface TraceEvent {
  ph: string
  pid: number
  tid?: number
  ts?: number
  [key: string]: unknown
}

/** The order of events other than slices at equal timestamps. */
const BAND = 0
const INSTANT = 1

/** A trace event other than a slice, with its time in nanoseconds. */
interface Placed {
  at: Nanoseconds
  rank: number
  event: TraceEvent
}

/** One end of a packet. A long run has millions, so its trace event is created only when it is written. */
interface Slice {
  packet: PacketEvent
  flow: number
  sending: boolean
  at: Nanoseconds
  end: Nanoseconds
}

export const chromeTrace: Exporter = {
  mime: 'application/json',
  extension: 'trace.json',
  limitations: 'Bodies of packets and the contents of views are only in the NDJSON format.',
  includes: ({ t }) => t !== 'link' && t !== 'log',
  write,
}

function* write(selection: SelectedTimeline): Iterable<string> {
  const pids = new Map(lanesOf(selection).map((id, index) => [id, index + 1]))
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(selection.provenance)},"traceEvents":[`
  let separator = '\n'
  for (const event of traceEvents(selection, pids)) {
    yield `${separator}${JSON.stringify(event)}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

function* traceEvents(timeline: SelectedTimeline, pids: ReadonlyMap<string, number>): Iterable<TraceEvent> {
  for (const [name, pid] of pids) yield* laneNames(name, pid)
  const events = sortByTime(timeline.events)
  const others = [...bands(events, pids), ...instants(events, pids)].toSorted(
    (a, b) => a.at - b.at || a.rank - b.rank,
  )
  let next = 0
  for (const slices of moments(slicesOf(events))) {
    const at = slices[0]?.at ?? 0
    for (let other = others[next]; other && precedes(other, at); other = others[(next += 1)])
      yield other.event
    for (const slice of slices) yield sliceEvent(slice, pids)
    for (const slice of slices) if (isWhole(slice.packet)) yield flowEvent(slice, pids)
  }
  for (const { event } of others.slice(next)) yield event
}

/** At equal timestamps: state bands, then slices and flows, then instants. */
function precedes(other: Placed, at: Nanoseconds): boolean {
  return other.at < at || (other.at === at && other.rank === BAND)
}

function laneNames(name: string, pid: number): TraceEvent[] {
  const named = (tid: number, kind: string, args: object) => ({ ph: 'M', pid, tid, name: kind, args })
  return [
    named(SENDING, 'process_name', { name }),
    named(SENDING, 'process_sort_index', { sort_index: pid - 1 }),
    named(SENDING, 'thread_name', { name: 'sends' }),
    named(RECEIVING, 'thread_name', { name: 'receives' }),
  ]
}

/** Returns the slices in the order of time, without overlaps in a thread. */
function slicesOf(events: readonly TimelineEvent[]): Slice[] {
  const threads = new Map<string, Slice[]>()
  const add = (process: string, slice: Slice): void => {
    const thread = `${process} ${slice.sending}`
    const known = threads.get(thread)
    if (known) known.push(slice)
    else threads.set(thread, [slice])
  }
  let flow = 0
  for (const packet of events) {
    if (packet.t !== 'packet') continue
    const { from, to, sent, received } = packet
    flow += 1
    if (sent !== null) add(from, { packet, flow, sending: true, at: sent, end: 0 })
    if (received !== null) add(to, { packet, flow, sending: false, at: received, end: 0 })
  }
  for (const thread of threads.values()) separateSlices(thread)
  return [...threads.values()].flat().sort((a, b) => a.at - b.at)
}

function separateSlices(thread: Slice[]): void {
  thread.sort((a, b) => a.at - b.at)
  let before: Slice | undefined
  for (const slice of thread) {
    if (before) {
      slice.at = Math.max(slice.at, before.at + MIN_GAP_NS)
      before.end = Math.min(before.at + SLICE_NS, slice.at - 1)
    }
    slice.end = slice.at + SLICE_NS
    before = slice
  }
}

/** Groups slices with equal start. */
function* moments(slices: readonly Slice[]): Iterable<Slice[]> {
  let together: Slice[] = []
  for (const slice of slices) {
    if (together[0] && together[0].at !== slice.at) {
      yield together
      together = []
    }
    together.push(slice)
  }
  if (together.length > 0) yield together
}

function isWhole({ sent, received }: PacketEvent): boolean {
  return sent !== null && received !== null
}

function pidOf({ packet, sending }: Slice, pids: ReadonlyMap<string, number>): number {
  return pids.get(sending ? packet.from : packet.to) ?? 0
}

function sliceEvent(slice: Slice, pids: ReadonlyMap<string, number>): TraceEvent {
  const { packet, flow, sending, at, end } = slice
  const { id, name, from, to, phase, bytes, sent, received, answers } = packet
  const whole = sent !== null && received !== null
  const latencyNs = whole ? received - sent : undefined
  const otherEnd = whole ? undefined : 'not seen'
  return {
    ph: 'X',
    pid: pidOf(slice, pids),
    tid: sending ? SENDING : RECEIVING,
    ts: at / 1000,
    dur: (end - at) / 1000,
    cat: phase,
    name: `${sending ? 'send' : 'receive'} ${name}`,
    // JSON leaves out what is undefined.
    args: { id, flow, from, to, phase, bytes, answers, latencyNs, otherEnd },
  }
}

function flowEvent(slice: Slice, pids: ReadonlyMap<string, number>): TraceEvent {
  const { flow: id, sending, at } = slice
  return {
    ph: sending ? 's' : 'f',
    bp: sending ? undefined : 'e',
    pid: pidOf(slice, pids),
    tid: sending ? SENDING : RECEIVING,
    ts: at / 1000,
    cat: 'packet',
    name: 'packet',
    id,
  }
}

function bands(events: readonly TimelineEvent[], pids: ReadonlyMap<string, number>): Placed[] {
  const placed: Placed[] = []
  const open = new Map<string, (at: Nanoseconds) => void>()
  let count = 0
  for (const event of events) {
    if (event.t === 'state' || (event.t === 'process' && event.event === 'exited')) {
      open.get(event.process)?.(event.at)
      open.delete(event.process)
    }
    if (event.t !== 'state') continue
    const pid = pids.get(event.process) ?? 0
    const band = { pid, tid: SENDING, cat: 'state', name: event.to, id: `0x${(count += 1).toString(16)}` }
    const edge = (ph: 'b' | 'e', at: Nanoseconds) =>
      placed.push({ at, rank: BAND, event: { ph, ts: at / 1000, ...band } })
    edge('b', event.at)
    open.set(event.process, (at) => edge('e', at))
  }
  const last = events.at(-1)
  for (const close of open.values()) close(last ? timeOf(last) : 0)
  return placed
}

function instants(events: readonly TimelineEvent[], pids: ReadonlyMap<string, number>): Placed[] {
  return events.flatMap((event) => {
    const label = labelOf(event)
    if (label === undefined || event.t === 'packet') return []
    const pid = ('process' in event ? pids.get(event.process) : undefined) ?? 1
    const scope = 'process' in event && pids.has(event.process) ? 'p' : 'g'
    const place = { pid, tid: SENDING, ts: event.at / 1000, cat: event.t }
    return [{ at: event.at, rank: INSTANT, event: { ph: 'i', s: scope, ...place, name: label } }]
  })
}

function labelOf(event: TimelineEvent): string | undefined {
  switch (event.t) {
    case 'process':
      return event.event === 'exited' ? exitLabel(event.code, event.signal) : event.event
    case 'step':
      return event.about === undefined ? event.step : `${event.step} ${event.about}`
    case 'view':
      return `view ${event.revision}: ${event.size} servers`
    case 'proxy':
      return `proxies for ${event.server} ${event.made ? 'made' : 'taken away'}`
    case 'fault':
      return `fault: ${event.fault}`
    case 'mark':
      return noteText(event)
    case 'finding':
      return event.text
    case 'gap':
      return `${event.lost} records lost`
    default:
      return undefined
  }
}

function exitLabel(code: number | null | undefined, signal: string | null | undefined): string {
  if (signal) return `crashed: ${signal}`
  return code ? `crashed: exit code ${code}` : 'exited'
}
