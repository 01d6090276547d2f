// Chapters and rows of two runs as one list: nothing of this run is lost, and moments are found in it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchChapters, type Chapter, type SequenceRow } from '../../../src-main/timeline/index.ts'
import { besideChapters, besideRows } from '../../../src-renderer/views/Sequence/beside.ts'
import { Blocks } from '../../../src-renderer/views/Sequence/blocks.ts'

const chapterOf = (run: string, index: number, server: string): Chapter => ({
  id: `${run}-${index}`,
  kind: 'killed',
  from: index * 1000,
  to: (index + 1) * 1000,
  servers: [server],
  title: `${server} killed`,
  text: '',
  tone: 'bad',
  count: 1,
  agreedAt: null,
  agreement: '',
})
const rowOf = (run: string, index: number, label: string): SequenceRow => ({
  kind: 'arrow',
  key: `${run}-${index}`,
  time: index * 10,
  places: [index],
  from: 'master-1',
  to: ['chat-1'],
  label,
  content: '',
  phase: 'notify',
  line: 'message',
})
const servers = fc.array(fc.constantFrom('chat-1', 'chat-2', 'chat-3'), { minLength: 1, maxLength: 12 })
const labels = fc.array(fc.constantFrom('register', 'subscribe', 'update'), { maxLength: 12 })

test('the chapters of this run keep their order and their times; those of the other have ids of their own', () => {
  fc.assert(
    fc.property(servers, servers, (here, there) => {
      const own = here.map((server, index) => chapterOf('own', index, server))
      const others = there.map((server, index) => chapterOf('own', index, server))
      const list = besideChapters(matchChapters(own, others), () => true, true)
      expect(list.filter(({ beside }) => beside.in !== 'other').map(({ chapter }) => chapter)).toEqual(own)
      expect(new Set(list.map(({ chapter }) => chapter.id)).size).toBe(list.length)
      const blocks = new Blocks(list.map((one) => ({ ...one, rows: null })))
      for (const { from, id } of own) {
        const index = blocks.indexOf(id, id)
        expect(blocks.topOf(from)).toBeGreaterThan(blocks.at(index).top)
        expect(blocks.topOf(from)).toBeLessThanOrEqual(blocks.at(index).top + blocks.at(index).height)
      }
    }),
  )
})

test('the rows of this run stay in the order of time, and no row of the other has its events', () => {
  fc.assert(
    fc.property(labels, labels, (here, there) => {
      const own = here.map((label, index) => rowOf('own', index, label))
      const others = there.map((label, index) => rowOf('own', index, label))
      const { rows, beside, otherTimes } = besideRows(own, others, new Set())
      expect(rows.filter((_, index) => beside[index]?.in !== 'other')).toEqual(own)
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      for (const [index, { time, places }] of rows.entries()) {
        expect(time).toBeGreaterThanOrEqual(rows[index - 1]?.time ?? 0)
        expect(otherTimes[index]).toBeGreaterThanOrEqual(otherTimes[index - 1] ?? -Infinity)
        if (beside[index]?.in === 'other') expect(places).toEqual([])
      }
    }),
  )
})

test('a row says how much later it came, counted from the first row of its chapter', () => {
  const own = [rowOf('own', 5, 'register'), rowOf('own', 9, 'subscribe')]
  const others = [rowOf('other', 1, 'register'), rowOf('other', 3, 'subscribe')]
  expect(besideRows(own, others, new Set()).beside.map(({ by }) => by)).toEqual([0, 20])
})
