// The rows of a sequence diagram of a part of a run.
import type { Chapter } from '../chapters/chapter.ts'
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import type { Nanoseconds } from '../event.ts'
import { formatMoment, formatSpan } from '../format-time.ts'
import { ENGLISH, type TimelineWords } from '../words/en.ts'
import { CallList } from './call-list.ts'
import { callRows } from './call-rows.ts'
import { EventRows } from './event-rows.ts'
import type { SequenceRow } from './row.ts'

/** A longer silence inside a chapter is a row of its own. */
const IDLE_NS = 2e9

export interface SequenceOptions {
  dialect?: Dialect
  /** Processes that report: a packet that one of them did not get is lost. */
  tapped: ReadonlySet<string>
  /** The type of a process; by default its id without the number at the end. */
  typeOf?: (process: string) => string
  /** Key of a row of folded calls → how many of its calls to show, each in a row. */
  unfolded?: ReadonlyMap<string, number>
  /** Only these events. */
  filter?: ((place: number) => boolean) | undefined
  words?: TimelineWords
}

/** Returns the rows in the order of time; each event of the range that passes the filter is in exactly one, but for
 * notes that were replaced or removed. */
export function sequenceRows(
  events: EventColumns,
  chapter: Pick<Chapter, 'from' | 'to' | 'agreedAt' | 'agreement'>,
  options: SequenceOptions,
): SequenceRow[] {
  const { dialect = GROVE_DIALECT, tapped, typeOf = typeFromId, unfolded = new Map(), filter } = options
  const { words = ENGLISH } = options
  const [first, last] = [events.from(chapter.from), events.from(chapter.to)]
  const ordinary = new EventRows(events, { dialect, tapped, typeOf, words })
  const calls = new CallList(events, tapped)
  for (let place = first; place < last; place += 1) {
    if (filter && !filter(place)) continue
    if (isCall(events, place)) calls.add(place)
    else ordinary.add(place)
  }
  calls.findLateAnswers(last)
  const end = events.length === 0 ? 0 : events.timeAt(events.length - 1)
  const rows = [...ordinary.rows(), ...callRows(events, calls, { unfolded, end, words })]
  const { agreedAt, agreement } = chapter
  if (agreement !== '' && agreedAt !== null && agreedAt >= chapter.from && agreedAt < chapter.to)
    rows.push({ kind: 'agreed', key: `agreed:${agreedAt}`, time: agreedAt, places: [], text: agreement })
  // Stable: unfolded calls stay behind the row that they belong to.
  rows.sort((a, b) => a.time - b.time)
  return withIdleTime(events, rows, words)
}

/** Whether the packet at a place belongs to the rows of calls. */
function isCall(events: EventColumns, place: number): boolean {
  if (events.packedAt(place) !== null) return true
  if (!events.isPacket(place)) return false
  const event = events.at(place)
  return event.t === 'packet' && event.link === 'rpc' && (event.phase === 'rpc' || event.calls !== undefined)
}

/** Puts a separator into each silence. */
function withIdleTime(
  events: EventColumns,
  rows: readonly SequenceRow[],
  words: TimelineWords,
): SequenceRow[] {
  const result: SequenceRow[] = []
  let end = rows[0]?.time ?? 0
  for (const row of rows) {
    // While a process starts, time is not idle.
    const isIdle = row.time - end > IDLE_NS && result.at(-1)?.kind !== 'boot'
    if (isIdle) result.push(idleRow(end, row.time, words))
    result.push(row)
    const last = row.places.at(-1)
    end = Math.max(end, row.time, last === undefined ? 0 : events.endAt(last))
  }
  return result
}

function idleRow(from: Nanoseconds, to: Nanoseconds, { sequence }: TimelineWords): SequenceRow {
  const text = sequence.idleUntil(formatSpan(to - from), formatMoment(to, 3))
  return { kind: 'idle', key: `idle:${from}`, time: from, to, places: [], text }
}

function typeFromId(process: string): string {
  return process.replace(/-?\d+$/, '')
}
