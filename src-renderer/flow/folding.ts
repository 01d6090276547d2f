// Folding: the spans of time in which events happened. The axis has a break for the time between two spans, idle or boot.
import { bisect } from '../../core/kit/binary-search.ts'

export interface TimeSpan {
  from: number
  to: number
}

interface BusySpan extends TimeSpan {
  /** The last event is the start of a process: what follows is its boot. */
  isBoot: boolean
}

/** Why time is folded: nothing happens at all, or processes were started and nothing else happens. */
export type FoldReason = 'idle' | 'boot'

/** A span to show, and why the time before it is folded. */
export interface ShownSpan extends TimeSpan {
  after: FoldReason | null
}

/** The time after a span. */
interface Gap {
  index: number
  length: number
  isBoot: boolean
}

/** Idle time longer than this is folded: longer than a heartbeat of one second, shorter than a user's pause. */
export const IDLE_NS = 1.5e9
/** How much of folded idle time stays visible on either side. */
export const IDLE_MARGIN_NS = 6e7
/** Time after the start of a process is folded if nothing happens for longer than this. */
const BOOT_NS = 2.5e8
const BOOT_MARGIN_NS = 2e7
/** So many gaps of about one length are a rhythm of the cluster, and are shown. */
const REGULAR_GAPS = 4
const REGULAR_RATIO = 1.6
/** Of more gaps than this only the longest are folded. */
const MAX_BREAKS = 10

/** The times of events, as spans with more than `BOOT_NS` between them. Times may be added in any order. */
export class BusySpans {
  readonly spans: BusySpan[] = [{ from: 0, to: 0, isBoot: false }]

  /** @param isBoot whether the event is the start of a process */
  add(time: number, isBoot = false): void {
    const next = bisect(this.spans, (span) => span.from > time)
    const before = this.spans[next - 1]
    const after = this.spans[next]
    if (before && time - before.to <= BOOT_NS) {
      if (time >= before.to) before.isBoot = isBoot
      before.to = Math.max(before.to, time)
      if (after && after.from - before.to <= BOOT_NS) this.#join(next)
    } else if (after && after.from - time <= BOOT_NS) after.from = time
    else this.spans.splice(next, 0, { from: time, to: time, isBoot })
  }

  #join(index: number): void {
    const [after] = this.spans.splice(index, 1)
    const before = this.spans[index - 1]
    if (before && after) Object.assign(before, { to: Math.max(before.to, after.to), isBoot: after.isBoot })
  }
}

/** The spans to show until `now`; current idle time is folded too. */
export function foldIdle(busy: readonly BusySpan[], now: number): ShownSpan[] {
  const current = now - (busy.at(-1)?.to ?? 0)
  const gaps = busy.map(({ to, isBoot }, index): Gap => {
    const next = busy[index + 1]
    return { index, length: next ? next.from - to : current, isBoot: isBoot && next !== undefined }
  })
  const folded = foldedGaps(gaps)
  const spans: ShownSpan[] = []
  for (const [index, { from, to }] of busy.entries()) {
    const after = folded.get(index - 1) ?? null
    const last = spans.at(-1)
    if (last && after === null) last.to = to
    else spans.push({ from, to, after })
  }
  for (const [index, span] of spans.entries()) {
    span.from = Math.max(0, span.from - marginOf(span.after))
    span.to += marginOf(spans[index + 1]?.after ?? null)
  }
  // Time after the last event is shown only when it counts as idle: otherwise a live view would shrink and spring back.
  const last = spans.at(-1)
  if (current <= IDLE_NS || !last) return spans
  if (folded.has(gaps.length - 1)) spans.push({ from: now - IDLE_MARGIN_NS, to: now, after: 'idle' })
  else last.to = now
  return spans
}

/** The start of the latest events that have no idle time between them. */
export function latestBurst(busy: readonly TimeSpan[]): number {
  let index = busy.length - 1
  while (index > 0 && (busy[index]?.from ?? 0) - (busy[index - 1]?.to ?? 0) <= IDLE_NS) index -= 1
  return busy[index]?.from ?? 0
}

function marginOf(reason: FoldReason | null): number {
  return reason === 'boot' ? BOOT_MARGIN_NS : IDLE_MARGIN_NS
}

/** Why each folded gap is folded, by its index. */
function foldedGaps(gaps: readonly Gap[]): Map<number, FoldReason> {
  const idle = gaps.filter(({ length }) => length > IDLE_NS)
  const regular = new Set(regularGaps(idle))
  const boot = gaps.filter(({ length, isBoot }) => isBoot && length <= IDLE_NS)
  const candidates = [...idle.filter((gap) => !regular.has(gap)), ...boot.slice(1)]
  const longest = candidates.sort((one, other) => other.length - one.length).slice(0, MAX_BREAKS)
  // The first boot is that of the whole cluster: a start without it is readable.
  const shown = [...boot.slice(0, 1), ...longest]
  return new Map(shown.map(({ index, length }) => [index, length > IDLE_NS ? 'idle' : 'boot']))
}

/** Gaps in stretches of about one length. */
function regularGaps(gaps: readonly Gap[]): Gap[] {
  const regular: Gap[] = []
  for (let first = 0; first < gaps.length;) {
    const end = first + stretchLength(gaps, first)
    const isRegular = end - first >= REGULAR_GAPS
    if (isRegular) regular.push(...gaps.slice(first, end))
    first = isRegular ? end : first + 1
  }
  return regular
}

function stretchLength(gaps: readonly Gap[], first: number): number {
  let [shortest, longest] = [Infinity, 0]
  const end = gaps.findIndex(({ length }, index) => {
    if (index < first) return false
    shortest = Math.min(shortest, length)
    longest = Math.max(longest, length)
    return longest > REGULAR_RATIO * shortest
  })
  return (end < 0 ? gaps.length : end) - first
}
