// The options of every command that starts a cluster in its own process, and what they ask the host for.
import type { Target } from '../contract/index.ts'
import { loadPlan, locate, withCounts, type LaunchOptions } from '../host/index.ts'
import { parseCounts, UsageError, type OptionTable, type OptionValues } from './arguments.ts'

export const START_OPTIONS = {
  sample: { type: 'string', takes: 'NAME', help: 'a cluster that ships with Grove: chat' },
  servers: { type: 'string', takes: 'chat=3,gate=1', help: "other counts than the plan's" },
  order: {
    type: 'string',
    takes: 'chat-1,gate-1',
    help: 'the order to spawn in; the others follow',
  },
  only: {
    type: 'string',
    takes: 'gate,chat-1',
    help: 'start these servers and types, and the master; the others can be started later',
  },
  shuffle: {
    type: 'string',
    takes: 'SEED',
    help: 'spawn in a random order, the same one for the same number',
  },
  record: {
    type: 'string',
    takes: 'FILE',
    help: 'write the timeline to FILE too; packed if it ends with .gz',
  },
} as const satisfies OptionTable

/** The plan that was asked for, with what the options change. */
export async function launchOptions(
  command: string,
  values: OptionValues<typeof START_OPTIONS>,
  path: string | undefined,
): Promise<{ target: Target; options: LaunchOptions }> {
  const target = parseTarget(values.sample, path, command)
  const counts = values.servers === undefined ? {} : parseCounts('--servers', values.servers)
  const selection = { order: listed(values.order), only: listed(values.only), seed: seedOf(values.shuffle) }
  const { file, directory } = await locate(target)
  const plan = withCounts(await loadPlan(file), counts)
  const record = values.record === undefined ? {} : { record: values.record }
  return { target, options: { plan, planFile: file, directory, ...selection, ...record } }
}

function listed(text: string | undefined): string[] | undefined {
  return text?.split(',').map((id) => id.trim())
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new UsageError(`--shuffle takes a number from 0 to 999999999, not "${text}".`)
}

/** What was asked for; the current folder where nothing was. */
export function parseTarget(sample: string | undefined, path: string | undefined, command: string): Target {
  if (sample === undefined) return { kind: 'path', path: path ?? '.' }
  if (path !== undefined) {
    throw new UsageError(`grove ${command} takes a folder or --sample, not both.`)
  }
  return { kind: 'sample', name: sample }
}
