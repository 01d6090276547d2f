// Chapters of a live run: the same as of the whole run, however its events arrive, with ids that stay.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ChapterTracker,
  EventColumns,
  timeOf,
  type TimelineEvent,
} from '../../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { syntheticTraffic } from '../../../support/synthetic-traffic.ts'
import { trackedRun } from '../../../support/tracked-run.ts'

const traffic = syntheticTraffic(6_000, 6)
const trafficEvents = [...traffic.events]

/** Each event arrives up to `most` places later than it was. */
function late(events: readonly TimelineEvent[], lags: readonly number[]): TimelineEvent[] {
  return events
    .map((event, index) => ({ event, index: index + (lags[index % lags.length] ?? 0) }))
    .toSorted((a, b) => a.index - b.index)
    .map(({ event }) => event)
}

function grown(header: typeof traffic.header, events: readonly TimelineEvent[], batch: number) {
  const columns = new EventColumns()
  const tracker = new ChapterTracker()
  tracker.setHeader(header)
  const seen: string[][] = []
  for (let from = 0; from < events.length; from += batch) {
    const some = events.slice(from, from + batch)
    for (const event of some) columns.add(event)
    tracker.append(some)
    seen.push(tracker.chapters(columns).map(({ id }) => id))
  }
  return { chapters: tracker.chapters(columns), seen }
}

test('whatever arrives in which batches and how late, the result is the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 2_000 }),
      fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }),
      (batch, lags) => {
        const expected = trackedRun(traffic.header, trafficEvents).chapters
        expect(grown(traffic.header, late(trafficEvents, lags), batch).chapters).toEqual(expected)
      },
    ),
    { numRuns: 8 },
  )
})

test('chapters partition a run', () => {
  for (const { header, events } of [
    syntheticTimeline({ servers: 5, crash: true }),
    { ...traffic, events: trafficEvents },
  ]) {
    const { chapters, events: columns } = trackedRun(header, events)
    for (const [index, { to }] of chapters.entries()) expect(to).toBe(chapters[index + 1]?.from ?? to)
    expect(chapters.reduce((sum, { count }) => sum + count, 0)).toBe(columns.length)
    expect(chapters[0]?.from).toBe(Math.min(0, ...events.map(timeOf)))
  }
})

test('ids stay while a run grows, but for the last ones', () => {
  const { seen, chapters } = grown(traffic.header, trafficEvents, 100)
  const final = chapters.map(({ id }) => id)
  for (const ids of seen) expect(final.slice(0, Math.max(0, ids.length - 2))).toEqual(ids.slice(0, -2))
})
