// Aligning two runs: what lies over what, there and back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  alignedMoments,
  diffTimelines,
  offsetOf,
  type Alignment,
} from '../../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const there = syntheticTimeline({ servers: 4, seed: 2 })
const here = syntheticTimeline({ servers: 5, seed: 3 })
const diff = diffTimelines(there, here)

const alignments: readonly Alignment[] = [
  { kind: 'start' },
  { kind: 'converged' },
  { kind: 'registration', k: 1 },
  { kind: 'registration', k: 4 },
]

test('a time of one run is found again from the other, and the moment itself lies over itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...alignments), fc.integer({ min: 0, max: 1e14 }), (alignment, time) => {
      const moments = alignedMoments(diff, alignment)
      const offset = offsetOf(moments)
      expect(time + offset - offset).toBe(time)
      expect((moments.here ?? 0) + offset).toBe(moments.there)
    }),
  )
})

test('a moment that a run does not have leaves both at their starts', () => {
  for (const [one, alignment] of [
    [diff, { kind: 'registration', k: 5 }],
    [diff, { kind: 'registration', k: 99 }],
    [null, { kind: 'converged' }],
  ] as const) {
    const moments = alignedMoments(one, alignment)
    expect([moments.here, moments.there]).toContain(null)
    expect(offsetOf(moments)).toBe(0)
  }
})
