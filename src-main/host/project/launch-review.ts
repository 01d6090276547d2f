// Lists everything that a start of a project would run or be told to load, for the question whether to trust it.
import { stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize, relative } from 'node:path'
import {
  memberOf,
  hasMaster,
  type ClusterPlan,
  type LaunchReview,
  type Member,
  type ServerGroup,
} from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import type { Environment } from './environment.ts'
import { dangerOfVariable, dangersOfCommand, dangersOfNodeArgs } from './dangers.ts'
import { previewFiles, type ProjectFiles } from './project-files.ts'

/** Files that decide which code an import loads. */
const RESOLUTION_FILES = ['package.json', 'tsconfig.json', 'jsconfig.json']
/** Yarn's own loaders, in the project's folder or above. They run before all other code. */
const YARN_FILES = ['.pnp.cjs', '.pnp.loader.mjs']

/** Whether a file of a review is Yarn's. */
export function isYarnFile(file: string): boolean {
  return YARN_FILES.includes(basename(file))
}

export interface ReviewInput {
  directory: string
  plan: ClusterPlan | null
  /** How a project of another framework is asked for its servers. */
  probe: LaunchReview['commands'][number] | undefined
  files: ProjectFiles
  /** Variables of the project's `.env`. */
  environment: Environment
}

export async function reviewLaunch(input: ReviewInput): Promise<LaunchReview> {
  const { directory, plan, probe, files, environment } = input
  const { modules, ...others } = previewFiles(files)
  return {
    ...others,
    modules: [...(await yarnFiles(directory)), ...modules],
    commands: [...(probe ? [probe] : []), ...commandsOf(plan)],
    variables: variablesOf(plan, environment),
    resolution: await existing(directory, RESOLUTION_FILES),
  }
}

/** One line for each thing in a review. Two reviews with the same lines ask for the same consent. */
export function reviewLines(review: LaunchReview, plan: ClusterPlan | null): string[] {
  const lines = [
    ...(plan && hasMaster(plan) ? [`the master listens on ${plan.master.host}`] : []),
    ...review.modules.map((file) => `every process loads ${file}`),
    ...review.files.flatMap(({ serverType, services, lifecycle }) =>
      [...services, lifecycle ?? []].flat().map((file) => `${serverType} loads ${file}`),
    ),
    ...review.commands.map(({ serverType, line }) => `${serverType} runs ${line}`),
    ...review.variables.map(
      ({ source, name, value }) => `${source} sets ${name}${value === null ? '' : ` to ${value}`}`,
    ),
    ...review.resolution.map((file) => `imports follow ${file}`),
  ]
  return lines.map(visible).sort()
}

function commandsOf(plan: ClusterPlan | null): LaunchReview['commands'] {
  if (!plan) return []
  const master = plan.master.member ? [memberCommand('master', plan.master.member)] : []
  const servers = Object.entries(plan.servers).flatMap(([serverType, group]) => {
    const { members, count, command, nodeArgs, args } = group
    if (members) {
      const numbers = Array.from({ length: count }, (_, index) => index + 1)
      return numbers
        .flatMap((n) => memberOf(group, n) ?? [])
        .map((member) => memberCommand(serverType, member))
    }
    if (command) return programCommand(serverType, command, group)
    return {
      serverType,
      line: ['node', ...nodeArgs, '(Grove)', `${serverType}-1`, ...args].map(quoted).join(' '),
      dangers: dangersOfNodeArgs(nodeArgs),
    }
  })
  return [...master, ...servers]
}

/** Its folder and its adapter's file are part of what would run. */
function programCommand(
  serverType: string,
  command: string[],
  { cwd, adapter, tap }: ServerGroup,
): LaunchReview['commands'][number] {
  const folder = cwd === undefined ? '' : ` in ${quoted(cwd)}`
  const file =
    adapter?.endsWith('.json') && tap !== false ? `, which loads the hook of ${quoted(adapter)}` : ''
  return {
    serverType,
    line: `${command.map(quoted).join(' ')}${folder}${file}`,
    dangers: [
      ...dangersOfCommand(command),
      ...(cwd !== undefined && isOutside(cwd) ? ["runs in a folder outside of the project's"] : []),
    ],
  }
}

function isOutside(folder: string): boolean {
  return isAbsolute(folder) || normalize(folder).startsWith('..')
}

/** The preview has the path of its Node. */
function memberCommand(serverType: string, { command }: Member): LaunchReview['commands'][number] {
  const args = command.slice(1).map((word) => word.replaceAll(/\$\$(?=PORT\b|\{)/g, '$'))
  const entry = args.findIndex((word) => word.startsWith('env=')) - 1
  return {
    serverType,
    line: ['node', ...args].map(quoted).join(' '),
    dangers: dangersOfNodeArgs(args.slice(0, Math.max(0, entry))),
  }
}

function variablesOf(plan: ClusterPlan | null, environment: Environment): LaunchReview['variables'] {
  const sources: [source: string, variables: Environment][] = [
    ['.env', environment],
    ['the plan', plan?.env ?? {}],
    ...Object.entries(plan?.servers ?? {}).map(([type, { env }]): [string, Environment] => [
      `type ${type}`,
      env,
    ]),
  ]
  return sources.flatMap(([source, variables]) =>
    Object.entries(variables).map(([name, value]) => {
      const danger = dangerOfVariable(name, value)
      return { source, name: visible(name), danger, value: danger === null ? null : visible(value) }
    }),
  )
}

/** Returns the nearest of Yarn's files, relative to the project. */
async function yarnFiles(directory: string): Promise<string[]> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = await existing(folder, YARN_FILES)
    if (found.length > 0) return found.map((name) => relative(directory, join(folder, name)))
    if (folder === dirname(folder)) return []
  }
}

async function existing(directory: string, names: string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) =>
      fileSystemCalls
        .run(() => stat(join(directory, name)))
        .then(
          () => [name],
          () => [],
        ),
    ),
  )
  return found.flat()
}

function quoted(text: string): string {
  const shown = visible(text)
  return /^[\w@%+=:,./()-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}

/** Makes characters visible that could hide or reorder others. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (each) => String.raw`\u{${each.codePointAt(0)?.toString(16) ?? ''}}`,
  )
}
