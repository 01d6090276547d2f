// Formats nanoseconds for people: moments of a run and spans of time. The window, exports and the command line use it.
import type { Nanoseconds } from './event.ts'

const SECOND = 1e9
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const UNITS = [
  { name: 'ns', size: 1 },
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  { name: 's', size: SECOND },
] as const

/** `0:01.322663`, `1:02:03.000000`: a moment of a run, cut after `digits` decimals of a second. */
export function formatMoment(time: Nanoseconds, digits = 6): string {
  const sign = time < 0 ? '−' : ''
  const size = Math.abs(Math.trunc(time))
  const seconds = Math.floor(size / SECOND)
  const fraction = String(size % SECOND)
    .padStart(9, '0')
    .slice(0, digits)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const clock = hours > 0 ? `${hours}:${pad(minutes)}` : String(minutes)
  return `${sign}${clock}:${pad(seconds % 60)}${digits > 0 ? `.${fraction}` : ''}`
}

/** `640 µs`, `40.7 ms`, `1.72 s`, `2 min 3 s`: three significant digits; whole seconds from a minute on. */
export function formatSpan(span: Nanoseconds): string {
  if (span < 0) return `−${formatSpan(-span)}`
  if (span >= MINUTE - SECOND / 20) return formatMinutes(span)
  const unit = UNITS.findLast(({ size }) => Number((span / size).toPrecision(3)) >= 1) ?? UNITS[0]
  return `${Number((span / unit.size).toPrecision(3))} ${unit.name}`
}

/** `9.8 ms`, `12 s`, `2 min 3 s`: how long ago something was; whole seconds from a second on. */
export function formatElapsed(span: Nanoseconds): string {
  if (span >= MINUTE) return formatMinutes(Math.floor(span / SECOND) * SECOND)
  return span < SECOND ? formatSpan(Math.max(0, span)) : `${Math.floor(span / SECOND)} s`
}

/** `+40.7 ms`: a time after another one. */
export function formatAfter(span: Nanoseconds): string {
  return span < 0 ? formatSpan(span) : `+${formatSpan(span)}`
}

/** `+40.69`: the same in milliseconds, for columns. */
export function formatAfterMs(span: Nanoseconds, digits = 2): string {
  return `${span < 0 ? '−' : '+'}${(Math.abs(span) / 1e6).toFixed(digits)}`
}

function formatMinutes(span: Nanoseconds): string {
  const seconds = Math.round(span / SECOND)
  if (seconds >= HOUR / SECOND)
    return joined(Math.floor(seconds / 3600), 'h', Math.floor(seconds / 60) % 60, 'min')
  return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
