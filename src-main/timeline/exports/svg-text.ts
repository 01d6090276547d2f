// SVG elements as text. The result is well-formed XML for any input.
import { shorten } from '../sequence/shorten.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Characters that XML 1.0 cannot hold become the replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one)
}

/** An undefined value leaves the attribute out. */
export type Attributes = Record<string, string | number | undefined>

/** Returns an element; `content` must be SVG already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escapeXml(shown(value))}"`,
  )
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** Returns the text, or its start with an ellipsis. */
export function truncate(content: string, maxLetters: number): string {
  const letters = [...content]
  return letters.length <= maxLetters ? content : `${letters.slice(0, maxLetters - 1).join('')}…`
}

/** Widths of DejaVu Sans at 11 pixels: narrow, middle and wide letters, capitals, and all others. */
const LETTERS: readonly [test: RegExp, width: number][] = [
  [/[ijl.,:;'|I!]/, 3.6],
  [/[ frt()[\]/-]/, 4.6],
  [/[mwMW%@…×→]/, 11.1],
  [/[A-Z]/, 7.9],
  [/[\u0020-\u024f·]/, 7.1],
]
const WIDEST = 11.1
const widths = new Map<string, number>()

/** Returns the width of a label in pixels: at least what renderers give it. */
export function textWidth(content: string): number {
  let sum = 0
  for (const letter of content) {
    let width = widths.get(letter)
    if (width === undefined) {
      width = LETTERS.find(([test]) => test.test(letter))?.[1] ?? WIDEST
      widths.set(letter, width)
    }
    sum += width
  }
  return sum
}

/** Returns the text, shortened from the middle to a width in pixels. */
export function shortText(content: string, width: number): string {
  return shorten(content, width, textWidth)
}

function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 100) / 100)
}
