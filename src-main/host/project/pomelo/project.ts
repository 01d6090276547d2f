// An unmodified Pomelo or Pinus project: what would run, without running anything; and its plan, for which the project
// itself is asked.
import { join, relative } from 'node:path'
import {
  HostError,
  type ClusterPlan,
  type LaunchReview,
  type PlanProblem,
  type Preview,
  type Problem,
} from '../../../contract/index.ts'
import { chooseNode, type ChosenNode } from '../../system/installed-nodes.ts'
import { dangersOfNodeArgs } from '../dangers.ts'
import { processEnvironment, readEnvironment } from '../environment.ts'
import { areUnchanged, stampInputs, type InputStamps } from '../input-stamps.ts'
import { planProblem } from '../plan-file.ts'
import { readPomeloConfig, type PomeloConfig } from './config-files.ts'
import { frameworkTitle } from './framework.ts'
import { findPomeloLayout, type PomeloLayout } from './layout.ts'
import { emptyPlan, mergePlan, nodeArgsOf } from './merged-plan.ts'
import { logNotes, planPomelo, type PomeloPlan } from './plan.ts'
import {
  probeArguments,
  probeProject,
  PROBE_TIMEOUT_MS,
  type ProbeCommand,
  type ProbedConfig,
} from './probe.ts'

/** What the user asks for. */
export interface PomeloChoice {
  /** `--env`. */
  environment: string | undefined
  /** `--node`. */
  node: string | undefined
}

/** A `grove.json` with a project of another framework. */
export interface PomeloPlanFile {
  /** Absolute. */
  file: string
  plan: ClusterPlan
  /** Its content, parsed. */
  text: unknown
}

export interface PomeloProject {
  layout: PomeloLayout
  config: PomeloConfig
  node: ChosenNode | null
  /** The plan before the project's types are known. */
  base: ClusterPlan
  planFile: PomeloPlanFile | null
  problems: Problem[]
}

/** Reads a project without running anything of it. Returns null if the folder has none. */
export async function readPomeloProject(
  folder: string,
  planFile: PomeloPlanFile | null,
  choice: PomeloChoice,
): Promise<PomeloProject | null> {
  const settings = planFile?.plan.pomelo
  const layout = await findPomeloLayout(folder, settings)
  if (!layout) return null
  const environment = choice.environment ?? settings?.environment ?? null
  const config = await readPomeloConfig(layout.directory, layout.base, {
    environment,
    fallback: layout.environment,
  })
  const { directory, engines } = layout
  const node = await chooseNode({ directory, engines, wanted: choice.node }).catch((error: unknown) =>
    error instanceof HostError ? error.problem : Promise.reject(error as Error),
  )
  const others = [...layout.problems, ...('code' in node ? [node] : [])]
  const problems = config.problems.length > 0 ? config.problems : others
  const base = planFile?.plan ?? emptyPlan(layout.name)
  return { layout, config, node: 'code' in node ? null : node, base, planFile, problems }
}

export interface PomeloDescription extends Pick<
  Preview,
  'framework' | 'environments' | 'environment' | 'node' | 'entry' | 'notes' | 'problems'
> {
  /** If a program makes the configuration: only the programs beside it, or null without any. */
  plan: ClusterPlan | null
  probe: LaunchReview['commands'][number]
}

/** Describes what would run. Runs nothing. */
export function describePomelo(project: PomeloProject): PomeloDescription {
  const { layout, config, node, base } = project
  const isProgram = config.servers === null || config.master === null
  const isBroken = project.problems.length > 0
  const planned: Planned =
    isBroken || isProgram
      ? { plan: isBroken ? null : programsOf(base), notes: [], problems: [] }
      : makePlan(project, { servers: config.servers, master: config.master, expanded: false })
  const { environment } = config
  return {
    framework: frameworkTitle(layout),
    environments: config.environments,
    environment,
    node: node && { path: node.path, version: node.version, source: node.source },
    entry: relative(layout.directory, join(layout.cwd, layout.entry)),
    notes: [
      ...(isProgram && !isBroken ? [programNote(config)] : []),
      ...planned.notes,
      ...logNotes(config),
      ...(node?.note ? [node.note] : []),
    ],
    problems: [...project.problems, ...planned.problems],
    plan: planned.plan,
    probe: {
      serverType: 'configuration',
      line: ['node', ...probeArguments({ ...layout, environment }, '(Grove)')].join(' '),
      dangers: dangersOfNodeArgs(layout.require.flatMap((module) => ['--require', module])),
    },
  }
}

function programsOf(plan: ClusterPlan): ClusterPlan | null {
  const programs = Object.entries(plan.servers).filter(([, { command }]) => command !== undefined)
  return programs.length === 0 ? null : { ...plan, servers: Object.fromEntries(programs) }
}

/**
 * Asks the project for its servers and returns its plan; the project must be trusted.
 * @throws {HostError} PROBE_FAILED, BAD_PLAN and what `readPomeloProject` reports
 */
export async function loadPomeloPlan(project: PomeloProject): Promise<ClusterPlan> {
  const [problem] = project.problems
  if (problem) throw new HostError(problem)
  const probed = await probeOnce(project)
  const { plan, problems } = makePlan(project, { ...probed, expanded: true })
  if (plan) return plan
  throw new HostError({
    code: 'BAD_PLAN',
    ...problems[0],
    message: problems.map(({ message }) => message).join('\n'),
  })
}

interface Planned {
  plan: ClusterPlan | null
  notes: PlanProblem[]
  problems: Problem[]
}

function makePlan(
  project: PomeloProject,
  configuration: { servers: unknown; master: unknown; expanded: boolean },
): Planned {
  const { layout, config, node, base, planFile } = project
  const planned: PomeloPlan = planPomelo({
    ...configuration,
    layout,
    node: node?.path ?? 'node',
    nodeArgs: nodeArgsOf(base),
    environment: config.environment,
  })
  const problemIn = ({ field, message }: PlanProblem): Problem => {
    const file = field.startsWith('master') ? config.masterFile : config.serversFile
    return planProblem(join(layout.directory, file), field, message)
  }
  if (planned.problems.length > 0) return { plan: null, notes: [], problems: planned.problems.map(problemIn) }
  const merged = mergePlan(base, planFile?.text, planned, layout.framework)
  const framework = frameworkTitle(layout)
  if (merged.ok) return { plan: { ...merged.plan, framework }, notes: planned.notes, problems: [] }
  const source = planFile?.file ?? join(layout.directory, config.serversFile)
  const problems = merged.problems.map(({ field, message }) => planProblem(source, field, message))
  return { plan: null, notes: [], problems }
}

function programNote({ serversFile, masterFile, servers }: PomeloConfig): PlanProblem {
  const seconds = PROBE_TIMEOUT_MS / 1_000
  return {
    field: servers === null ? serversFile : masterFile,
    message: `is a program: once you trust the project, it is run up to app.start to ask for its servers, for ${seconds} s at most`,
  }
}

interface CachedProbe {
  stamps: InputStamps
  config: ProbedConfig
}

/** The answers of projects whose configuration has not changed since. */
const probes = new Map<string, CachedProbe>()

async function probeOnce(project: PomeloProject): Promise<ProbedConfig> {
  const { layout, config, base } = project
  const hasPrograms = Object.values(base.servers).some(({ command }) => command !== undefined)
  const command: ProbeCommand = {
    node: project.node?.path ?? 'node',
    require: layout.require,
    entry: layout.entry,
    environment: config.environment,
    cwd: layout.cwd,
    until: hasPrograms ? 'created' : 'started',
  }
  const variables = processEnvironment(await readEnvironment(layout.directory), base.env)
  const key = JSON.stringify([command, variables])
  const cached = probes.get(key)
  if (cached && (await areUnchanged(cached.stamps))) return cached.config
  const since = Date.now()
  const probed = await probeProject(command, variables)
  const inputs = {
    files: [join(layout.cwd, layout.entry), ...config.inputs],
    folders: [join(layout.base, 'config')],
  }
  const stamps = await stampInputs(inputs, since)
  if (stamps) probes.set(key, { stamps, config: probed })
  else probes.delete(key)
  return probed
}
