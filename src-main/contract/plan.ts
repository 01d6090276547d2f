// The plan (`grove.json`): its schema and the messages for an invalid one.
import { z } from 'zod'
import { nearestWord } from '../../core/kit/nearest-word.ts'
import { parseRegex } from '../timeline/index.ts'

/** An id is a type and the number of a server, and has 128 characters at most. */
const MAX_TYPE_LENGTH = 128 - '-1000'.length
const RESERVED = ['master', 'prototype', ...Object.getOwnPropertyNames(Object.prototype)]
/** A file of such a name cannot exist on Windows, whatever its ending. JSON Schema has no flag to ignore case. */
const WINDOWS_DEVICES = '[Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|[Cc][Oo][Mm]\\d|[Ll][Pp][Tt]\\d'

/** Types are names of folders and log files, and parts of ids, commands and variable names. */
const serverType = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_TYPE_LENGTH, `must be ${MAX_TYPE_LENGTH} characters at most, so that its ids are 128 at most`)
  .regex(/^[A-Za-z0-9._-]*$/, 'must consist of A-Z a-z 0-9 . _ -')
  .regex(/^(?![.-])/, 'must not begin with . or -')
  .regex(/(?<!\.)$/, 'must not end with a dot')
  .regex(/[^0-9]|^$/, 'must not be a number')
  .regex(new RegExp(`^(?!(?:${RESERVED.join('|')})$)`), 'is a reserved name')
  .regex(new RegExp(`^(?!(?:${WINDOWS_DEVICES})(?:\\.|$))`), 'is the name of a device on Windows')

const MAX_SHOWN_LENGTH = 60

/** Neither control characters nor what reorders or breaks lines of text. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]*$/u
const text = z.string('must be a string')

const portNumber = z
  .int('must be a whole number')
  .min(1, 'must be 1 to 65535')
  .max(65535, 'must be 1 to 65535')

const restartSchema = z
  .enum(['never', 'on-failure', 'always'], 'must be "never", "on-failure" or "always"')
  .default('never')
  .describe(
    'When to restart a server that ended by itself: "on-failure" means after a signal or an exit code other than 0. The delay doubles each time; after 5 crashes in a row Grove gives up',
  )
export type RestartPolicy = z.output<typeof restartSchema>

const milliseconds = z
  .int('must be a whole number')
  .min(10, 'must be 10 at least')
  .max(600_000, 'must be 600000 at most')
const COUNTS_UP = 'of the first server; the next servers count up'

const readySchema = z
  .strictObject({
    http: z
      .strictObject({
        port: portNumber.describe(`HTTP port ${COUNTS_UP}`),
        path: z
          .string('must be a string')
          .regex(/^\/[!-~]*$/, 'must begin with / and have neither spaces nor characters beyond ASCII')
          .default('/'),
      })
      .optional()
      .describe('A GET request must answer 2xx or 3xx'),
    tcp: z
      .strictObject({ port: portNumber.optional().describe(`Port ${COUNTS_UP}. Default: the RPC port`) })
      .optional()
      .describe('The port must accept a connection'),
    log: z
      .string('must be a string')
      .min(1, 'must not be empty')
      .refine((pattern) => parseRegex(pattern, false).ok, { error: ({ input }) => patternProblem(input) })
      .optional()
      .describe("A line of the log must match this regular expression (RE2's syntax)"),
    interval: milliseconds.default(500).describe('Time between two attempts, in milliseconds'),
    timeout: milliseconds.default(2_000).describe('Time limit of one attempt, in milliseconds'),
  })
  .describe('Conditions for being ready, in addition to the subscription and afterStartup')
export type Ready = z.output<typeof readySchema>

const environment = z
  .record(
    z.string().regex(/^[^=\0]+$/, 'must be a variable name'),
    text,
    'must be an object: variable name → string',
  )
  .describe('Environment variables of the servers; recordings contain only their names')

const serverGroup = z
  .strictObject({
    count: z
      .int('must be a whole number')
      .min(0, 'must be 0 to 1000')
      .max(1000, 'must be 0 to 1000')
      .default(1)
      .describe('Number of servers of this type'),
    port: z
      .union(
        [z.literal('auto'), z.literal('none'), portNumber],
        'must be "auto", "none" or a number from 1 to 65535',
      )
      .default('auto')
      .describe(
        `RPC port: "auto" for any free port, "none" for a server that cannot be called, or a port ${COUNTS_UP}`,
      ),
    env: environment.default({}),
    args: z.array(text, 'must be a list of strings').default([]).describe('Arguments for the server process'),
    nodeArgs: z.array(text, 'must be a list of strings').default([]).describe('Arguments for Node'),
    restart: restartSchema,
    ready: readySchema.optional(),
  })
  .describe('The servers of one type')

const MIB = 1024 * 1024

const logs = z
  .strictObject({
    maxBytes: z
      .int('must be a whole number of bytes')
      .min(MIB, 'must be 1048576 (1 MiB) at least')
      .max(2 ** 40, 'must be 1099511627776 (1 TiB) at most')
      .default(64 * MIB)
      .describe(
        'Disk space for the log of one server, in bytes. A longer log loses its oldest lines, down to half of this',
      ),
  })
  .default({ maxBytes: 64 * MIB })

export const planSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string('must be a string')
      .min(1, 'must not be empty')
      .max(128, 'must be 128 characters at most')
      .regex(/\S|^$/, 'must not be blank')
      .regex(PRINTABLE, 'must not contain control characters')
      .describe('Name of the cluster'),
    master: z
      .strictObject({
        host: z
          .string('must be a string')
          .min(1, 'must not be empty')
          .regex(/^[A-Za-z0-9.:_%-]{0,255}$/, 'must be a host name or an IP address')
          .default('127.0.0.1')
          .describe('Address the master listens on'),
        port: z
          .union([z.literal('auto'), portNumber], 'must be "auto" or a number from 1 to 65535')
          .default('auto')
          .describe('Port of the master; "auto" for any free port'),
        restart: restartSchema,
      })
      .default({ host: '127.0.0.1', port: 'auto', restart: 'never' }),
    env: environment.default({}),
    servers: z
      .record(serverType, serverGroup, 'must be an object: server type → { count, port, … }')
      .describe('Servers by type'),
    logs,
    redact: z
      .array(
        z.string('must be a string').min(1, 'must not be empty').max(128, 'must be 128 characters at most'),
      )
      .max(1_000, 'must be 1000 names at most')
      .default([])
      .describe(
        'Names of keys whose values recordings must not contain, besides the known ones like "password"',
      ),
  })
  .describe('A Grove plan')

export type ClusterPlan = z.output<typeof planSchema>
export type ServerGroup = ClusterPlan['servers'][string]

/** An error in a plan: `field` is a path like `servers.chat.port`, `message` says what is allowed. */
export interface PlanProblem {
  field: string
  message: string
}

export type PlanResult = { ok: true; plan: ClusterPlan } | { ok: false; problems: PlanProblem[] }

/** Validates a parsed `grove.json`. Never throws. */
export function parsePlan(value: unknown): PlanResult {
  const parsed = planSchema.safeParse(value)
  const problems = [
    ...reservedKeys(value),
    ...(parsed.error?.issues.flatMap((issue) => describeIssue(issue, value)) ?? []),
    ...(parsed.data ? ambiguousTypes(parsed.data) : []),
  ]
  return parsed.data && problems.length === 0 ? { ok: true, plan: parsed.data } : { ok: false, problems }
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

/** Joins a path with dots; what is not a plain word is quoted, and a long one is cut. */
function fieldName(path: string[]): string {
  return path
    .map((key) => {
      const short = key.length > MAX_SHOWN_LENGTH ? `${key.slice(0, MAX_SHOWN_LENGTH)}…` : key
      return /^(?!\.)[\p{L}\p{N}\p{S}._…-]+(?<!\.)$/u.test(short) ? short : JSON.stringify(short)
    })
    .join('.')
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

export interface PlannedServer {
  id: string
  serverType: string
  /** Number within its type, from 1. */
  n: number
  port: number | 'auto' | 'none'
}

/** Returns the settings of a server type, or undefined if the plan does not have the type. */
export function groupOf(plan: ClusterPlan, serverType: string): ServerGroup | undefined {
  return Object.hasOwn(plan.servers, serverType) ? plan.servers[serverType] : undefined
}

/** Returns the servers in the order of the plan, with ids `<type>-<n>` from 1. */
export function plannedServers(plan: ClusterPlan): PlannedServer[] {
  return Object.entries(plan.servers).flatMap(([type, group]) =>
    Array.from({ length: group.count }, (_, index) => plannedServer(type, group, index + 1)),
  )
}

/** Returns the `n`th server of a type, from 1. Numeric ports count up. */
export function plannedServer(type: string, group: ServerGroup, n: number): PlannedServer {
  const port = typeof group.port === 'number' ? group.port + n - 1 : group.port
  return { id: `${type}-${n}`, serverType: type, n, port }
}

function patternProblem(pattern: unknown): string {
  const parsed = parseRegex(String(pattern), false)
  const reason = parsed.ok ? '' : parsed.error.reason
  return `must be a regular expression in RE2's syntax, without lookaround and backreferences: ${reason}`
}
