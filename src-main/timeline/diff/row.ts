// A row of a comparison: one thing that was compared, with its value in both runs.
import type { Measure, Pair, TimelineDiff } from './difference.ts'
import type { START_STATES } from './starts.ts'

/** What is compared; the sections of a report. */
export const DIFF_GROUPS = [
  'outcome',
  'server',
  'finding',
  'plan',
  'event',
  'order',
  'request',
  'milestone',
  'convergence',
  'start',
  'memory',
  'packet',
  'phase',
] as const
export type DiffGroup = (typeof DIFF_GROUPS)[number]

/** What is measured of a subject; the words of a language name it. */
export type DiffAspect =
  | 'converged'
  | 'ready'
  | 'agreedAtEnd'
  | 'exit'
  | 'length'
  | 'events'
  | 'presence'
  | 'definition'
  | 'occurrences'
  | 'order'
  | 'findings'
  | 'asked'
  | 'failed'
  | 'unanswered'
  | 'p50'
  | 'p95'
  | 'count'
  | 'bytes'
  | 'moment'
  | 'divergences'
  | 'memoryReady'
  | 'memoryEnd'
  | (typeof START_STATES)[number]

export type DiffUnit = 'milliseconds' | 'bytes' | 'count' | 'text' | 'yesNo'

/** `different`: the runs differ by it. `apart`: a number that is far apart. `close`: everything else. */
export type DiffWeight = 'different' | 'apart' | 'close'

export interface DiffRow extends Pair<number | string | boolean | null> {
  id: string
  group: DiffGroup
  /** The server, method, packet or milestone; empty if it is the whole run. */
  subject: string
  aspect: DiffAspect
  unit: DiffUnit
  weight: DiffWeight
  /** Whether it is bad news for run B. */
  isWorse: boolean
  /** B − A; null if one is missing or it is no number. */
  by: number | null
  /** When it happened in each run, milliseconds since its t0; null where that is not one moment. */
  at: Pair<number | null>
  /** More about it: the message of a finding, the milestone before an event; may be empty. */
  detail: string
}

export const NO_MOMENT: Pair<number | null> = { a: null, b: null }

/** A row about the whole run. */
export function ofRun(aspect: DiffAspect): DiffRow {
  return { ...different('outcome', '', aspect), weight: 'close' }
}

export function different(group: DiffGroup, subject: string, aspect: DiffAspect): DiffRow {
  return {
    id: `${group} ${subject} ${aspect}`,
    group,
    subject,
    aspect,
    unit: 'text',
    a: null,
    b: null,
    by: null,
    weight: 'different',
    isWorse: false,
    at: NO_MOMENT,
    detail: '',
  }
}

export function measured(
  group: DiffGroup,
  subject: string,
  aspect: DiffAspect,
  unit: DiffUnit,
  measure: Measure,
): DiffRow {
  const { a, b, by } = measure
  return {
    ...different(group, subject, aspect),
    unit,
    a,
    b,
    by,
    weight: weightOf(measure),
    isWorse: (by ?? 0) > 0,
  }
}

export function weightOf({ beyond }: Measure): DiffWeight {
  return beyond ? 'apart' : 'close'
}

/** When a server first was in the master's registry. */
export function registrationOf(milestones: TimelineDiff['milestones'], server: string): DiffRow['at'] {
  const at = (side: 'a' | 'b'): number | null =>
    milestones.find((one) => one[side]?.server === server && one.name.startsWith('registration'))?.[side]
      ?.at ?? null
  return { a: at('a'), b: at('b') }
}
