// The schema of a dialect in a header, with limits: it may come from a file of anybody.
import { z } from 'zod'
import type { Dialect } from '../../core/protocol/dialect.ts'
import { PHASES, SERVER_STATES } from '../../core/protocol/record.ts'

const MAX_STEPS = 64
const MAX_PATTERNS = 16
const MAX_NAMES = 64
const MAX_PHASES = 512

const text = z.string().min(1).max(128)
const sentence = z.string().min(1).max(1_000)
const names = z.array(text).min(1).max(MAX_NAMES)
const step = z.int().min(1).max(MAX_STEPS)
const owner = z.enum(['self', 'master', 'peer'])

const pattern = z
  .object({
    t: z.enum(['state', 'step', 'packet', 'link', 'view', 'proxy']),
    of: owner.optional(),
    to: owner.optional(),
    names: names.optional(),
    about: z.literal('self').optional(),
    end: z.enum(['dialler', 'listener']).optional(),
    connection: step.optional(),
    answers: step.optional(),
    causedBy: step.optional(),
    effectOf: step.optional(),
    before: step.optional(),
    joined: z.object({ names, before: step }).optional(),
    pick: z.enum(['first', 'last']).optional(),
  })
  .meta({ id: 'eventPattern', description: 'Events of a step; all conditions must hold.' })

/** A key that would change the object that it is put into. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const phases = z
  .record(z.string().max(128), z.enum(PHASES))
  .refine((given) => Object.keys(given).length <= MAX_PHASES, `must have at most ${MAX_PHASES} names`)
  .refine((given) => !Object.keys(given).some((key) => UNSAFE_KEYS.has(key)), 'has a name that is reserved')

export const dialectSchema = z
  .object({
    name: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9.-]*$/, 'must be lower case letters, digits, dots and hyphens'),
    title: text,
    hasMaster: z.boolean(),
    sees: z.object({ views: z.boolean(), proxies: z.boolean(), packets: z.boolean() }),
    unseen: z.array(sentence).max(MAX_NAMES),
    steps: z
      .array(z.object({ title: text, events: z.array(pattern).min(1).max(MAX_PATTERNS) }))
      .max(MAX_STEPS),
    phases,
    settleMs: z.int().min(0).max(3_600_000).optional(),
    checks: z.array(text).max(MAX_NAMES),
    states: z.partialRecord(z.enum(SERVER_STATES), text).optional(),
  })
  .meta({
    id: 'dialect',
    description: "How the events are read; absent: Grove's own.",
  }) satisfies z.ZodType<Dialect>

/** Returns a dialect, or a problem that names the field: "dialect.steps must have at most 64 items". */
export function parseDialect(value: unknown): { dialect: Dialect } | { problem: string } {
  const unsafe = findUnsafeKey(value, 'dialect', 0)
  if (unsafe !== null) return { problem: `${unsafe} is a reserved name` }
  const parsed = dialectSchema.safeParse(value)
  if (parsed.success) return outOfRange(parsed.data) ?? { dialect: parsed.data }
  const [issue] = parsed.error.issues
  const field = ['dialect', ...(issue?.path ?? [])].map(String).join('.')
  return { problem: `${field}: ${issue?.message ?? 'is invalid'}` }
}

/** Zod leaves out a key `__proto__` without a word. */
function findUnsafeKey(value: unknown, field: string, depth: number): string | null {
  if (typeof value !== 'object' || value === null || depth > 8) return null
  for (const key of Object.keys(value)) {
    if (UNSAFE_KEYS.has(key)) return `${field}.${key}`
    const found = findUnsafeKey((value as Record<string, unknown>)[key], `${field}.${key}`, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** A pattern may name only steps that exist. */
function outOfRange({ steps }: Dialect): { problem: string } | null {
  for (const [index, { events }] of steps.entries()) {
    for (const [place, { connection, answers, causedBy, effectOf, before, joined }] of events.entries()) {
      const named = { connection, answers, causedBy, effectOf, before, joined: joined?.before }
      for (const [key, number] of Object.entries(named)) {
        if (number !== undefined && number > steps.length)
          return { problem: `dialect.steps.${index}.events.${place}.${key}: there is no step ${number}` }
      }
    }
  }
  return null
}
