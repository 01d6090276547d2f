// The texts of a server's row: its facts at the playhead, in one line if there is something to say.
import type { ServerSummary } from '../../../src-main/contract/index.ts'
import { reasonNotCallable, type ServerFacts } from '../../../src-main/timeline/index.ts'
import { OUTSIDE } from '../../flow/lanes.ts'
import { words } from '../../words/words.svelte.ts'
import type { Moment } from '../../state/moment.svelte.ts'

export interface RowText {
  facts: ServerFacts
  /** Empty if there is nothing to say. */
  line: string
}

/** `live` is what only the launcher knows; null for a moment of the past. */
export function rowText(moment: Moment, id: string, live: ServerSummary | null): RowText {
  const facts = moment.facts(id)
  if (id === OUTSIDE)
    return { facts: { ...facts, tone: 'unknown', word: words.serverList.notTapped }, line: '' }
  return { facts, line: lineOf(moment, facts, live) }
}

function lineOf(moment: Moment, facts: ServerFacts, live: ServerSummary | null): string {
  if (live?.problem) return live.problem.message
  const { tone, process, parts } = facts
  const isUndisturbed = facts.faults.length === 0 && (process === 'running' || process === 'planned')
  if (isUndisturbed && live?.waiting) return live.waiting
  const restarts = live && live.restarts > 0 ? [words.serverList.restarted(live.restarts)] : []
  const reason = reasonNotCallable(moment.cluster, facts.id, words.sentences)
  const callable = reason === null ? [] : [words.serverList.notCallable(reason)]
  // The first part of a healthy server is its state, which the glyph shows.
  const worthSaying =
    tone === 'good' || (process === 'running' && facts.faults.length > 0) ? parts.slice(1) : parts
  return [...worthSaying, ...restarts, ...callable].join(' · ')
}
