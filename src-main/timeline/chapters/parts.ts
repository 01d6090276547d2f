// The parts of a run: for each cause how long its change took, and what lies between.
import type { Nanoseconds, TimelineEvent } from '../event.ts'
import { timeOf } from '../event.ts'
import type { Agreement } from './agreement.ts'
import type { Cut } from './cut.ts'

/** After a longer silence a change is over, unless the views do not agree yet. */
const QUIET_NS = 1e9
/** The same for a condition that lasts, like a pause. */
const LASTING_QUIET_NS = 30e9
const LASTING = new Set<Cut['kind']>(['paused', 'fault', 'masterLost'])
/** Changes that wait for processes, however long they take. */
const WAITING = new Set<Cut['kind']>(['start', 'scaled', 'restart', 'masterBack'])

export interface Part {
  /** Null: time in which nothing changed. */
  cut: Cut | null
  id: string
  from: Nanoseconds
  /** Exclusive. */
  to: Nanoseconds
}

/** A cause, and the time of the last event that belongs to it. */
export interface Change {
  cut: Cut
  end: Nanoseconds
}

export function changesOf(cuts: readonly Cut[], agreement: Agreement): Change[] {
  return cuts.map((cut, index) => ({ cut, end: endOf(cut, cuts[index + 1]?.from ?? Infinity, agreement) }))
}

/** @param first the start of the run @param end just after its last event */
export function partsOf(changes: readonly Change[], first: Nanoseconds, end: Nanoseconds): Part[] {
  const parts: Part[] = []
  const opening = changes[0]?.cut
  const isWhole = opening?.kind === 'start'
  if (!opening || (!isWhole && opening.from > first))
    parts.push({ cut: null, id: 'before', from: first, to: opening?.from ?? end })
  for (const [index, { cut, end: last }] of changes.entries()) {
    const from = index === 0 && isWhole ? first : cut.from
    const to = Math.max(from, changes[index + 1]?.cut.from ?? end)
    // Causes of one moment: the later one has the events of that moment.
    if (to === from) continue
    const over = Math.min(last + 1, to)
    const id = cut.kind === 'start' ? 'start' : `cause-${cut.seq}`
    const quiet = LASTING.has(cut.kind) ? LASTING_QUIET_NS : QUIET_NS
    if (cut.kind === 'stop' || to - over < quiet) parts.push({ cut, id, from, to })
    else parts.push({ cut, id, from, to: over }, { cut: null, id: `after-${id}`, from: over, to })
  }
  return parts
}

function endOf(cut: Cut, before: Nanoseconds, agreement: Agreement): Nanoseconds {
  const { events } = agreement
  let end = cut.last
  const awaited = new Set<string>()
  for (let index = agreement.from(cut.from); index < events.length; index += 1) {
    const event = events[index] as TimelineEvent
    const time = timeOf(event)
    if (time >= before) break
    if (time - end > QUIET_NS && awaited.size === 0 && !isLateEffect(event, end, agreement)) continue
    if (event.t === 'process' && WAITING.has(cut.kind)) {
      if (event.event === 'spawned' || event.event === 'restarting') awaited.add(event.process)
      else awaited.delete(event.process)
    }
    end = Math.max(end, time)
  }
  return end
}

/** Whether an event after a silence still belongs to the change: the views did not agree since. */
function isLateEffect({ t }: TimelineEvent, since: Nanoseconds, agreement: Agreement): boolean {
  return (t === 'view' || t === 'state' || t === 'proxy') && agreement.isDivergedAt(since)
}
