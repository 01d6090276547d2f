// The options shared by commands that start a cluster in their own process, and how they become launch options.
import type { Target } from '../contract/index.ts'
import { withCounts } from '../host/project/plan-file.ts'
import { loadTarget } from '../host/project/target.ts'
import type { LaunchOptions } from '../host/launch.ts'
import {
  DEFAULT_TIMEOUT_SECONDS,
  parseCounts,
  UsageError,
  type OptionTable,
  type OptionValues,
} from './arguments.ts'
import { INSTALL_OPTIONS } from './sample-install.ts'
import { PREFLIGHT_OPTIONS } from './preflight.ts'

export const START_OPTIONS = {
  sample: {
    type: 'string',
    valueName: 'NAME',
    help: 'start a sample: chat, minimal, pinus, pomelo, moleculer or socket-io',
  },
  ...INSTALL_OPTIONS,
  env: {
    type: 'string',
    valueName: 'NAME',
    help: 'environment of a Pomelo or Pinus project (default: development)',
  },
  node: { type: 'string', valueName: 'PATH', help: 'the Node that runs servers' },
  servers: { type: 'string', valueName: 'chat=3,gate=1', help: "override the plan's server counts" },
  order: { type: 'string', valueName: 'chat-1,gate-1', help: 'spawn these servers first, in this order' },
  only: {
    type: 'string',
    valueName: 'gate,chat-1',
    help: 'start only the master, these servers or types, and what they depend on; others later',
  },
  shuffle: {
    type: 'string',
    valueName: 'SEED',
    help: 'spawn in a random order; the same number gives the same order',
  },
  record: {
    type: 'string',
    valueName: 'FILE',
    help: 'also write the timeline to FILE; a name that ends with .gz compresses it',
  },
  ...PREFLIGHT_OPTIONS,
  timeout: {
    type: 'string',
    valueName: 'SECONDS',
    help: `time limit to converge (default ${DEFAULT_TIMEOUT_SECONDS})`,
  },
} as const satisfies OptionTable

/** Loads the plan and applies the options to it. */
export async function launchOptions(
  command: string,
  values: OptionValues<typeof START_OPTIONS>,
  path: string | undefined,
): Promise<{ target: Target; options: LaunchOptions }> {
  const target = parseTargetOptions(values, path, command)
  const counts = values.servers === undefined ? {} : parseCounts('--servers', values.servers)
  const selection = {
    order: parseList(values.order),
    only: parseList(values.only),
    seed: parseSeed(values.shuffle),
  }
  const { node, record } = values
  const { plan, reloadPlan, directory } = await loadTarget(target, { node })
  const options = { plan: withCounts(plan, counts), reloadPlan, directory, node, ...selection, record }
  return { target, options }
}

function parseList(text: string | undefined): string[] | undefined {
  return text?.split(',').map((id) => id.trim())
}

function parseSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--shuffle takes a number from 0 to 999999999, not "${text}".`)
}

/** Returns the sample or the path; the current folder by default. */
export function parseTargetOptions(
  { sample, env }: { sample?: string | undefined; env?: string | undefined },
  path: string | undefined,
  command: string,
): Target {
  if (sample === undefined) return { kind: 'path', path: path ?? '.', environment: parseEnvironment(env) }
  if (path !== undefined) {
    throw new UsageError(`grove ${command} takes a folder or --sample, not both.`)
  }
  if (env !== undefined) throw new UsageError(`grove ${command} takes --env for a folder, not for a sample.`)
  return { kind: 'sample', name: sample }
}

function parseEnvironment(name: string | undefined): string | undefined {
  if (name === undefined || /^(?!\.)[\w.-]{1,128}$/.test(name)) return name
  throw new UsageError(`--env takes a name of A-Z a-z 0-9 _ . -, not ${JSON.stringify(name)}.`)
}
