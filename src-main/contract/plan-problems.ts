// Validates a plan, and says what is wrong with one by field.
import { z } from 'zod'
import { nearestWord } from '../../core/kit/nearest-word.ts'
import { planSchema, type ClusterPlan } from './plan.ts'
import { fieldName, type PlanProblem } from './plan-field.ts'
import { planRules } from './plan-rules.ts'
import { groupOf } from './planned-servers.ts'

const MAX_SHOWN_LENGTH = 60

export type PlanResult = { ok: true; plan: ClusterPlan } | { ok: false; problems: PlanProblem[] }

/** Validates a parsed `grove.json`. Never throws. */
export function parsePlan(value: unknown): PlanResult {
  const parsed = planSchema.safeParse(value)
  const problems = [
    ...reservedKeys(value),
    ...(parsed.error?.issues.flatMap((issue) => describeIssue(issue, value)) ?? []),
    ...(parsed.data ? [...ambiguousTypes(parsed.data), ...rulesOf(parsed.data)] : []),
  ]
  return parsed.data && problems.length === 0 ? { ok: true, plan: parsed.data } : { ok: false, problems }
}

/** The types of another framework's project are not in the file: its rules are checked when they are known. */
function rulesOf(plan: ClusterPlan): PlanProblem[] {
  return plan.pomelo === undefined ? planRules(plan) : []
}

/** Zod skips keys of this name. A plan is at most as deep as `servers.chat.ready.http`. */
function reservedKeys(value: unknown, path: string[] = []): PlanProblem[] {
  if (typeof value !== 'object' || value === null || path.length > 4) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '__proto__'
      ? { field: fieldName([...path, key]), message: 'is a reserved name' }
      : reservedKeys(inner, [...path, key]),
  )
}

/** Types whose folders, log files or variables would be the same, or that are the id of another type's server. */
function ambiguousTypes(plan: ClusterPlan): PlanProblem[] {
  const types = new Map([['MASTER', 'master']])
  return Object.keys(plan.servers).flatMap((type) => {
    const field = fieldName(['servers', type])
    const name = variableName(type)
    const earlier = types.get(name)
    types.set(name, earlier ?? type)
    if (earlier !== undefined) {
      const rule = 'types must differ in more than case and the characters . _ -'
      return { field, message: `is too similar to ${earlier}: ${rule}` }
    }
    const owner = /^(.+)-[1-9]\d*$/.exec(type)?.[1]
    const isId = owner !== undefined && (owner === 'master' || groupOf(plan, owner) !== undefined)
    return isId ? { field, message: `could also mean a server of ${owner}: rename one of them` } : []
  })
}

/** Returns a type or an id in the form of an environment variable: `CHAT_X_1` for `chat.x-1`. */
export function variableName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}

function describeIssue(issue: z.core.$ZodIssue, plan: unknown): PlanProblem[] {
  const path = issue.path.map(String)
  const field = path.length > 0 ? fieldName(path) : '(the whole file)'
  if (issue.code === 'unrecognized_keys') return issue.keys.flatMap((key) => unknownField(path, key))
  if (issue.code === 'invalid_key') return [{ field, message: issue.issues[0]?.message ?? issue.message }]
  const value = valueAt(plan, path)
  if (value === undefined) return [{ field, message: 'is missing' }]
  const isWrongType = ['invalid_type', 'invalid_union', 'invalid_value'].includes(issue.code)
  const message =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid')
      ? `must be ${article(issue.expected)}`
      : issue.message
  return [{ field, message: isWrongType ? `${message}, not ${describeValue(value, message)}` : message }]
}

function unknownField(path: string[], key: string): PlanProblem[] {
  if (key === '__proto__') return []
  const allowed = fieldsAt(path)
  const nearest = nearestWord(key, allowed)
  const suggestion = nearest === undefined ? '' : `did you mean ${nearest}? `
  const message = `is not a field here; ${suggestion}${suggestion ? 'Allowed' : 'allowed'} are: ${allowed.join(', ')}`
  return [{ field: fieldName([...path, key]), message }]
}

/** Never shows what may be the value of a variable. */
function describeValue(value: unknown, message: string): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (message.includes('must be a string')) return article(typeof value)
  const shown = JSON.stringify(value)
  return shown.length > MAX_SHOWN_LENGTH ? article(typeof value) : shown
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  )
}

/** Returns the fields allowed at a path of the schema. */
function fieldsAt(path: string[]): string[] {
  let schema: unknown = planSchema
  for (const step of path) {
    const inner = unwrapSchema(schema)
    schema =
      inner instanceof z.ZodRecord ? inner.valueType : inner instanceof z.ZodObject && inner.shape[step]
  }
  const found = unwrapSchema(schema)
  return found instanceof z.ZodObject ? Object.keys(found.shape).filter((name) => name !== '$schema') : []
}

/** Removes the wrappers of optional fields and defaults. */
function unwrapSchema(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? unwrapSchema(schema.unwrap())
    : schema
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}
