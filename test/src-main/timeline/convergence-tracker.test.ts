// One convergence for all: the window, `grove wait`, `grove check` and the recorder say the same after every event.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  convergence,
  convergenceTimes,
  ConvergenceTracker,
  RunProgress,
  sortByTime,
  timeOf,
  type Convergence,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { stateAt } from '../../support/state-at.ts'
import { unmetConditions } from '../../../src-main/host/supervisor/wait-for.ts'
import type { Supervisor } from '../../../src-main/host/supervisor/supervisor.ts'
import { ConvergenceHistory } from '../../../src-renderer/flow/convergence-history.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const counts = ({ converged, agreeing, total }: Convergence) => ({ converged, agreeing, total })

/** Whether `grove wait` would go on waiting. */
function waits(current: Convergence): boolean {
  const cluster = { servers: () => [], recorder: { convergence: current } }
  return unmetConditions(cluster as unknown as Supervisor, 'converged').length > 0
}

/** The divergences that the check `converges-in-time` measures, up to a place in the list. */
function divergedAt(events: readonly TimelineEvent[]): (place: number) => boolean {
  const periods = convergenceTimes(events).divergences.map(({ event, to }) => ({
    from: events.indexOf(event),
    to,
  }))
  return (place) => {
    const period = periods.findLast(({ from }) => from <= place)
    return period !== undefined && (period.to === null || timeOf(events[place]!) < period.to)
  }
}

// A large cluster is followed in steps, as a window reads a recording page by page.
test.each([
  [4, 1],
  [25, 11],
  [29, 13],
  [105, 199],
])('of %i servers, every %i events', (servers, step) => {
  const { header, events: written } = syntheticTimeline({ servers, crash: true })
  const events = sortByTime(written)
  const isDiverged = divergedAt(events)
  const tracker = new ConvergenceTracker()
  const progress = new RunProgress(header)
  const history = new ConvergenceHistory()
  for (let place = 0; place < events.length; place += step) {
    const page = events.slice(place, place + step)
    history.append(page)
    for (const event of page) {
      tracker.apply(event)
      progress.apply(event)
    }
    const { converged, current, diverged } = tracker
    expect(converged).toBe(current.converged)
    expect(counts(progress.convergence)).toEqual(counts(current))
    if (current.total > 0) expect(counts(history.latest!)).toEqual(counts(current))
    expect(waits(current)).toBe(!converged)
    const last = place + page.length - 1
    // Of events of one moment the check knows only the moment.
    if (events[last + 1] && timeOf(events[last + 1]!) > timeOf(events[last]!)) {
      expect(isDiverged(last)).toBe(diverged)
    }
  }
  const end = timeOf(events.at(-1)!)
  expect(tracker.current).toEqual(convergence(stateAt(events, end)))
  expect(tracker.current).toMatchObject({ converged: true, agreeing: servers, total: servers })
  expect(history.samples.items.at(-1)).toEqual(tracker.current)
})

// Events arrive in the order in which they were finished: a packet comes when it was received, with the time of its
// sending, and late rows are about earlier times.
test('whatever arrives in whatever pages, the window, wait and check agree at now and at any moment', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 30 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 1_000 }),
      fc.array(fc.integer({ min: 20, max: 200 }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (servers, crash, seed, pages, share) => {
        const { header, events } = syntheticTimeline({ servers, crash, seed })
        const store = new EventStore()
        const history = new ConvergenceHistory()
        const progress = new RunProgress(header)
        history.setHeader(header)
        store.append(0, [header])
        for (let place = 0, page = 0; place < events.length; page += 1) {
          const size = pages[page % pages.length] ?? 1
          const added = store.append(place + 1, events.slice(place, place + size)) ?? []
          history.append(added)
          for (const event of added) progress.apply(event)
          place += size
          // The window at now, and `grove wait`.
          const now = convergence(store.replay.at(Number.POSITIVE_INFINITY))
          expect(now).toEqual(progress.convergence)
          expect(history.samples.items.at(-1) ?? now).toEqual(now)
        }
        // The window at the playhead, and `grove check`.
        const time = Math.round(share * store.end)
        const then = convergence(store.replay.at(time))
        expect(then).toEqual(convergence(stateAt(events, time)))
        const { divergences } = convergenceTimes(events)
        const isDiverged = divergences.some(({ from, to }) => from <= time && (to === null || time < to))
        expect(isDiverged).toBe(!then.converged && then.total > 0)
      },
    ),
    { numRuns: 12 },
  )
})
