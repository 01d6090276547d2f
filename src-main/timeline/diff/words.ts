// Numbers and lists as people read them in a comparison.
import type { Measure } from './difference.ts'

/** Characters of what others said. */
const LONGEST = 100

/** Names in a sentence are at most so many. */
const SHOWN = 4

type Said = (value: number) => string

export function milliseconds(value: number): string {
  return value < 10_000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

/** "+180.2 ms", and a star where it is beyond its bounds. */
export function change({ by, beyond }: Measure, said: Said): string {
  return by === null ? '-' : `${signed(by, said)}${beyond ? ' *' : ''}`
}

/** "+180.2 ms (+40 %)". */
export function growth({ a, by }: Measure, said: Said): string {
  const share =
    a && by !== null ? ` (${signed(Math.round((100 * by) / a), (percent) => `${percent} %`)})` : ''
  return `${signed(by ?? 0, said)}${share}`
}

/** "12.0 ms → 14.1 ms", and a star where it is beyond its bounds. */
export function fromTo(measure: Measure, said: Said): string {
  const { a, b, beyond } = measure
  if (a === null && b === null) return '-'
  return `${given(a, said)} → ${given(b, said)}${beyond ? ' *' : ''}`
}

/** One word where both are the same. */
export function countOf(measure: Measure): string {
  return measure.a === measure.b ? given(measure.a, String) : fromTo(measure, String)
}

export function given(value: number | null, said: Said): string {
  return value === null ? '-' : said(value)
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** "chat-1, chat-2 and 3 more". */
export function enumerated(names: readonly string[], shown = SHOWN, between = ', '): string {
  if (names.length <= shown) return names.join(between)
  return `${names.slice(0, shown).join(between)} and ${names.length - shown} more`
}

/** What others said, as far as it fits into a line. */
export function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

function signed(value: number, said: Said): string {
  return `${value < 0 ? '−' : '+'}${said(Math.abs(value))}`
}
