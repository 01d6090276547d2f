// Spans of time in the sentences of chapters.
import type { Nanoseconds } from '../event.ts'
import { formatSpan } from '../format-time.ts'

export function lastOf(times: ReadonlyMap<string, Nanoseconds>): Nanoseconds | null {
  return times.size === 0 ? null : Math.max(...times.values())
}

export function spanTo(times: ReadonlyMap<string, Nanoseconds>, from: Nanoseconds): string {
  return formatSpan(Math.max(0, (lastOf(times) ?? from) - from))
}
