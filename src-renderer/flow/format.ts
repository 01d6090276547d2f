// Formats the timeline's nanoseconds for people.
import { formatDuration as formatMilliseconds, formatRoughDuration } from '../../core/kit/format-duration.ts'

/** `12.40 ms`, `1.250 s`, `1:02.50`: a fixed number of digits, so that columns line up. */
export function formatTime(nanoseconds: number): string {
  return Math.abs(nanoseconds) < 1e6
    ? `${(nanoseconds / 1e6).toFixed(2)} ms`
    : formatMilliseconds(nanoseconds / 1e6)
}

/** Milliseconds to the microsecond, whatever the size. */
export function formatExact(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(3)} ms`
}

/** A duration: in microseconds below one millisecond. */
export function formatNanoseconds(nanoseconds: number): string {
  return formatMilliseconds(nanoseconds / 1e6)
}

/** `4 s`, `1 m 12 s`: for clocks and folded idle time. */
export function formatSpan(nanoseconds: number): string {
  return formatRoughDuration(nanoseconds / 1e6)
}

/** A date and time for a list: `14:02`, or with the date if it is not today. `iso` is ISO 8601. */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  const isToday = date.toDateString() === new Date().toDateString()
  return date.toLocaleString([], { dateStyle: isToday ? undefined : 'medium', timeStyle: 'short' })
}
