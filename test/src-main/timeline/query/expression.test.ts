// Regular expressions of queries find what JavaScript's find, and none of them can run away.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Automaton } from '../../../../src-main/timeline/query/automaton.ts'
import { parseExpression } from '../../../../src-main/timeline/query/expression.ts'

const occurs = (pattern: string, text: string, ignoreCase = false): boolean =>
  new Automaton(parseExpression(pattern, ignoreCase, 0), 0).occursIn(text)

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\.', '1', 'A', 'é', '房')
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.tuple(atom, fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?')).map((two) => two.join('')),
    fc
      .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{1,2}'))
      .map(([one, times]) => `(?:${one})${times}`),
    fc.constantFrom('^', '$'),
  ),
  pattern: fc
    .array(
      fc.array(tie('part'), { maxLength: 3 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((all) => all.join('|')),
}))
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', '1', '.', 'é', '房', 'ж', '\n'),
  maxLength: 8,
})

test('finds what JavaScript finds', () => {
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (source, subject, ignoreCase) => {
      expect(occurs(source, subject, ignoreCase)).toBe(
        new RegExp(source, ignoreCase ? 'i' : '').test(subject),
      )
    }),
    { numRuns: 500 },
  )
})

test.each([
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  'a*a*a*a*a*b',
  `${'a?'.repeat(30)}${'a'.repeat(30)}b`,
  '(.*)*x',
  '(.*.*)*=.*',
])('%s over a long text takes one pass', (source) => {
  expect(occurs(source, `${'a'.repeat(100_000)}!`)).toBe(false)
})

test.each(['(((((a{100}){100}){100}){100}){100})', `${'('.repeat(20)}${'){100}'.repeat(20)}`])(
  '%s is refused for its size',
  (source) => {
    expect(() => occurs(source, '')).toThrow('too large')
  },
)
