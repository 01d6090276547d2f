// Resolves a target: its plan, whether its code may run, and what would run.
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  HostError,
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
import { findPlan, loadPlan, PLAN_FILE, readPlan, type PlanLocation } from './plan-file.ts'
import { readPomeloLayout } from './pomelo-layout.ts'
import { findProjectFiles } from './project-files.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedProjects } from './trust.ts'

/** @throws {HostError} NOT_FOUND, NO_PLAN, NO_SUCH_SAMPLE, NOT_INSTALLED */
export async function locatePlan(target: Target, state?: string): Promise<PlanLocation> {
  const path = target.kind === 'sample' ? await sampleFolder(target.name, state) : target.path
  try {
    return await findPlan(path)
  } catch (error) {
    if (problemOf(error).code === 'NO_PLAN' && (await readPomeloLayout(path))) throw importNeeded(path)
    throw error
  }
}

/** Returns what would run, without running anything. Problems of the plan are listed, not thrown. */
export async function previewTarget(target: Target, trusted: TrustedProjects): Promise<Preview> {
  const { file, directory, layout, plan, notes, problems } = await read(target, trusted.state)
  const { review, lines, problems: others } = await reviewProject(directory, plan)
  const changes = await trusted.changes(file, lines)
  return {
    ...review,
    target,
    directory,
    name: plan?.name ?? directory,
    trusted: target.kind === 'sample' || isUnchanged(changes),
    changes,
    shown: identify(lines),
    layout,
    framework: null,
    environments: [],
    environment: null,
    node: null,
    entry: null,
    plan,
    notes,
    servers: plan ? plannedServers(plan) : [],
    problems: [...problems, ...others],
    warnings: plan ? [memoryWarning(plannedServers(plan).length + 1) ?? []].flat() : [],
  }
}

/** Trusts a project as it was shown. @throws {HostError} CHANGED and those of `loadTarget`, but UNTRUSTED */
export async function trustTarget(target: Target, shown: string, trusted: TrustedProjects): Promise<void> {
  const { file, lines } = await loadReviewed(target, trusted.state)
  if (identify(lines) !== shown) {
    throw new HostError({
      code: 'CHANGED',
      message: 'The project changed after it was shown.',
      hint: 'Check again what would run.',
    })
  }
  await trusted.add(file, lines)
}

/** @throws {HostError} UNTRUSTED, BAD_PLAN, BAD_PROJECT, BAD_ENV and those of `locatePlan` */
export async function loadTarget(target: Target, trusted: TrustedProjects): Promise<LoadedTarget> {
  const { lines, ...loaded } = await loadReviewed(target, trusted.state)
  if (target.kind === 'sample' || isUnchanged(await trusted.changes(loaded.file, lines))) return loaded
  throw new HostError({
    code: 'UNTRUSTED',
    message: `The code in ${loaded.directory} is not trusted yet, or something else would run now.`,
    hint: 'Check what would run, then trust the project.',
  })
}

/** Writes the plan of a Pomelo configuration. @throws {HostError} ALREADY_THERE, NO_LAYOUT, BAD_PLAN */
export async function importPlan(path: string): Promise<Target> {
  const layout = await readPomeloLayout(path)
  if (!layout) {
    throw new HostError({
      code: 'NO_LAYOUT',
      message: `${resolve(path)} has no config/servers.json, so there is nothing to import.`,
    })
  }
  const { directory, plan, problems } = layout
  const [problem] = problems
  if (problem) throw new HostError(problem)
  await writeNewFile(join(directory, PLAN_FILE), `${JSON.stringify(plan, null, 2)}\n`)
  return { kind: 'path', path: directory }
}

type Reading = Pick<Preview, 'directory' | 'layout' | 'plan' | 'notes' | 'problems'> & { file: string }

interface LoadedTarget extends PlanLocation {
  plan: ClusterPlan
}

async function read(target: Target, state: string): Promise<Reading> {
  const pomelo = target.kind === 'path' ? await readUnimported(target.path) : null
  if (pomelo) return { ...pomelo, layout: 'pomelo', file: join(pomelo.directory, PLAN_FILE) }
  const { file, directory } = await locatePlan(target, state)
  const reading = await readPlan(file)
  return {
    file,
    directory,
    layout: 'grove',
    notes: [],
    plan: reading.ok ? reading.plan : null,
    problems: reading.ok ? [] : reading.problems,
  }
}

async function loadReviewed(target: Target, state: string): Promise<LoadedTarget & { lines: string[] }> {
  const { file, directory } = await locatePlan(target, state)
  const plan = await loadPlan(file)
  const { lines, problems } = await reviewProject(directory, plan)
  const [problem] = problems
  if (problem) throw new HostError(problem)
  return { plan, directory, file, lines }
}

async function reviewProject(
  directory: string,
  plan: ClusterPlan | null,
): Promise<{ review: LaunchReview; lines: string[]; problems: Problem[] }> {
  const found = await findProjectFiles(directory, Object.keys(plan?.servers ?? {})).catch(problemOf)
  const environment = await readEnvironment(directory).then((variables) => ({ variables }), problemOf)
  const review = await reviewLaunch({
    directory,
    plan,
    files: 'types' in found ? found : { types: [], modules: {}, skipped: [] },
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

/** Returns the Pomelo layout of a folder without a `grove.json`. */
async function readUnimported(path: string) {
  const { code } = await findPlan(path).then(() => ({ code: null }), problemOf)
  return code === 'NO_PLAN' ? readPomeloLayout(path) : null
}

function importNeeded(path: string): HostError {
  return new HostError({
    code: 'NO_PLAN',
    message: `${resolve(path)} has no grove.json, but a Pomelo configuration.`,
    hint: 'Run `grove init --import` there to convert it.',
  })
}
