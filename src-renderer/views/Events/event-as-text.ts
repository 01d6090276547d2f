// An event as a line of text with tabs, for a spreadsheet or a message.
import { words } from '../../words/words.svelte.ts'
import {
  formatMoment,
  formatSpan,
  timeOf,
  type Dialect,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { detailOf, processOf, titleOf } from '../../flow/event-text.ts'

export function eventAsText(event: TimelineEvent, dialect: Dialect): string {
  const to = event.t === 'packet' ? event.to : ''
  const cells = [
    formatMoment(timeOf(event), 9),
    titleOf(event, dialect, words.sentences),
    processOf(event) ?? '',
    to,
  ]
  return [...cells, latencyText(event), detailOf(event, words.sentences)].join('\t')
}

/** Empty for what is no packet, a dash if an end did not see it. */
export function latencyText(event: TimelineEvent): string {
  if (event.t !== 'packet') return ''
  return event.sent === null || event.received === null ? '–' : formatSpan(event.received - event.sent)
}
