// The accessible name of a row of the sequence: one sentence.
import {
  formatMoment,
  formatSpan,
  type Chapter,
  type EventColumns,
  type SequenceRow,
} from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'

/** "0:01.322663, chat-1 sends register to master-1, 4.2 ms" */
export function rowName(row: SequenceRow, events: EventColumns): string {
  return [formatMoment(row.time), ...parts(row, events)].filter(Boolean).join(', ')
}

function parts(row: SequenceRow, events: EventColumns): string[] {
  const texts = words.sequence
  switch (row.kind) {
    case 'arrow': {
      const message = texts.sends(row.from, row.label, texts.list(row.to))
      if (row.line === 'lost') return [message, row.content, texts.lost]
      if (row.line === 'failed') return [message, texts.failed(row.content)]
      return [message, row.content, latency(row.places, events)]
    }
    case 'call':
      return [texts.calls(row.from, row.label, row.to), texts.outcome(row.outcome), row.content]
    case 'calls':
      return [
        texts.calls(row.from, row.label, row.to),
        texts.callCount(row.count),
        texts.outcome(row.outcome),
        texts.perSecond(rate(row.rate)),
        row.p95 === null ? '' : `p95 ${formatSpan(row.p95)}`,
      ]
    case 'note':
      return [row.lanes.length > 0 ? texts.about(texts.list(row.lanes), row.text) : row.text]
    default:
      return [row.text]
  }
}

/** "45", "2.5" */
function rate(perSecond: number): string {
  return perSecond >= 10
    ? Math.round(perSecond).toLocaleString('en')
    : String(Number(perSecond.toPrecision(2)))
}

/** The longest latency of a message's packets; empty if an end of all of them was not seen. */
function latency(places: readonly number[], events: EventColumns): string {
  let longest = -1
  for (const place of places) longest = Math.max(longest, events.durationAt(place) ?? -1)
  return longest < 0 ? '' : formatSpan(longest)
}

/** "chat-2 killed by you, 5 servers dropped it within 11 ms, at 1:40.061200, 11 ms, 14 events" */
export function chapterName({ title, text, from, to, count }: Chapter): string {
  const { at, events } = words.sequence
  const numbers = [at(formatMoment(Math.max(0, from))), formatSpan(to - from), events(count)]
  return [title, text, ...numbers].filter(Boolean).join(', ')
}
