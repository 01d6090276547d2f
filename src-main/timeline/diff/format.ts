// Formats numbers and lists for people.
import type { Measure } from './difference.ts'

const MAX_TEXT_CHARACTERS = 100

const MAX_NAMES = 4

type Formatter = (value: number) => string

export function formatMilliseconds(value: number): string {
  return value < 10_000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`
}

export function formatMemory(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

/** "+180.2 ms", and a star where it is beyond its bounds. */
export function formatChange({ by, beyond }: Measure, said: Formatter): string {
  return by === null ? '-' : `${signed(by, said)}${beyond ? ' *' : ''}`
}

/** "+180.2 ms (+40 %)". */
export function formatGrowth({ a, by }: Measure, said: Formatter): string {
  const share =
    a && by !== null ? ` (${signed(Math.round((100 * by) / a), (percent) => `${percent} %`)})` : ''
  return `${signed(by ?? 0, said)}${share}`
}

/** "12.0 ms → 14.1 ms", and a star where it is beyond its bounds. */
export function formatPair(measure: Measure, said: Formatter): string {
  const { a, b, beyond } = measure
  if (a === null && b === null) return '-'
  return `${formatValue(a, said)} → ${formatValue(b, said)}${beyond ? ' *' : ''}`
}

/** One value if both are equal. */
export function formatCount(measure: Measure): string {
  return measure.a === measure.b ? formatValue(measure.a, String) : formatPair(measure, String)
}

export function formatValue(value: number | null, said: Formatter): string {
  return value === null ? '-' : said(value)
}

export function pluralize(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** "chat-1, chat-2 and 3 more". */
export function enumerate(names: readonly string[], shown = MAX_NAMES, between = ', '): string {
  if (names.length <= shown) return names.join(between)
  return `${names.slice(0, shown).join(between)} and ${names.length - shown} more`
}

/** Truncates text to fit into a line. */
export function clip(text: string): string {
  return text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…` : text
}

function signed(value: number, said: Formatter): string {
  return `${value < 0 ? '−' : '+'}${said(Math.abs(value))}`
}
