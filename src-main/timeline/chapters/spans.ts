// Spans of time in the sentences of chapters.
import type { Nanoseconds } from '../event.ts'
import { formatSpan } from '../format-time.ts'
import type { Cut } from './cut.ts'

export function pronoun({ servers }: Cut): string {
  return servers.size === 1 ? 'it' : 'them'
}

export function since(what: string, at: Nanoseconds | null, from: Nanoseconds): string {
  return at === null ? '' : `${what} after ${formatSpan(at - from)}`
}

export function lastOf(times: ReadonlyMap<string, Nanoseconds>): Nanoseconds | null {
  return times.size === 0 ? null : Math.max(...times.values())
}

export function spanTo(times: ReadonlyMap<string, Nanoseconds>, from: Nanoseconds): string {
  return formatSpan(Math.max(0, (lastOf(times) ?? from) - from))
}
