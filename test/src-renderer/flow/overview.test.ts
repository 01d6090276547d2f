// The overview: its density, its agreement line, its marks, and what a drag on it does.
import { expect, test } from 'vitest'
import fc from 'fast-check'
import {
  dialectOf,
  notesOf,
  type Convergence,
  type FaultEvent,
  type ProcessEvent,
} from '../../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../../../src-renderer/flow/convergence-history.ts'
import {
  agreementLine,
  dragRange,
  gripAt,
  overviewEnd,
  overviewX,
  zoomRange,
} from '../../../src-renderer/flow/overview.ts'
import { OverviewMarks } from '../../../src-renderer/flow/overview-marks.ts'
import { PhaseDensity } from '../../../src-renderer/flow/phase-density.ts'
import { PHASES } from '../../../src-renderer/flow/phase.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const times = fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 300 })

test('the density keeps every event, however long the run and in whatever order they come', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 1500 }), (list, columns) => {
      const density = new PhaseDensity()
      for (const [index, time] of list.entries()) density.add(time, PHASES[index % PHASES.length] ?? null)
      const spread = density.columns(columns, 4.2e12)
      const sum = spread.reduce((all, counts) => all + counts.reduce((one, count) => one + count, 0), 0)
      expect(sum).toBeCloseTo(list.length, 3)
    }),
  )
})

test('an event is in the column of its time', () => {
  const density = new PhaseDensity()
  density.add(500e6, 'rpc')
  density.add(900e9, null)
  const [last] = density.columns(1000, 1000e9).slice(-1)
  const rpc = density.columns(1000, 1000e9)[PHASES.indexOf('rpc')]
  expect(rpc?.findIndex((count) => count > 0)).toBe(0)
  expect(Math.abs((last?.findIndex((count) => count > 0) ?? 0) - 900)).toBeLessThanOrEqual(2)
})

test('a live run has room to grow, an ended one has none', () => {
  expect(overviewEnd(123e9, false)).toBe(123e9)
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e14, noNaN: true }), (now) => {
      const end = overviewEnd(now, true)
      expect(end).toBeGreaterThanOrEqual(now)
      expect(end).toBeLessThanOrEqual(Math.max(1e9, now * 1.34))
    }),
  )
})

test('the agreement is a line without gaps or overlaps, and a short divergence keeps its pixel', () => {
  const { header, events } = syntheticTimeline({ servers: 6 })
  const history = new ConvergenceHistory()
  history.setHeader(header)
  history.append(events)
  const end = Math.max(...history.samples.times)
  for (const width of [40, 300, 1200]) {
    const line = agreementLine(history, { width, end }, end)
    for (const [index, part] of line.entries()) {
      expect(part.to).toBeGreaterThan(part.from)
      if (index > 0) expect(part.from).toBe(line[index - 1]?.to)
    }
  }
  const diverged = agreementLine(history, { width: 1200, end }, end).some(({ kind }) => kind === 'diverged')
  expect(agreementLine(history, { width: 40, end }, end).some(({ kind }) => kind === 'diverged')).toBe(
    diverged,
  )
})

test('while a server merely joins, the line is that of a start; what differs besides is a divergence', () => {
  const none = { server: '', missing: [], stale: [], proxiesMissing: [], proxiesStale: [] }
  const sample = (converged: boolean, notStarted: string[], disagreements: Convergence['disagreements']) => ({
    converged,
    agreeing: 2,
    total: 3,
    disagreements,
    notStarted,
    unknown: [],
  })
  const history = new ConvergenceHistory()
  history.samples.add(0, sample(true, [], []))
  history.samples.add(100, sample(false, ['c-1'], [{ ...none, server: 'c-1', missing: ['a-1', 'b-1'] }]))
  history.samples.add(200, sample(false, ['c-1'], [{ ...none, server: 'a-1', missing: ['c-1'] }]))
  history.samples.add(300, sample(false, ['c-1'], [{ ...none, server: 'a-1', missing: ['b-1'] }]))
  history.samples.add(400, sample(false, [], [{ ...none, server: 'a-1', missing: ['c-1'] }]))
  history.samples.add(500, sample(true, [], []))
  const kinds = agreementLine(history, { width: 600, end: 600 }, 600).map(({ kind }) => kind)
  expect(kinds).toEqual(['agreed', 'starting', 'starting', 'diverged', 'diverged', 'agreed'])
})

test('a press takes hold of playhead, edges, brush or nothing, in this order', () => {
  const scale = { width: 1000, end: 1000 }
  const range = { from: 200, to: 400 }
  const grips = [700, 201, 399, 300, 600].map((x) => gripAt(x, scale, range, { time: 700, now: 1000 }))
  expect(grips).toEqual(['playhead', 'from', 'to', 'brush', 'empty'])
  expect(gripAt(300, scale, { from: 0, to: 900 }, { time: 700, now: 900 })).toBe('empty')
})

test('no drag leaves the run or turns the range round', () => {
  const grips = fc.constantFrom('from', 'to', 'brush', 'empty' as const)
  const time = fc.integer({ min: -500, max: 1500 })
  fc.assert(
    fc.property(grips, time, time, fc.integer({ min: 0, max: 900 }), (grip, from, to, start) => {
      const range = dragRange(grip, { from: start, to: start + 100 }, from, to, 1000)
      expect(range.from).toBeLessThanOrEqual(range.to)
      expect(range.to).toBeLessThanOrEqual(1000)
      if (grip === 'brush') expect(range.to - range.from).toBe(100)
    }),
  )
  expect(zoomRange({ from: 200, to: 400 }, 2, 300, 1000)).toEqual({ from: 250, to: 350 })
  expect(zoomRange({ from: 200, to: 400 }, 0.01, 300, 1000)).toEqual({ from: 0, to: 1000 })
})

test('marks: a kill and a crash, a fault with its value, but not a stop that was asked for', () => {
  const marks = new OverviewMarks()
  const events = [
    fault(1, 'kill'),
    process(2, 'exited', { signal: 'SIGKILL', code: null }),
    process(3, 'spawned'),
    fault(4, 'delay', { link: 'control', ms: 500 }),
    fault(5, 'heal', { link: 'control' }),
    process(6, 'exited', { code: 1 }),
    process(7, 'spawned'),
    process(8, 'stopping'),
    process(9, 'exited', { code: 0 }),
  ]
  const list = marks.update(events, [], [], dialectOf(null))
  expect(list.map(({ at, kind, text }) => [at, kind, text])).toEqual([
    [1, 'death', 'chat-1: killed by you'],
    [4, 'fault', 'chat-1: connection to the master delayed by 500 ms'],
    [6, 'death', 'chat-1 crashed (exit 1)'],
  ])
  expect(marks.update(events, [], [], dialectOf(null))).toEqual(list)
  expect(overviewX({ width: 100, end: 10 }, 5)).toBe(50)
})

test('marks: notes as they are now, and changes of the recording apart from them', () => {
  const tap = { t: 'mark', seq: 1, at: 1, text: 'tap of RPC: head' } as const
  const written = { t: 'mark', seq: 2, at: 2, note: 'n', text: 'old' } as const
  const notes = notesOf([written, { ...written, seq: 3, text: 'new' }])
  const list = new OverviewMarks().update([tap, written], [], notes, dialectOf(null))
  expect(list.map(({ kind, text }) => [kind, text])).toEqual([
    ['change', 'tap of RPC: head'],
    ['note', 'new'],
  ])
})

function fault(at: number, kind: string, parameters?: object): FaultEvent {
  return { t: 'fault', seq: at, at, process: 'chat-1', fault: kind, parameters }
}

function process(at: number, event: ProcessEvent['event'], more: Partial<ProcessEvent> = {}): ProcessEvent {
  return { t: 'process', seq: at, at, process: 'chat-1', serverType: 'chat', event, pid: 1, ...more }
}
