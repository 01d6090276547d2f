// What limits a comparison: a recording that was cut off, a part of one, lost records.
import type { Run } from '../../state/run.svelte.ts'
import { words } from '../../words/words.svelte.ts'

export function comparisonNotes(run: Run, other: Run): string[] {
  const { thisRun, otherRun } = words.compare
  return [...notesOf(thisRun, run), ...notesOf(otherRun, other)]
}

function notesOf(name: string, { store, hasEnded }: Run): string[] {
  const { cutOff, selection, lost } = words.compare
  return [
    ...(hasEnded && store.footer === null ? [cutOff(name)] : []),
    ...(store.header?.selection ? [selection(name)] : []),
    ...(store.lostRecords > 0 ? [lost(name, store.lostRecords)] : []),
  ]
}
