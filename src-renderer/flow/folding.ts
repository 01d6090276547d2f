// Idle time folded away: the spans of time in which something happened. Between two spans the axis has a break.
import { bisect } from '../../core/kit/binary-search.ts'

export interface Span {
  from: number
  to: number
}

/** Longer silences than this are folded: longer than a beat of one second, shorter than a user thinks. */
export const IDLE_NS = 1.5e9
/** Of a folded silence this much stays visible at either side. */
export const IDLE_MARGIN_NS = 6e7

/** When something happened, as spans with more than `IDLE` between them. Moments may come in any order. */
export class BusySpans {
  readonly spans: Span[] = [{ from: 0, to: 0 }]

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

/** The spans to show until `now`; a silence that still lasts is folded too. */
export function foldIdle(busy: readonly Span[], now: number): Span[] {
  const spans = busy.map(({ from, to }) => ({
    from: Math.max(0, from - IDLE_MARGIN_NS),
    to: to + IDLE_MARGIN_NS,
  }))
  // Before it counts as idle, the silence at the end takes no room: else a live view would shrink and spring back.
  const end = busy.at(-1)?.to ?? 0
  if (now - end > IDLE_NS) spans.push({ from: now - IDLE_MARGIN_NS, to: now })
  return spans
}
