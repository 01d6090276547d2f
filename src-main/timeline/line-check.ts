// Checks the lines of a timeline file against their schema, a million lines in a few seconds. It checks only the types
// of values, so that files of a later version with new values or fields are accepted.
import type { z } from 'zod'
import { lineSchemas } from './line-schema.ts'
import { isRecord, type JsonRecord } from './unknown-json.ts'

type Check = (value: unknown) => boolean
interface FieldCheck {
  field: string
  isValid: Check
}

const acceptAll: Check = () => true
const checks = new Map(Object.entries(lineSchemas).map(([kind, schema]) => [kind, fieldChecks(schema)]))

/** Returns whether this version knows this kind of line. */
export function isKnownKind(kind: unknown): kind is string {
  return typeof kind === 'string' && checks.has(kind)
}

/** Returns the problem of a line as part of a sentence, or undefined if the line is valid. */
export function lineProblem(kind: string, line: JsonRecord): string | undefined {
  for (const { field, isValid } of checks.get(kind) ?? []) {
    if (!isValid(line[field])) return `"${field}" of a ${kind} line is missing or of the wrong type`
  }
  return undefined
}

function fieldChecks(schema: z.ZodObject): FieldCheck[] {
  return Object.entries(schema.shape)
    .map(([field, type]) => ({ field, isValid: checkOf(type as z.ZodType) }))
    .filter(({ isValid }) => isValid !== acceptAll)
}

function checkOf(type: z.ZodType): Check {
  const { def } = type as z.ZodType & { def: { type: string } }
  switch (def.type) {
    case 'string':
    case 'enum':
      return (value) => typeof value === 'string'
    case 'number':
      // A number in JSON may be too large for any type, or 1e400, which is parsed as infinite.
      return isIntegerSchema(type)
        ? (value) => Number.isSafeInteger(value)
        : (value) => Number.isFinite(value)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'optional': {
      const isValid = checkOf((type as z.ZodOptional<z.ZodType>).unwrap())
      if (isValid === acceptAll) return acceptAll
      return (value) => value === undefined || isValid(value)
    }
    case 'nullable': {
      const isValid = checkOf((type as z.ZodNullable<z.ZodType>).unwrap())
      return (value) => value === null || isValid(value)
    }
    case 'union': {
      const options = (type as z.ZodUnion<z.ZodType[]>).options.map(checkOf)
      return (value) => options.some((isValid) => isValid(value))
    }
    case 'literal': {
      const [literal] = (type as z.ZodLiteral).def.values
      return (value) => typeof value === typeof literal
    }
    case 'array': {
      const isValid = checkOf((type as z.ZodArray<z.ZodType>).element)
      return (value) => Array.isArray(value) && value.every(isValid)
    }
    case 'object': {
      const fields = fieldChecks(type as z.ZodObject)
      return (value) => isRecord(value) && fields.every(({ field, isValid }) => isValid(value[field]))
    }
    default:
      return acceptAll
  }
}

function isIntegerSchema(type: z.ZodType): boolean {
  const { def } = type as z.ZodType & { def: { format?: string } }
  return def.format === 'safeint'
}
