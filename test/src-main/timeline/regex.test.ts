// Regular expressions that users type: what they find, and that none takes more than linear time.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRegex } from '../../../src-main/timeline/index.ts'

function occurs(pattern: string, text: string, ignoreCase = false): boolean {
  const parsed = parseRegex(pattern, ignoreCase)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.test(text)
}

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

test('finds what JavaScript finds where both have the syntax', () => {
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
])('%s takes linear time over a long text', (source) => {
  expect(occurs(source, `${'a'.repeat(100_000)}!`)).toBe(false)
})

test.each([
  ['(((((a{100}){100}){100}){100}){100})', 'invalid repeat count {100}'],
  ['(a{900}b{900}){1}c{900}', 'its repetitions count too high'],
  ['a(b', 'missing closing )'],
  [String.raw`(a)\1`, String.raw`invalid escape sequence \1`],
  ['a(?=b)', 'invalid or unsupported Perl syntax (?='],
])('refuses %s: %s', (source, reason) => {
  const message = `This regular expression is not valid: ${reason}.`
  for (const ignoreCase of [false, true]) {
    expect(parseRegex(source, ignoreCase)).toMatchObject({ ok: false, error: { message } })
  }
})
