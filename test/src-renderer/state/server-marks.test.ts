// The servers that are selected together.
import { expect, test } from 'vitest'
import { ServerMarks } from '../../../src-renderer/state/server-marks.svelte.ts'

const ORDER = ['a', 'b', 'c', 'd']

test('a range goes from where it began, in both directions, and one server can be taken out of it', () => {
  const marks = new ServerMarks()
  marks.start('c')
  expect(marks.areMany).toBe(false)
  marks.extendTo('d', ORDER)
  expect([...marks.ids]).toEqual(['c', 'd'])
  marks.extendTo('a', ORDER)
  expect([...marks.ids]).toEqual(['a', 'b', 'c'])
  marks.toggle('b')
  expect([...marks.ids]).toEqual(['a', 'c'])
  marks.clear()
  expect(marks.ids.size).toBe(0)
})

test('a range that began at a server that is not listed begins at the next one', () => {
  const marks = new ServerMarks()
  marks.start('gone')
  marks.extendTo('b', ORDER)
  expect([...marks.ids]).toEqual(['b'])
})
