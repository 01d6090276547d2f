// Looking into data of unknown shape without trusting it.

export type JsonRecord = Readonly<Record<string, unknown>>

const NONE: JsonRecord = {}

/** The value's own fields; none for anything that is no plain object. */
export function asRecord(value: unknown): JsonRecord {
  return isRecord(value) ? value : NONE
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
