// What the desktop program is asked to show when it starts, or by a second start: from the environment or the arguments.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { targetSchema, type Target } from '../contract/index.ts'
import { isLink } from './deep-link.ts'

const requestSchema = z.discriminatedUnion('kind', [
  /** Asked for by a command of the user's: a sample or a trusted project starts. */
  z.strictObject({ kind: z.literal('target'), target: targetSchema }),
  /** A file or folder that the system hands over: it is shown, and nothing starts. */
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1).max(4_096) }),
  z.strictObject({ kind: z.literal('link'), link: z.string().min(1).max(10_000) }),
])
export type LaunchRequest = z.output<typeof requestSchema>

const requestsSchema = z.object({ requests: z.array(requestSchema).max(20) })

/** @param arguments_ without Electron's binary and the app's folder */
export function launchRequests(
  arguments_: string[],
  env: Record<string, string | undefined>,
  directory: string,
): LaunchRequest[] {
  // Whoever wrote a link may have written what stands beside it.
  const link = arguments_.find(isLink)
  if (link !== undefined) return [{ kind: 'link', link }]
  const target = parseTarget(env['GROVE_TARGET'])
  return target ? [{ kind: 'target', target }] : argumentRequests(arguments_, directory)
}

/** The requests that a second start hands over; none of anything else. */
export function parseRequests(data: unknown): LaunchRequest[] {
  return requestsSchema.safeParse(data).data?.requests ?? []
}

/** Parses JSON. Returns null for anything else. */
function parseTarget(text: string | undefined): Target | null {
  try {
    return targetSchema.safeParse(JSON.parse(text ?? '')).data ?? null
  } catch {
    return null
  }
}

function argumentRequests(arguments_: string[], directory: string): LaunchRequest[] {
  const { values, positionals } = parseArgs({
    args: arguments_,
    options: { sample: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const sample = targetSchema.safeParse({ kind: 'sample', name: values['sample'] }).data
  if (sample) return [{ kind: 'target', target: sample }]
  return positionals.map((path) => ({ kind: 'path', path: resolve(directory, path) }))
}
