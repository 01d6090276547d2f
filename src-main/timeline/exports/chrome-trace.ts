// Chrome's trace events, for Perfetto, speedscope and DevTools: a process for each lane, a slice for each end of a packet,
// a flow between the two, and a band for each state.
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { inOrder } from '../replay.ts'
import type { Exporter, Selection } from './exporter.ts'
import { lanesOf } from './lanes.ts'

/** Separate threads for what a process sends and receives, so that slices of one thread can be kept apart. */
const SENDING = 1
const RECEIVING = 2
/** How long a slice is drawn, unless the next one begins earlier. */
const DRAWN: Nanoseconds = 20_000
/** Slices of one thread begin at least so far apart: viewers close what begins at the same moment in any order. */
const APART: Nanoseconds = 2

interface TraceEvent {
  ph: string
  pid: number
  tid?: number
  ts?: number
  [key: string]: unknown
}

/** Trace events with their moment in nanoseconds; `rank` orders those of one moment. */
interface Placed {
  at: Nanoseconds
  rank: number
  event: TraceEvent
}

interface Slice {
  packet: PacketEvent
  flow: number
  pid: number
  tid: number
  at: Nanoseconds
}

export const chromeTrace: Exporter = {
  mime: 'application/json',
  extension: 'trace.json',
  lost: 'Bodies of packets and the contents of views are only in the NDJSON format.',
  holds: ({ t }) => t !== 'link' && t !== 'log',
  write,
}

function* write(selection: Selection): Iterable<string> {
  const pids = new Map(lanesOf(selection).map((id, index) => [id, index + 1]))
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(selection.provenance)},"traceEvents":[`
  let separator = '\n'
  for (const event of traceEvents(selection, pids)) {
    yield `${separator}${JSON.stringify(event)}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

function* traceEvents(timeline: Selection, pids: ReadonlyMap<string, number>): Iterable<TraceEvent> {
  for (const [name, pid] of pids) yield* laneNames(name, pid)
  const events = inOrder(timeline.events)
  const placed = [
    ...slices(events, pids).flatMap(placeSlice),
    ...bands(events, pids),
    ...instants(events, pids),
  ]
  for (const { event } of placed.toSorted((a, b) => a.at - b.at || a.rank - b.rank)) yield event
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

function slices(
  events: readonly TimelineEvent[],
  pids: ReadonlyMap<string, number>,
): (Slice & { end: number })[] {
  const threads = new Map<string, Slice[]>()
  let flow = 0
  for (const packet of events) {
    if (packet.t !== 'packet') continue
    flow += 1
    const ends = [
      { pid: pids.get(packet.from) ?? 0, tid: SENDING, at: packet.sent },
      { pid: pids.get(packet.to) ?? 0, tid: RECEIVING, at: packet.received },
    ]
    for (const { pid, tid, at } of ends) {
      if (at === null) continue
      const thread = `${pid} ${tid}`
      const slice = { packet, flow, pid, tid, at }
      const known = threads.get(thread)
      if (known) known.push(slice)
      else threads.set(thread, [slice])
    }
  }
  return [...threads.values()].flatMap(keepApart)
}

function keepApart(thread: Slice[]): (Slice & { end: number })[] {
  let earliest = 0
  const spread = thread
    .toSorted((a, b) => a.at - b.at)
    .map((slice) => {
      const at = Math.max(slice.at, earliest)
      earliest = at + APART
      return { ...slice, at }
    })
  return spread.map((slice, index) => {
    const next = spread[index + 1]?.at ?? Infinity
    return { ...slice, end: Math.min(slice.at + DRAWN, next - 1) }
  })
}

function placeSlice({ packet, flow, pid, tid, at, end }: Slice & { end: number }): Placed[] {
  const { id, name, from, to, phase, bytes, sent, received, answers } = packet
  const sending = tid === SENDING
  const whole = sent !== null && received !== null
  const args = {
    id,
    flow,
    from,
    to,
    phase,
    bytes,
    ...(answers === undefined ? {} : { answers }),
    ...(whole ? { latencyNs: received - sent } : { otherEnd: 'not seen' }),
  }
  const place = { pid, tid, ts: at / 1000 }
  const slice = { ph: 'X', ...place, dur: (end - at) / 1000, cat: phase }
  const whose = { ...slice, name: `${sending ? 'send' : 'receive'} ${name}`, args }
  if (!whole) return [{ at, rank: 1, event: whose }]
  const kind = sending ? { ph: 's' } : { ph: 'f', bp: 'e' }
  return [
    { at, rank: 1, event: whose },
    { at, rank: 2, event: { ...kind, ...place, cat: 'packet', name: 'packet', id: flow } },
  ]
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
    const edge = (ph: 'b' | 'e', at: Nanoseconds, rank: number) =>
      placed.push({ at, rank, event: { ph, ts: at / 1000, ...band } })
    edge('b', event.at, 0)
    open.set(event.process, (at) => edge('e', at, 0))
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
    return [{ at: event.at, rank: 3, event: { ph: 'i', s: scope, ...place, name: label } }]
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
