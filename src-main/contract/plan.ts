// The plan (`grove.json`): its schema and its type.
import { z } from 'zod'
import { parseRegex } from '../timeline/index.ts'
import {
  adapterSchema,
  commandSchema,
  cwdSchema,
  dependsOnSchema,
  stopSchema,
  tapSchema,
} from './program-schema.ts'

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
        port: portNumber.optional().describe(`HTTP port ${COUNTS_UP}. Default: the port of the program`),
        path: z
          .string('must be a string')
          .regex(/^\/[!-~]*$/, 'must begin with / and have neither spaces nor characters beyond ASCII')
          .default('/'),
      })
      .optional()
      .describe('A GET request must answer 2xx or 3xx'),
    tcp: z
      .strictObject({
        port: portNumber
          .optional()
          .describe(`Port ${COUNTS_UP}. Default: the RPC port, or the port of the program`),
      })
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
  .describe(
    "Conditions for being ready: the only ones of a program; for Grove's servers in addition to the subscription and afterStartup",
  )
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
        `RPC port: "auto" for any free port, "none" for a server that cannot be called, or a port ${COUNTS_UP}. Of a program: the port that $PORT stands for`,
      ),
    env: environment.default({}),
    args: z.array(text, 'must be a list of strings').default([]).describe('Arguments for the server process'),
    nodeArgs: z.array(text, 'must be a list of strings').default([]).describe('Arguments for Node'),
    restart: restartSchema,
    ready: readySchema.optional(),
    dependsOn: dependsOnSchema.optional(),
    command: commandSchema.optional(),
    cwd: cwdSchema.optional(),
    adapter: adapterSchema.optional(),
    tap: tapSchema.optional(),
    stop: stopSchema.optional(),
  })
  .describe('The servers of one type')

const pomelo = z
  .strictObject({
    directory: text
      .min(1, 'must not be empty')
      .optional()
      .describe("Folder of the project, relative to the plan's folder, which is the default"),
    environment: text
      .regex(/^(?!\.)[\w.-]{1,128}$/, 'must consist of A-Z a-z 0-9 _ . -')
      .optional()
      .describe('Environment of its configuration. Default: that of the start script, else development'),
    entry: text
      .min(1, 'must not be empty')
      .optional()
      .describe(
        'File that each process executes, relative to the directory. Default: that of the start script',
      ),
    require: z
      .array(text, 'must be a list of strings')
      .optional()
      .describe('Modules that Node loads before it, like "ts-node/register"'),
  })
  .describe(
    'An unmodified Pomelo or Pinus project: its master and servers run. "servers" then holds programs beside it, and settings for its own types: count, env, nodeArgs, restart, ready, dependsOn, tap',
  )

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
    pomelo: pomelo.optional(),
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

type PlanFields = z.output<typeof planSchema>

export interface ClusterPlan extends Omit<PlanFields, 'master' | 'servers'> {
  /** The framework of its members and its version, like `Pinus 1.7.4`. Never read from a file. */
  framework?: string
  master: PlanFields['master'] & { member?: Member }
  servers: Record<string, ServerGroup>
}

export type ServerGroup = z.output<typeof serverGroup> & {
  /** The servers of another framework's project, in place of ids and ports that count up. Never read from a file. */
  members?: Member[]
}

/** A server of a project that another framework describes. */
export interface Member {
  id: string
  port: number | 'none'
  /** The program and its arguments. */
  command: string[]
  /** Absolute. Default: the project's folder. */
  cwd?: string
  env?: Record<string, string>
}

function patternProblem(pattern: unknown): string {
  const parsed = parseRegex(String(pattern), false)
  const reason = parsed.ok ? '' : parsed.error.reason
  return `must be a regular expression in RE2's syntax, without lookaround and backreferences: ${reason}`
}
