// Removes secrets from packet bodies before they are stored or shown.
import { isRecord } from './unknown-json.ts'

const SECRET_KEY = /token|password|secret|authorization|cookie/i
/** Maps of the protocol whose keys are names of servers, types and services: a server `token-1` is not a secret. */
const NAME_MAPS = new Set(['servers', 'services', 'proxies'])
const MASK = '[redacted]'
/** Packets are at most 32 levels deep. */
const MAX_DEPTH = 100
const SECRET_IN_TEXT = new RegExp(
  String.raw`("[^"\\]*(?:${SECRET_KEY.source})[^"\\]*"\s*:\s*)"(?!\[redacted\]")(?:[^"\\]|\\.)*(?:"|\\?$)`,
  'gi',
)

/** Returns a copy with the values of secret keys replaced; the same reference if there are none. */
export function redact<T>(value: T): T
export function redact(value: unknown): unknown {
  return hide(value, 0, false)
}

/** The same for truncated JSON. */
export function redactText(text: string): string {
  return text.replace(SECRET_IN_TEXT, `$1"${MASK}"`)
}

function hide(value: unknown, depth: number, namesOnly: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[too deep]'
  return Array.isArray(value) ? hideInList(value, depth) : hideInFields(value, depth, namesOnly)
}

function hideInList(list: unknown[], depth: number): unknown[] {
  const clean = list.map((item) => hide(item, depth + 1, false))
  return clean.some((item, index) => item !== list[index]) ? clean : list
}

function hideInFields(fields: object, depth: number, namesOnly: boolean): object {
  let changed = false
  const clean = Object.entries(fields).map(([key, value]): [string, unknown] => {
    const secret = SECRET_KEY.test(key) && !(namesOnly && isContainer(value))
    const safe = secret ? MASK : hide(value, depth + 1, NAME_MAPS.has(key))
    changed ||= safe !== value
    return [key, safe]
  })
  // Not by assignment: a key `__proto__` in parsed JSON is data.
  return changed ? Object.fromEntries(clean) : fields
}

function isContainer(value: unknown): boolean {
  return Array.isArray(value) || isRecord(value)
}
