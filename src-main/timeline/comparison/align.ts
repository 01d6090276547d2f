// Lays two runs over each other at one moment of both.
import type { TimelineDiff } from '../diff/difference.ts'
import type { Nanoseconds } from '../event.ts'

/** The moment at which both runs are laid over each other. */
export type Alignment = { kind: 'start' } | { kind: 'registration'; k: number } | { kind: 'converged' }

/** The times of a moment, nanoseconds since t0 of each run; null where it is not known. */
export interface AlignedMoments {
  /** In this run, which is B of the comparison. */
  here: Nanoseconds | null
  there: Nanoseconds | null
}

/** The name of the milestone of a comparison. */
export function milestoneOf(alignment: Alignment): string {
  return alignment.kind === 'registration' ? `registration ${alignment.k}` : alignment.kind
}

export function alignedMoments(
  diff: Pick<TimelineDiff, 'milestones'> | null,
  alignment: Alignment,
): AlignedMoments {
  if (alignment.kind === 'start') return { here: 0, there: 0 }
  const name = milestoneOf(alignment)
  const milestone = diff?.milestones.find((one) => one.name === name)
  return { here: nanosecondsOf(milestone?.b?.at), there: nanosecondsOf(milestone?.a?.at) }
}

/** The other run's time minus this run's; 0 where a run lacks the moment: then both begin at their starts. */
export function offsetOf({ here, there }: AlignedMoments): Nanoseconds {
  return here === null || there === null ? 0 : there - here
}

/** @param milliseconds as in a comparison */
export function nanosecondsOf(milliseconds: number | null | undefined): Nanoseconds | null {
  return milliseconds === undefined || milliseconds === null ? null : Math.round(milliseconds * 1e6)
}
