// What a window or a command line may give a call: parsed before the host sees it, for neither is trusted.
import { z } from 'zod'

export const runId = z.string().min(1).max(64)
export const exportId = z.string().min(1).max(64)
export const serverId = z.string().min(1).max(128)
export const path = z.string().min(1).max(4096)

/** What to start: a sample that ships with Grove, or a folder (or plan file) of the user's. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), name: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('path'), path }),
])
export type Target = z.output<typeof targetSchema>

/** How to start it. */
export const startOptions = z.strictObject({
  /** Ids or types to start, the master always among them; the others can be started later. */
  only: z.array(serverId).max(1_000).optional(),
  /** Shuffles the order of the start, the same way for the same number. */
  seed: z.int().min(0).max(0xffffffff).optional(),
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
/** What of a run to export; nanoseconds since t0. */
export const exportOptions = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  /** In the query language; fails with `BAD_QUERY`. */
  filter: z.string().max(4096).optional(),
})
export type ExportOptions = z.output<typeof exportOptions>

export const serverAction = z.enum(['spawn', 'stop', 'kill', 'restart', 'pause', 'resume'])
export type ServerAction = z.output<typeof serverAction>

export const tapLevel = z.enum(['off', 'head', 'full'])
export type TapLevel = z.output<typeof tapLevel>

export const linkKind = z.enum(['control', 'rpc'])
export type LinkKind = z.output<typeof linkKind>

/** Mischief done on purpose to all links of one kind of a server, as docs/TIMELINE.md says. `ms` milliseconds; `rate` 0 to 1. */
export const linkFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(1).max(600_000) }),
  z.strictObject({ kind: z.literal('drop'), rate: z.number().min(0).max(1), seed: z.int().optional() }),
])
export type LinkFault = z.output<typeof linkFault>

export const sweepAction = z.enum(['stop', 'ignore'])
export type SweepAction = z.output<typeof sweepAction>
