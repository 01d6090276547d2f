import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  escapeAllButColours,
  escapeControls,
  escapeToOneLine,
  removeAllButColours,
  removeEscapeSequences,
} from '../../../core/kit/terminal-text.ts'

const ESC = '\u001B'
const FOREIGN = `a${ESC}[31mred${ESC}[0m ${ESC}[2J${ESC}[H${ESC}]0;title\u0007${ESC}]52;c;Zm9+/w==\u0007b\u0007\u009B1A\u202Ec\u2028d\re\r\nf\tg`
const control = String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]`

/** Text made of control characters, parts of escape sequences, and anything else. */
const foreign = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ESC,
        '\u009B',
        '\u009D',
        '[',
        ']',
        '52;c;',
        '\u0007',
        '\\',
        '31m',
        '2J',
        '\r',
        '\n',
        '\u202E',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
  )
  .map((parts) => parts.join(''))

test('control characters are shown as escapes', () => {
  expect(escapeControls(`${ESC}[2J\u009B\u007F\u202E\r|\r\n\t`)).toBe(
    String.raw`\u001b[2J\u009b\u007f\u202e\r|` + '\n\t',
  )
  expect(escapeToOneLine('a\tb\nc\r\n')).toBe(String.raw`a\tb\nc\r\n`)
})

test('only colours are kept of the escape sequences of a log line', () => {
  expect(removeEscapeSequences(FOREIGN)).toBe('ared b\u0007\u202Ec\u2028d\re\r\nf\tg')
  expect(escapeAllButColours(removeAllButColours(FOREIGN))).toBe(
    `a${ESC}[31mred${ESC}[0m b${String.raw`\u0007\u202ec\u2028d\re`}${ESC}[0m\nf\tg`,
  )
})

test('no control character of any text is left, and JSON keeps its meaning', () => {
  fc.assert(
    fc.property(foreign, (text) => {
      expect(escapeControls(text)).not.toMatch(new RegExp(control))
      expect(escapeToOneLine(text)).not.toMatch(/[\t\n]/)
      const coloured = escapeAllButColours(removeAllButColours(text))
      expect(coloured.replaceAll(new RegExp(`${ESC}\\[[\\d;:]*m`, 'g'), '')).not.toMatch(new RegExp(control))
      expect(JSON.parse(escapeControls(JSON.stringify({ text })))).toEqual({ text })
    }),
  )
})

test('the time grows with the length of the text only', () => {
  for (const part of [`${ESC}]`, `${ESC}[`, '\u009D', `${ESC}[1;`, `${ESC} `]) {
    const text = part.repeat(100_000)
    const begin = performance.now()
    escapeAllButColours(removeAllButColours(text))
    expect(performance.now() - begin).toBeLessThan(2_000)
  }
})
