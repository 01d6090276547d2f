// Reads data of unknown shape.

export type JsonRecord = Readonly<Record<string, unknown>>

const NONE: JsonRecord = {}

/** Returns the value if it is a plain object, else an empty one. */
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
