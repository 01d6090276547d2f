// Idle-time folding: the spans of time in which events happened. The axis has a break between two spans.
import { bisect } from '../../core/kit/binary-search.ts'

export interface TimeSpan {
  from: number
  to: number
}

/** Idle time longer than this is folded: longer than a heartbeat of one second, shorter than a user's pause. */
export const IDLE_NS = 1.5e9
/** How much of folded idle time stays visible on either side. */
export const IDLE_MARGIN_NS = 6e7

/** The times of events, as spans with more than `IDLE_NS` between them. Times may be added in any order. */
export class BusySpans {
  readonly spans: TimeSpan[] = [{ from: 0, to: 0 }]

  add(time: number): void {
    const next = bisect(this.spans, (span) => span.from > time)
    const before = this.spans[next - 1]
    const after = this.spans[next]
    if (before && time - before.to <= IDLE_NS) {
      before.to = Math.max(before.to, time)
      if (after && after.from - before.to <= IDLE_NS) this.#join(next)
    } else if (after && after.from - time <= IDLE_NS) after.from = time
    else this.spans.splice(next, 0, { from: time, to: time })
  }

  #join(index: number): void {
    const [after] = this.spans.splice(index, 1)
    const before = this.spans[index - 1]
    if (before && after) before.to = Math.max(before.to, after.to)
  }
}

/** The spans to show until `now`; current idle time is folded too. */
export function foldIdle(busy: readonly TimeSpan[], now: number): TimeSpan[] {
  const spans = busy.map(({ from, to }) => ({
    from: Math.max(0, from - IDLE_MARGIN_NS),
    to: to + IDLE_MARGIN_NS,
  }))
  // Time after the last event is shown only when it counts as idle: otherwise a live view would shrink and spring back.
  const end = busy.at(-1)?.to ?? 0
  if (now - end > IDLE_NS) spans.push({ from: now - IDLE_MARGIN_NS, to: now })
  return spans
}
