// Arguments of the host API. They are parsed before the host sees them: a window is not trusted.
import { z } from 'zod'
import { messageOf } from '../../core/kit/message-of.ts'
import { checkDepth, utf8Length } from '../../core/protocol/fields.ts'
import type { FaultDirection, LinkFault, LinkKind, TapLevel } from '../../core/protocol/record.ts'
import {
  MAX_ARGUMENT_BYTES,
  MAX_ARGUMENT_DEPTH,
  MAX_CALL_TIMEOUT_MS,
  type RequestedCall,
} from '../../core/protocol/requested-call.ts'
import { parseQuery, type SelectionOptions } from '../timeline/index.ts'
import { HostError } from './host-error.ts'

export const runId = z.string().min(1).max(64)
export const exportId = z.string().min(1).max(64)
export const serverId = z.string().min(1).max(128)
export const sampleName = z.string().min(1).max(64)
/** The name of a file, without its folder. */
export const fileName = z.string().min(1).max(255)
export const pid = z.int().min(1)
export const path = z.string().min(1).max(4096)

const environmentName = z
  .string()
  .max(128)
  .regex(/^(?!\.)[\w.-]+$/)
/**
 * What to start: a sample that ships with Grove, or a project folder or plan file. `environment`: which configuration of
 * a Pomelo or Pinus project; its default if absent.
 */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), name: sampleName }),
  z.strictObject({ kind: z.literal('path'), path, environment: environmentName.optional() }),
])
export type Target = z.output<typeof targetSchema>

export const startOptions = z.strictObject({
  /** Ids or types to start, with what they depend on; the master always starts. The others can be started later. */
  only: z.array(serverId).max(1_000).optional(),
  /** Shuffles the start order; the same seed gives the same order. */
  seed: z.int().min(0).max(0xffffffff).optional(),
})

/** How to stop a run. */
export const stopOptions = z.strictObject({
  /** Exit code in the timeline's footer; 0 by default. */
  exitCode: z.int().min(0).max(255).optional(),
  /** First wait at most this long, milliseconds, until no packet is on its way, so that the timeline ends complete. */
  drainMs: z.int().min(0).max(10_000).optional(),
})

export const exportFormat = z.enum([
  'ndjson',
  'html',
  'chrome-trace',
  'mermaid',
  'pcapng',
  'csv',
  'svg',
  'png',
])
export type ExportFormat = z.output<typeof exportFormat>

const moment = z.number().nonnegative()
/** Which events of a run to export. */
export const exportSelection = z.strictObject({
  /** Nanoseconds since t0. */
  from: moment.optional(),
  /** Nanoseconds since t0. */
  to: moment.optional(),
  /** A query, as in docs/QUERY.md. */
  filter: z.string().max(4096).optional(),
})
export type ExportSelection = z.output<typeof exportSelection>

/**
 * Parses the filter of a selection.
 * @throws {HostError} BAD_QUERY; its hint is the query with a line below that points at the character
 */
export function parseExportSelection({ from, to, filter }: ExportSelection): SelectionOptions {
  if (filter === undefined) return { from, to }
  const parsed = parseQuery(filter)
  if (parsed.ok) return { from, to, filter: { text: filter, query: parsed.query } }
  const { message, at } = parsed.error
  const hint = `${filter}\n${' '.repeat(at)}^`
  throw new HostError({ code: 'BAD_QUERY', field: 'filter', message, hint })
}

export const MAX_NOTE_CHARACTERS = 4_000
/** What a terminal would obey, but for tabs and line feeds, and what turns the order of a text around. */
const HIDDEN_CHARACTERS = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu
export const noteId = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/)
/** A note on a moment, a span of time, or an event. */
export const noteInput = z.strictObject({
  /** The note to replace, or to put back; a new one by default. */
  note: noteId.optional(),
  /** Nanoseconds since t0. */
  at: z.int().min(0),
  /** The end of the span, if it is about one. */
  to: z.int().min(0).optional(),
  /** The id of the event. */
  about: z.string().min(1).max(512).optional(),
  text: z
    .string()
    .max(MAX_NOTE_CHARACTERS)
    .transform((text) => text.replace(/\r\n?/g, '\n').replace(HIDDEN_CHARACTERS, '').trim())
    .refine((text) => text !== '', 'A note needs a text.'),
})
export type NoteInput = z.output<typeof noteInput>

export const serverAction = z.enum(['spawn', 'stop', 'kill', 'restart', 'pause', 'resume'])
export type ServerAction = z.output<typeof serverAction>

export const tapLevel = z.enum(['off', 'head', 'full']) satisfies z.ZodType<TapLevel>

export const linkKind = z.enum(['control', 'rpc']) satisfies z.ZodType<LinkKind>

/** Absent: both. */
const faultDirection = z.enum(['sending', 'receiving']).optional() satisfies z.ZodType<
  FaultDirection | undefined
>

export const linkFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({
    kind: z.literal('delay'),
    ms: z.number().min(1).max(600_000),
    direction: faultDirection,
  }),
  z.strictObject({
    kind: z.literal('drop'),
    rate: z.number().min(0).max(1),
    seed: z.int().optional(),
    direction: faultDirection,
  }),
]) satisfies z.ZodType<LinkFault>

const callTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('server'), id: serverId }),
  z.strictObject({ kind: z.literal('route'), serverType: serverId, key: z.string().max(1_024) }),
  z.strictObject({ kind: z.literal('all'), serverType: serverId }),
])

/** The call of a method that a server is to make. */
export const requestedCall = z.strictObject({
  service: serverId,
  method: serverId,
  args: z
    .array(z.unknown())
    .max(1_000)
    .superRefine((args, context) => {
      const message = argumentsProblem(args)
      if (message !== null) context.addIssue({ code: 'custom', message })
    }),
  target: callTarget,
  timeoutMs: z.int().min(1).max(MAX_CALL_TIMEOUT_MS),
}) satisfies z.ZodType<RequestedCall>

/** Returns why arguments cannot be sent as JSON; null if they can. */
export function argumentsProblem(args: readonly unknown[]): string | null {
  try {
    checkDepth(args, MAX_ARGUMENT_DEPTH, 'The list of arguments')
    const bytes = utf8Length(JSON.stringify(args))
    if (bytes <= MAX_ARGUMENT_BYTES) return null
    return `The arguments have ${bytes} bytes of JSON; at most ${MAX_ARGUMENT_BYTES} can be sent.`
  } catch (error) {
    return `${messageOf(error)}.`
  }
}

export const orphanAction = z.enum(['stop', 'ignore'])
export type OrphanAction = z.output<typeof orphanAction>
