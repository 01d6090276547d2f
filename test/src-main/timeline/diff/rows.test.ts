// The rows of a comparison: all that differs is in them, and the worst news for the second run is first.
import { expect, test } from 'vitest'
import { diffRows, diffTimelines, type DiffRow } from '../../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const run = syntheticTimeline()
const crashed = syntheticTimeline({ crash: true })
const named = ({ group, subject, aspect }: DiffRow): string => `${group} ${subject} ${aspect}`

test('a run compared with itself has rows, and none of them differs', () => {
  const rows = diffRows(diffTimelines(run, run))
  expect(rows.length).toBeGreaterThan(40)
  expect(rows.filter(({ weight }) => weight !== 'close')).toEqual([])
  expect(rows.filter(({ by }) => by !== null && by !== 0)).toEqual([])
})

test('each row has an id of its own', () => {
  const rows = diffRows(diffTimelines(run, crashed))
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

test('what the second run has in addition and what it lacks is told apart, and is first', () => {
  const rows = diffRows(diffTimelines(run, crashed))
  const events = rows.filter(({ group, weight }) => group === 'event' && weight === 'different')
  expect(events.length).toBeGreaterThan(0)
  expect(rows[0]?.weight).toBe('different')
  const last = rows.findLastIndex(({ weight }) => weight === 'different')
  expect(rows.slice(0, last).every(({ weight }) => weight === 'different')).toBe(true)
  const back = diffRows(diffTimelines(crashed, run))
  expect(new Set(back.map(named))).toEqual(new Set(rows.map(named)))
  expect(back.filter(({ isWorse }) => isWorse).length).not.toBe(rows.filter(({ isWorse }) => isWorse).length)
})

test('a run that did not converge is bad news before all other differences', () => {
  const { header, events } = run
  const cut = { header, events: events.slice(0, events.length / 3), footer: null }
  const rows = diffRows(diffTimelines(run, cut))
  expect(rows.slice(0, 2).map(named)).toEqual(['outcome  converged', 'outcome  ready'])
  expect(rows.slice(0, 2).every(({ isWorse }) => isWorse)).toBe(true)
})

test('a server of one run only has its moment there, and none in the other', () => {
  const rows = diffRows(diffTimelines(run, syntheticTimeline({ servers: 5 })))
  const row = rows.find(({ group }) => group === 'server')
  expect(row).toMatchObject({ subject: 'connector-2', a: false, b: true, at: { a: null } })
  expect(row?.at.b).toBeGreaterThan(0)
})
