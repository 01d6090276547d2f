// A comparison for people: verdict, runs, and the sections that are not empty.
import type { RunOutline, TimelineDiff } from './difference.ts'
import { differenceSections } from './difference-sections.ts'
import { milestoneSection, numberSections } from './number-sections.ts'
import type { Section, Table } from './section.ts'
import { pluralize, enumerate, formatMilliseconds, formatMemory } from './format.ts'

const MAX_DIFFERENCES = 4
const MAX_CHANGES = 6

export interface Report {
  verdict: string
  /** A sentence each. */
  remarks: string[]
  runs: Table
  sections: Section[]
}

export function reportOf(diff: TimelineDiff): Report {
  return {
    verdict: verdictOf(diff),
    remarks: [changesOf(diff), ...diff.notes.map((note) => `${note}.`)],
    runs: runsOf(diff),
    sections: [milestoneSection(diff), ...differenceSections(diff), ...numberSections(diff)].filter(
      saysSomething,
    ),
  }
}

function verdictOf({ same, differences, runs: { a, b } }: TimelineDiff): string {
  if (!same) return `Different: ${enumerate(differences, MAX_DIFFERENCES, '; ')}.`
  return `The same: ${a.converged ? 'both converged' : 'neither converged'}, ${pluralize(a.events, 'event')} and ${b.events}.`
}

function changesOf({ changes, bounds }: TimelineDiff): string {
  const bound = `${100 * bounds.share} % and ${bounds.milliseconds} ms, ${formatMemory(bounds.bytes)} or ${bounds.count}`
  if (changes.length === 0) return `No number is further apart than ${bound}.`
  return `Further apart than ${bound} (*): ${enumerate(changes, MAX_CHANGES, '; ')}.`
}

function runsOf({ runs: { a, b } }: TimelineDiff): Table {
  const row = (what: string, said: (run: RunOutline) => string): string[] => [what, said(a), said(b)]
  return {
    head: ['', 'A', 'B'],
    rows: [
      row('run', ({ name, run }) => `${name} ${run.slice(0, 8)}`),
      row('started', ({ startedAt }) => startedAt),
      row('by', ({ generator }) => generator),
      row('lasted', (run) => formatMilliseconds(run.milliseconds)),
      row('events', ({ events }) => String(events)),
      row('ready', ({ ready }) => yesOrNo(ready)),
      row('converged', ({ converged }) => yesOrNo(converged)),
      row('agreed in the end', ({ agreedAtEnd }) => yesOrNo(agreedAtEnd)),
      row('exit', ({ exit }) => (exit === null ? 'cut off' : String(exit))),
    ],
  }
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}

function saysSomething({ table, lines = [] }: Section): boolean {
  return (table?.rows.length ?? 0) + lines.length > 0
}
