// Looking into data of unknown shape without trusting it.

export type Fields = Readonly<Record<string, unknown>>

const NONE: Fields = {}

/** The value's own fields; none for anything that is no plain object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
