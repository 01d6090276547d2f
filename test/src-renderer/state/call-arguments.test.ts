// The arguments of a call as they are typed: what is JSON, and where it stops to be.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseArguments } from '../../../src-renderer/state/call-arguments.ts'

it('arguments are JSON values with commas between', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(', ', ',\n', ' , '), (values, comma) => {
      const parsed = parseArguments(values.map((value) => JSON.stringify(value)).join(comma))
      expect(parsed).toEqual({ ok: true, args: JSON.parse(JSON.stringify(values)) })
    }),
  )
})

it.each([
  ['lobby', 1, 1, false],
  ['"lobby", 7x', 1, 11, false],
  ['"lobby",\n  {"a": 1,}', 2, 11, false],
  ['{"a" 1}', 1, 6, false],
  ['{"a": 1', 1, 8, true],
  ['"open', 1, 1, false],
  ['1,', 1, 3, true],
  ['1] , [2', 1, 4, false],
  ['01', 1, 2, false],
  ["'a'", 1, 1, false],
])('%j is wrong at line %i, column %i', (text, line, column, isEnd) => {
  expect(parseArguments(text)).toEqual({ ok: false, line, column, isEnd })
})

it('an error is never after a part that could not go on', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[]{}",:1a \n') }), (text) => {
      const parsed = parseArguments(text)
      if (parsed.ok) return
      const lines = text.split('\n')
      expect(parsed.line).toBeLessThanOrEqual(lines.length)
      expect(parsed.column).toBeLessThanOrEqual((lines[parsed.line - 1] ?? '').length + 1)
    }),
  )
})
