// The layout of a sequence: whatever the rows, the lanes and the width are, labels can be read.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  layoutSequence,
  sequenceLanes,
  sequenceRows,
  type Box,
  type SequenceRow,
} from '../../../../src-main/timeline/index.ts'
import { shorten } from '../../../../src-main/timeline/sequence/shorten.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { trackedRun } from '../../../support/tracked-run.ts'

const measure = (text: string) => [...text].length * 6

const ids = Array.from({ length: 9 }, (_, index) => `server-${index}`)
const lane = fc.constantFrom(...ids, 'stranger')
const text = fc.string({ maxLength: 200 })
const base = { time: fc.nat(1e9), places: fc.constant([]) }
const row: fc.Arbitrary<SequenceRow> = fc.oneof(
  fc.record({
    ...base,
    kind: fc.constant('arrow' as const),
    key: text,
    from: lane,
    to: fc.uniqueArray(lane, { minLength: 1, maxLength: 5 }),
    label: text,
    content: text,
    phase: fc.constant('notify' as const),
    line: fc.constant('message' as const),
  }),
  fc.record({
    ...base,
    kind: fc.constant('calls' as const),
    key: text,
    from: lane,
    to: lane,
    label: text,
    content: text,
    outcome: fc.constant('answered' as const),
    count: fc.nat(),
    rate: fc.nat(),
    p50: fc.constant(null),
    p95: fc.constant(null),
    trend: fc.array(fc.nat(), { maxLength: 16 }),
    isUnfolded: fc.boolean(),
  }),
  fc.record({
    ...base,
    kind: fc.constant('note' as const),
    key: text,
    lanes: fc.uniqueArray(lane, { maxLength: 9 }),
    text,
    tone: fc.constant('plain' as const),
  }),
  fc.record({ ...base, kind: fc.constantFrom('boot' as const, 'agreed' as const), key: text, text }),
)

const overlap = (one: Box, other: Box) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

describe('layoutSequence', () => {
  test('no label overlaps another or leaves the drawing', () => {
    const width = fc.integer({ min: 0, max: 2_000 })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.nat(9), width, (rows, lanes, asked) => {
        const processes = ids.slice(0, lanes).map((id) => ({ id, serverType: 'server' }))
        const layout = layoutSequence(rows, sequenceLanes(processes, rows), asked, measure)
        expect(layout.width).toBeGreaterThanOrEqual(asked)
        const boxes = layout.rows.flatMap(({ label, trend }) => [label ?? [], trend ?? []].flat())
        for (const [index, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(layout.width)
          expect(box.y + box.height).toBeLessThanOrEqual(layout.height)
          for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false)
        }
        let y = 0
        for (const one of layout.rows) {
          expect(one.y).toBe(y)
          y += one.height
        }
        expect(layout.height).toBe(y)
      }),
      { numRuns: 300 },
    )
  })

  test('a message to both sides of its sender reaches all receivers', () => {
    const rows: SequenceRow[] = [
      {
        kind: 'arrow',
        key: '1',
        time: 0,
        places: [],
        from: 'b',
        to: ['a', 'c', 'd'],
        label: 'INFO',
        content: 'to 3',
        phase: 'notify',
        line: 'message',
      },
    ]
    const processes = ['a', 'b', 'c', 'd'].map((id) => ({ id, serverType: id }))
    const layout = layoutSequence(rows, sequenceLanes(processes, rows), 800, measure)
    const [a, b, c, d] = layout.lanes.map(({ x }) => x)
    expect(layout.rows[0]?.line).toMatchObject({ x1: b, x2: d, otherSide: a, dots: [c] })
  })

  test('lanes do not overlap, and their names fit', () => {
    const processes = ids.map((id) => ({ id: `${id}-with-a-rather-long-name`, serverType: 'server' }))
    const { lanes } = layoutSequence([], sequenceLanes(processes, []), 700, measure)
    for (const [index, { x, width, title }] of lanes.entries()) {
      expect(measure(title)).toBeLessThanOrEqual(width)
      expect(x + width / 2).toBeLessThanOrEqual((lanes[index + 1]?.x ?? Infinity) - width / 2 + 0.001)
    }
  })
})

describe('sequenceLanes', () => {
  test('of few processes each has a lane, also those that Grove does not know', () => {
    const lanes = sequenceLanes(
      [{ id: 'a-1', serverType: 'a' }],
      [{ kind: 'note', key: '1', time: 0, places: [], lanes: ['?client/1'], text: '', tone: 'plain' }],
    )
    expect(lanes.map(({ id }) => id)).toEqual(['a-1', '?client/1'])
  })

  test('of many servers the types share lanes, with their number', () => {
    const { header, events: list } = syntheticTimeline({ servers: 40 })
    const { events, tracker } = trackedRun(header, list)
    const whole = { from: 0, to: Infinity, agreedAt: null, agreement: '' }
    const rows = sequenceRows(events, whole, { tapped: tracker.tapped })
    const processes = [{ id: 'master-1', serverType: 'master' }, ...header.plan.servers]
    expect(sequenceLanes(processes, rows).map(({ name }) => name)).toEqual([
      'master-1',
      'connector (10)',
      'chat (20)',
      'timer (10)',
    ])
    expect(rows.length).toBeLessThan(300)
  })

  test('those that take no part have none where there are many', () => {
    const processes = Array.from({ length: 50 }, (_, index) => ({ id: `s-${index}`, serverType: 's' }))
    const rows: SequenceRow[] = [
      { kind: 'note', key: '1', time: 0, places: [], lanes: ['s-7', 's-3'], text: '', tone: 'plain' },
    ]
    expect(sequenceLanes(processes, rows).map(({ id }) => id)).toEqual(['s-3', 's-7'])
  })
})

test('a label that is too long keeps its start and its end', () => {
  expect(shorten('addServer chat-server-17', 72, measure)).toBe('addSer…er-17')
  expect(shorten('short', 72, measure)).toBe('short')
  expect(shorten('anything', 0, measure)).toBe('')
  fc.assert(
    fc.property(text, fc.nat(400), (label, width) => {
      expect(measure(shorten(label, width, measure))).toBeLessThanOrEqual(width)
    }),
  )
})
