// Resolves a target: its plan, whether its code may run, and what would run.
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  HostError,
  isOwnGroup,
  plannedServers,
  problemOf,
  type ClusterPlan,
  type LaunchReview,
  type Preview,
  type Problem,
  type ReviewChanges,
  type Target,
} from '../../contract/index.ts'
import { readEnvironment } from './environment.ts'
import { writeNewFile } from '../state/json-file.ts'
import { memoryWarning } from '../system/memory-check.ts'
import { reviewLaunch, reviewLines } from './launch-review.ts'
import {
  badPlan,
  findPlan,
  loadPlan,
  PLAN_FILE,
  planProblem,
  readPlan,
  type PlanLocation,
} from './plan-file.ts'
import { findPomeloLayout } from './pomelo/layout.ts'
import {
  describePomelo,
  loadPomeloPlan,
  readPomeloProject,
  type PomeloChoice,
  type PomeloProject,
} from './pomelo/project.ts'
import { folderProblems } from './program-folders.ts'
import { findProjectFiles, type ProjectFiles } from './project-files.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedProjects } from './trust.ts'

/** What decides how a target is read, besides the target. */
export interface TargetOptions {
  /** Grove's state folder; the user's own by default. */
  state?: string | undefined
  /** The Node that runs servers; found by default. */
  node?: string | undefined
}

export interface LoadedTarget {
  plan: ClusterPlan
  /** The project's folder. */
  directory: string
  /** What to open it by again: its plan, or its folder where it has none. */
  path: string
  /** Reads it again; asks a project of another framework again if its configuration changed. */
  reloadPlan: () => Promise<ClusterPlan>
}

/** Returns what would run, without running anything. Problems of the plan are listed, not thrown. */
export async function previewTarget(
  target: Target,
  trusted: TrustedProjects,
  node?: string,
): Promise<Preview> {
  const reading = await read(target, { state: trusted.state, node })
  const { file, directory, pomelo } = reading
  const described = pomelo ? describePomelo(pomelo) : null
  const plan = described ? described.plan : reading.plan
  const { review, lines, problems: others } = await reviewProject(directory, plan, described?.probe)
  const changes = await trusted.changes(file, lines)
  const own = { framework: null, environments: [], environment: null, node: null, entry: null, notes: [] }
  const { framework, environments, environment, entry, notes } = described ?? own
  return {
    ...review,
    target,
    directory,
    name: plan?.name ?? pomelo?.layout.name ?? directory,
    trusted: target.kind === 'sample' || isUnchanged(changes),
    changes,
    shown: identify(lines),
    layout: pomelo ? 'pomelo' : 'grove',
    framework,
    environments,
    environment,
    node: described?.node ?? null,
    entry,
    plan,
    notes,
    servers: plan ? plannedServers(plan) : [],
    problems: [...reading.problems, ...(described?.problems ?? []), ...others],
    warnings: plan ? [memoryWarning(plannedServers(plan).length + 1) ?? []].flat() : [],
  }
}

/** Trusts a project as it was shown. @throws {HostError} CHANGED and those of `loadTarget`, but UNTRUSTED */
export async function trustTarget(
  target: Target,
  shown: string,
  trusted: TrustedProjects,
  node?: string,
): Promise<void> {
  const { file, lines } = await readReviewed(target, { state: trusted.state, node })
  if (identify(lines) !== shown) {
    throw new HostError({
      code: 'CHANGED',
      message: 'The project changed after it was shown.',
      hint: 'Check again what would run.',
    })
  }
  await trusted.add(file, lines)
}

/**
 * Loads a target that the user trusts; a project of another framework is asked for its servers.
 * @throws {HostError} UNTRUSTED, and those of `loadTarget`
 */
export async function loadTrusted(
  target: Target,
  trusted: TrustedProjects,
  node?: string,
): Promise<LoadedTarget> {
  const options = { state: trusted.state, node }
  const { reading, file, lines } = await readReviewed(target, options)
  if (target.kind === 'sample' || isUnchanged(await trusted.changes(file, lines))) {
    return load(target, reading, options)
  }
  throw new HostError({
    code: 'UNTRUSTED',
    message: `The code in ${reading.directory} is not trusted yet, or something else would run now.`,
    hint: 'Check what would run, then trust the project.',
  })
}

/**
 * Loads a target that its user starts: no trust is needed.
 * @throws {HostError} NOT_FOUND, NO_PLAN, NO_SUCH_SAMPLE, NOT_INSTALLED, BAD_PLAN, BAD_PROJECT, BAD_NODE,
 * NO_SUCH_ENVIRONMENT, PROBE_FAILED
 */
export async function loadTarget(target: Target, options: TargetOptions = {}): Promise<LoadedTarget> {
  return load(target, await read(target, options), options)
}

/** Writes a plan that runs an unmodified Pomelo or Pinus project. @throws {HostError} ALREADY_THERE, NO_LAYOUT */
export async function importPlan(path: string): Promise<Target> {
  const layout = await findPomeloLayout(path)
  if (!layout) {
    throw new HostError({
      code: 'NO_LAYOUT',
      message: `${resolve(path)} has no config/servers.json of a Pomelo or Pinus project.`,
    })
  }
  const plan = { name: layout.name, pomelo: {}, servers: {} }
  await writeNewFile(join(layout.directory, PLAN_FILE), `${JSON.stringify(plan, null, 2)}\n`)
  return { kind: 'path', path: layout.directory }
}

interface Reading extends PlanLocation {
  plan: ClusterPlan | null
  problems: Problem[]
  /** The project of another framework, if it is one. */
  pomelo: PomeloProject | null
}

async function read(target: Target, { state, node }: TargetOptions): Promise<Reading> {
  const path = target.kind === 'sample' ? await sampleFolder(target.name, state) : target.path
  const environment = target.kind === 'path' ? target.environment : undefined
  const located = await findPlan(path).catch(onlyNoPlan)
  if (located instanceof HostError) return readUnplanned(path, located, { environment, node })
  const { file, directory } = located
  const reading = await readPlan(file)
  if (!reading.ok) return { file, directory, plan: null, problems: reading.problems, pomelo: null }
  const { plan, text } = reading
  const folders = await folderProblems(located, plan)
  if (plan.pomelo === undefined) {
    const problems = environment === undefined ? folders : [noEnvironments(file), ...folders]
    return { file, directory, plan, problems, pomelo: null }
  }
  const pomelo = await readPomeloProject(directory, { file, plan, text }, { environment, node })
  const problem = planProblem(file, 'pomelo', 'names a folder that has no project with config/servers.json')
  return { file, directory, plan, problems: pomelo ? folders : [problem, ...folders], pomelo }
}

function onlyNoPlan(error: unknown): HostError {
  if (error instanceof HostError && error.code === 'NO_PLAN') return error
  throw error
}

/** Reads a folder without `grove.json`. @throws {HostError} `noPlan` if it is no project either */
async function readUnplanned(path: string, noPlan: HostError, choice: PomeloChoice): Promise<Reading> {
  const pomelo = await readPomeloProject(path, null, choice)
  if (!pomelo) throw noPlan
  const { directory } = pomelo.layout
  return { file: join(directory, PLAN_FILE), directory, plan: null, problems: [], pomelo }
}

async function load(target: Target, reading: Reading, options: TargetOptions): Promise<LoadedTarget> {
  const { file, directory, pomelo } = reading
  const plan = await planOf(reading)
  const path = pomelo && !pomelo.planFile ? directory : file
  const reloadPlan = async () => (pomelo ? planOf(await read(target, options)) : loadPlan(file))
  return { path, directory, plan, reloadPlan }
}

/** @throws {HostError} BAD_PLAN with all problems, and those of `loadPomeloPlan` */
async function planOf({ plan, problems, pomelo }: Reading): Promise<ClusterPlan> {
  if (problems.length > 0) throw badPlan(problems)
  if (pomelo) return loadPomeloPlan(pomelo)
  if (plan) return plan
  throw badPlan(problems)
}

async function readReviewed(
  target: Target,
  options: TargetOptions,
): Promise<{ reading: Reading; file: string; lines: string[] }> {
  const reading = await read(target, options)
  const { file, directory, pomelo } = reading
  const described = pomelo ? describePomelo(pomelo) : null
  const plan = described ? described.plan : reading.plan
  const known = [...reading.problems, ...(described?.problems ?? [])]
  if (known.length > 0) throw badPlan(known)
  const { lines, problems } = await reviewProject(directory, plan, described?.probe)
  const [problem] = problems
  if (problem) throw new HostError(problem)
  return { reading, file, lines }
}

/** @param probe the command line that asks a project of another framework, of which Grove loads no file itself */
async function reviewProject(
  directory: string,
  plan: ClusterPlan | null,
  probe: LaunchReview['commands'][number] | undefined,
): Promise<{ review: LaunchReview; lines: string[]; problems: Problem[] }> {
  const nothing: ProjectFiles = { types: [], modules: {}, skipped: [] }
  const types = Object.entries(plan?.servers ?? {}).flatMap(([type, group]) =>
    isOwnGroup(group) ? [type] : [],
  )
  const found = probe ? nothing : await findProjectFiles(directory, types).catch(problemOf)
  const environment = await readEnvironment(directory).then((variables) => ({ variables }), problemOf)
  const review = await reviewLaunch({
    directory,
    plan,
    probe,
    files: 'types' in found ? found : nothing,
    environment: 'variables' in environment ? environment.variables : {},
  })
  const problems = [found, environment].filter((each): each is Problem => 'code' in each)
  return { review, lines: reviewLines(review, plan), problems }
}

function isUnchanged(changes: ReviewChanges | null): boolean {
  return changes !== null && changes.added.length + changes.removed.length === 0
}

function identify(lines: string[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex')
}

function noEnvironments(file: string): Problem {
  const message = `${file} has no environments to choose from: those are of Pomelo and Pinus projects.`
  return { code: 'NO_SUCH_ENVIRONMENT', message, field: 'environment' }
}
