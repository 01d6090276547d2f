// Labels of arrows: where they are, and that nothing is below them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ArrowTexts } from '../../../src-renderer/flow/arrow-text.ts'
import { labelsIn, packet } from './arrows.ts'
import { LABEL_HEIGHT_PX, overlap, placeLabels } from '../../../src-renderer/flow/labels.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'

const WIDTH = 900
const HEIGHT = 500

const arrows = fc.array(
  fc.record({
    from: fc.nat(7),
    to: fc.nat(7),
    x: fc.integer({ min: -50, max: WIDTH + 50 }),
    lag: fc.integer({ min: 0, max: 400 }),
    line: fc.constantFrom('request' as const, 'answer' as const, 'failed' as const),
  }),
  { maxLength: 60 },
)
const marks = fc.array(fc.record({ x: fc.integer({ min: 0, max: WIDTH }), lane: fc.nat(7) }), {
  maxLength: 60,
})

test('no label overlaps another one, a mark, a band or another arrow, and all are in view', () => {
  fc.assert(
    fc.property(arrows, marks, (drawn, marked) => {
      const { labels, scene, layout } = labelsIn(drawn, marked, WIDTH, HEIGHT)
      for (const [index, label] of labels.entries()) {
        expect(label.x).toBeGreaterThanOrEqual(0)
        expect(label.x + label.width).toBeLessThanOrEqual(WIDTH)
        for (const other of labels.slice(index + 1)) expect(overlap(label, other)).toBe(false)
        for (const { x, y } of scene.marks)
          expect(overlap(label, { x: x - 4, y: y - 4, width: 8, height: 8 })).toBe(false)
        for (const { middle } of layout.bands)
          expect(overlap(label, { x: 0, y: middle - 5, width: WIDTH, height: 10 })).toBe(false)
        for (const arrow of scene.arrows) {
          if (arrow.y1 === arrow.y2) continue
          for (let share = 0; share <= 1; share += 0.02) {
            const x = arrow.x1 + (arrow.x2 - arrow.x1) * share
            const y = arrow.y1 + (arrow.y2 - arrow.y1) * share
            expect(overlap(label, { x, y, width: 0.01, height: 0.01 })).toBe(false)
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a lone arrow has its label beside its middle, a flat one above its line', () => {
  for (const lag of [2, 600]) {
    const { labels } = labelsIn([{ from: 0, to: 3, x: 100, lag, line: 'request' }], [], WIDTH, HEIGHT)
    const [label] = labels
    expect(label?.text).toBe('register')
    const { x1, x2, y1, y2 } = label?.arrow ?? { x1: 0, x2: 0, y1: 0, y2: 0 }
    if (lag === 2) expect(label?.x).toBeGreaterThan(x2)
    else expect((label?.y ?? 0) + LABEL_HEIGHT_PX).toBeLessThan((y1 + y2) / 2)
    expect(x1).toBe(100)
  }
})

test('where there is room for one label only, the failure has it', () => {
  const { scene, layout } = labelsIn(
    [
      { from: 0, to: 1, x: 100, lag: 0, line: 'request' },
      { from: 0, to: 1, x: 160, lag: 0, line: 'failed' },
    ],
    [],
    WIDTH,
    HEIGHT,
  )
  const { y1, y2 } = scene.arrows[0] ?? { y1: 0, y2: 0 }
  const view = { x: 90, y: (y1 + y2) / 2 - 7, width: 85, height: 14 }
  const labels = placeLabels(scene, { view, layout, textOf: () => 'label', measure: () => 50 })
  expect(labels.map(({ arrow }) => arrow.line)).toEqual(['failed'])
})

test('a call and its answer are named by the method', () => {
  const call = packet({ name: 'rpc.call', link: 'rpc', calls: [{ id: 1, method: 'room.join' }] })
  const both = [
    { id: 1, method: 'room.join' },
    { id: 2, method: 'room.say' },
  ]
  const answer = { calls: [{ id: 1, answers: call.id }], sent: 20, received: 30, seq: 2, id: 'b/down/1' }
  const store = new EventStore()
  const texts = new ArrowTexts(store)
  const shown = [call, packet({ ...call, ...answer, name: 'rpc.answer' })]
  store.append(0, shown)
  expect(shown.map((event) => texts.textOf(event))).toEqual(['room.join', '↩ room.join'])
  expect(texts.textOf(packet({ calls: both }))).toBe('room.join +1')
  expect(texts.textOf(packet({ name: 'subscribe.ack' }))).toBe('subscribe.ack')
  const unknown = packet({ name: 'rpc.answer', calls: [{ id: 9, answers: 'elsewhere/up/9' }] })
  expect(texts.textOf(unknown)).toBe('rpc.answer')
})
