// Reads a moment that a user types.

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  µs: 1e3,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  m: 60e9,
  h: 3600e9,
}
const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/
const SPANS = /(\d+(?:\.\d+)?|\.\d+)\s*([a-zµ]+|$)/g

/**
 * Reads `1:40.0612`, `1:02:03`, `100.5 s`, `2 min 3 s`; `-10 s` is before now, and a number alone is seconds.
 * @returns nanoseconds since t0; null if it cannot be read
 */
export function parseMoment(text: string, now: number): number | null {
  const typed = text.trim().toLowerCase().replace('−', '-')
  if (typed === 'now') return now
  const isBefore = typed.startsWith('-')
  const span = parseSpan(isBefore ? typed.slice(1).trim() : typed)
  if (span === null) return null
  return isBefore ? Math.max(0, now - span) : span
}

function parseSpan(text: string): number | null {
  const clock = CLOCK.exec(text)
  if (clock) {
    const [hours, minutes, seconds] = [clock[1] ?? '0', clock[2], clock[3]].map(Number)
    return Math.round(((hours as number) * 3600 + (minutes as number) * 60 + (seconds as number)) * 1e9)
  }
  if (text.replace(SPANS, '').trim() !== '') return null
  const parts = [...text.matchAll(SPANS)].map(
    ([, size, unit]) => Number(size) * (UNITS[unit || 's'] ?? Number.NaN),
  )
  const sum = Math.round(parts.reduce((all, part) => all + part, 0))
  return parts.length === 0 || Number.isNaN(sum) ? null : sum
}
