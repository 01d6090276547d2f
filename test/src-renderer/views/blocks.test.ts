// The list of chapters and rows: what is where, whatever is open.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chapter, SequenceRow } from '../../../src-main/timeline/index.ts'
import { Blocks } from '../../../src-renderer/views/Sequence/blocks.ts'

const chapter = (index: number): Chapter => ({
  id: `chapter-${index}`,
  kind: index % 4 === 3 ? 'idle' : 'join',
  from: index * 1000,
  to: (index + 1) * 1000,
  servers: [],
  title: '',
  text: '',
  tone: 'plain',
  count: 1,
  agreedAt: null,
  agreement: '',
})
const row = (index: number, at: number): SequenceRow => ({
  kind: at % 3 === 0 ? 'boot' : 'agreed',
  key: `row-${index}-${at}`,
  time: index * 1000 + at,
  places: [index * 100 + at],
  text: '',
})
/** For each chapter the number of its rows, or null if it is folded. */
const list = fc.array(fc.option(fc.nat(40), { nil: null }), { minLength: 1, maxLength: 12 }).map(
  (counts) =>
    new Blocks(
      counts.map((count, index) => ({
        chapter: chapter(index),
        rows: count === null ? null : Array.from({ length: count }, (_, at) => row(index, at)),
      })),
    ),
)

test('items follow each other without gaps or overlap, and each is found where it is', () => {
  fc.assert(
    fc.property(list, (blocks) => {
      const items = Array.from({ length: blocks.length }, (_, index) => blocks.at(index))
      for (const [
        index,
        {
          top,
          height,
          chapter: { id },
          key,
        },
      ] of items.entries()) {
        expect(items[index + 1]?.top ?? blocks.end).toBeGreaterThanOrEqual(top + height)
        expect(blocks.indexAt(top)).toBe(index)
        expect(blocks.indexAt(top + height - 1)).toBe(index)
        expect(blocks.indexOf(id, key)).toBe(index)
      }
      expect(blocks.between(0, blocks.height)).toEqual(items)
    }),
  )
})

test('the playhead is below what happened until then and above what comes after', () => {
  fc.assert(
    fc.property(list, fc.nat(12_000), (blocks, time) => {
      const y = blocks.topOf(time)
      const items = Array.from({ length: blocks.length }, (_, index) => blocks.at(index))
      const rows = items.filter((item) => item.row !== null)
      const above = rows.filter((item) => item.time <= time)
      expect(above.every((item) => item.top + item.height <= y)).toBe(true)
      expect(rows.every((item) => above.includes(item) || item.top >= y)).toBe(true)
    }),
  )
})

test('an event is in its row, or in the heading of its folded chapter', () => {
  const rows = [row(0, 0), row(0, 1)]
  const blocks = new Blocks([
    { chapter: chapter(0), rows },
    { chapter: chapter(1), rows: null },
  ])
  expect([blocks.indexOfEvent(1, 1), blocks.indexOfEvent(100, 1000), blocks.indexOfEvent(7, 5000)]).toEqual([
    2, 3, -1,
  ])
})
