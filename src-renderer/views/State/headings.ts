// Headings of servers in the table: a name, and a sign for a server that is not all right.
import { words } from '../../words/words.svelte.ts'
import type { Moment } from '../../state/moment.svelte.ts'
import type { ServerFacts } from '../../../src-main/timeline/index.ts'
import type { Heading } from './grid.ts'

export function headingsOf(
  ids: readonly string[],
  moment: Moment,
  shortOf: (id: string) => string,
): Heading[] {
  return ids.map((id) => {
    if (!moment.cluster.processes.has(id)) return { id, short: shortOf(id), note: words.state.notRunByGrove }
    const facts = moment.facts(id)
    const sign = signOf(facts)
    return { id, short: shortOf(id), sign, note: sign?.title }
  })
}

function signOf(facts: ServerFacts): Heading['sign'] {
  const { process, membership, faults, tone, sentence: title } = facts
  if (process === 'killed' || process === 'crashed') return { text: '✕', tone: 'bad', title }
  if (process === 'exited' || process === 'restarting')
    return { text: '✕', tone: tone === 'bad' ? 'bad' : 'off', title }
  if (membership === 'dropped') return { text: process === 'paused' ? '⏸' : '!', tone: 'bad', title }
  if (process === 'paused') return { text: '⏸', tone: 'wait', title }
  if (faults.length > 0) return { text: '⚡', tone: 'wait', title }
  if (process === 'stopping') return { text: '■', tone: 'off', title }
  return undefined
}
