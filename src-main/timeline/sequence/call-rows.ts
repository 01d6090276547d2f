// The rows of calls: folded by caller, callee, method and outcome; few and unfolded ones each on its own.
import { callRate } from '../call-rate.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import type { Nanoseconds, PacketEvent } from '../event.ts'
import { formatSpan } from '../format-time.ts'
import { quantile } from '../quantile.ts'
import type { TimelineWords } from '../words/en.ts'
import type { CallList } from './call-list.ts'
import { reasonIn } from './labels.ts'
import type { CallOutcome, CallRow, CallsRow, MoreRow, SequenceRow } from './row.ts'

/** More calls of one kind are folded. */
const MAX_SINGLE_CALLS = 2
const TREND_PARTS = 16
/** A call of this age without an answer is taken for one that is still open. */
const OPEN_NS = 5e9

interface Fold {
  from: number
  to: number
  method: number
  outcome: CallOutcome
  /** Indexes in the list of calls. */
  calls: number[]
}

export interface CallRowOptions {
  /** Key of an unfolded row → how many of its calls are shown. */
  unfolded: ReadonlyMap<string, number>
  /** The end of what is known: calls shortly before it may still be answered. */
  end: Nanoseconds
  words: TimelineWords
}

export function callRows(events: EventColumns, calls: CallList, options: CallRowOptions): SequenceRow[] {
  const rows: SequenceRow[] = []
  for (const fold of foldsOf(events, calls, options.end)) {
    const single = (index: number): CallRow => callRow(events, calls, index, fold, options.words)
    if (fold.calls.length <= MAX_SINGLE_CALLS) {
      rows.push(...fold.calls.map(single))
      continue
    }
    const row = foldedRow(events, calls, fold, options.words)
    const shown = options.unfolded.get(row.key)
    rows.push(row)
    if (shown === undefined) continue
    row.places = []
    row.isUnfolded = true
    rows.push(...fold.calls.slice(0, shown).map(single))
    const rest = fold.calls.slice(shown)
    if (rest.length > 0) rows.push(moreRow(events, calls, rest, row.key, options.words))
  }
  return rows
}

function foldsOf(events: EventColumns, calls: CallList, end: Nanoseconds): Iterable<Fold> {
  const pairs = new Map<number, number>()
  const folds = new Map<number, Fold>()
  for (let index = 0; index < calls.length; index += 1) {
    const from = calls.from[index] as number
    const to = calls.to[index] as number
    const method = calls.methods[index] as number
    const ends = from * 2 ** 24 + to
    let pair = pairs.get(ends)
    if (pair === undefined) pairs.set(ends, (pair = pairs.size))
    const outcome = settledOutcome(events, calls, index, end)
    const key = (pair * 2 ** 24 + method) * 8 + OUTCOMES.indexOf(outcome)
    const fold = folds.get(key)
    if (fold) fold.calls.push(index)
    else folds.set(key, { from, to, method, outcome, calls: [index] })
  }
  return folds.values()
}

const OUTCOMES: readonly CallOutcome[] = ['answered', 'failed', 'lost', 'open', 'oneWay']

/** A call that may still be answered belongs to those that were. */
function settledOutcome(events: EventColumns, calls: CallList, index: number, end: Nanoseconds): CallOutcome {
  const outcome = calls.outcome(index)
  if (outcome !== 'open' && outcome !== 'lost') return outcome
  return events.timeAt(calls.places[index] as number) > end - OPEN_NS && outcome === 'open'
    ? 'answered'
    : outcome
}

function callRow(
  events: EventColumns,
  calls: CallList,
  index: number,
  fold: Fold,
  words: TimelineWords,
): CallRow {
  const place = calls.places[index] as number
  const roundTrip = calls.roundTrips[index] as number
  const answers = [calls.answers[index] ?? []].flat()
  const outcome = calls.outcome(index)
  return {
    kind: 'call',
    key: `call:${idAt(events, place)}`,
    time: events.timeAt(place),
    places: [place, ...answers],
    from: events.texts.text(fold.from),
    to: events.texts.text(fold.to),
    label: events.texts.text(fold.method),
    content: why(events, outcome, answers, words) || (Number.isNaN(roundTrip) ? '' : formatSpan(roundTrip)),
    outcome,
    roundTrip: Number.isNaN(roundTrip) ? null : roundTrip,
  }
}

function foldedRow(events: EventColumns, calls: CallList, fold: Fold, words: TimelineWords): CallsRow {
  const { from, to, method, outcome } = fold
  const places = placesOf(calls, fold.calls)
  const first = events.timeAt(calls.places[fold.calls[0] as number] as number)
  const last = events.timeAt(calls.places[fold.calls.at(-1) as number] as number)
  let count = 0
  const trend = Array.from({ length: TREND_PARTS }, () => 0)
  const trips: number[] = []
  for (const index of fold.calls) {
    const time = events.timeAt(calls.places[index] as number)
    const part = Math.min(
      TREND_PARTS - 1,
      Math.floor(((time - first) / Math.max(1, last - first)) * TREND_PARTS),
    )
    const weight = calls.counts[index] as number
    count += weight
    trend[part] = (trend[part] ?? 0) + weight
    const trip = calls.roundTrips[index] as number
    if (!Number.isNaN(trip)) trips.push(trip)
  }
  const sorted = Float64Array.from(trips).sort()
  const rate = callRate(count, first, last)
  const p50 = quantile(sorted, 0.5)
  const p95 = quantile(sorted, 0.95)
  const answers = [calls.answers[fold.calls[0] as number] ?? []].flat()
  const parts = [
    `×${count.toLocaleString('en-US')}`,
    outcome === 'answered' || outcome === 'oneWay'
      ? `${shortRate(rate)}/s`
      : why(events, outcome, answers, words),
    p95 === null || outcome !== 'answered' ? '' : `p95 ${formatSpan(p95)}`,
  ]
  const [fromText, toText, label] = [from, to, method].map((text) => events.texts.text(text)) as [
    string,
    string,
    string,
  ]
  return {
    kind: 'calls',
    key: `calls:${fromText}:${toText}:${label}:${outcome}:${idAt(events, calls.places[fold.calls[0] as number] as number)}`,
    time: first,
    places,
    from: fromText,
    to: toText,
    label,
    content: parts.filter((part) => part !== '').join(' · '),
    outcome,
    count,
    rate,
    p50,
    p95,
    trend,
    isUnfolded: false,
  }
}

function moreRow(
  events: EventColumns,
  calls: CallList,
  rest: readonly number[],
  of: string,
  { sequence }: TimelineWords,
): MoreRow {
  const places = placesOf(calls, rest)
  return {
    kind: 'more',
    key: `more:${of}`,
    time: events.timeAt(places[0] as number),
    places,
    of,
    text: sequence.more(rest.length.toLocaleString('en-US')),
  }
}

function placesOf(calls: CallList, indexes: readonly number[]): number[] {
  const places: number[] = []
  for (const index of indexes) {
    places.push(calls.places[index] as number)
    const answers = calls.answers[index]
    if (typeof answers === 'number') places.push(answers)
    else if (answers) places.push(...answers)
  }
  return places.sort((a, b) => a - b)
}

/** The error in the answer, else what became of the call. */
function why(
  events: EventColumns,
  outcome: CallOutcome,
  answers: readonly number[],
  { sequence }: TimelineWords,
): string {
  const [answer] = answers
  const inAnswer =
    outcome === 'failed' && answer !== undefined
      ? reasonIn((events.withBody(events.at(answer)) as PacketEvent).body)
      : ''
  if (inAnswer !== '' || outcome === 'answered' || outcome === 'oneWay') return inAnswer
  return outcome === 'open' ? sequence.noAnswer : sequence[outcome]
}

function idAt(events: EventColumns, place: number): string {
  return (events.at(place) as PacketEvent).id
}

function shortRate(rate: number): string {
  return rate >= 10 ? Math.round(rate).toLocaleString('en-US') : String(Number(rate.toPrecision(2)))
}
