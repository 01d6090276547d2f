// Resolves a target: its plan, whether its code may run, and what would run.
import { join, resolve } from 'node:path'
import { HostError, plannedServers, problemOf, type Preview, type Target } from '../../contract/index.ts'
import { readEnvironment } from './environment.ts'
import { writeNewFile } from '../state/json-file.ts'
import { memoryWarning } from '../system/memory-check.ts'
import { findPlan, loadPlan, PLAN_FILE, readPlan, type PlanLocation } from './plan-file.ts'
import { readPomeloLayout } from './pomelo-layout.ts'
import { findProjectFiles, previewFiles } from './project-files.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedFolders } from './trust.ts'

/** @throws {HostError} NOT_FOUND, NO_PLAN, NO_SUCH_SAMPLE */
export async function locatePlan(target: Target): Promise<PlanLocation> {
  const path = target.kind === 'sample' ? await sampleFolder(target.name) : target.path
  try {
    return await findPlan(path)
  } catch (error) {
    if (problemOf(error).code === 'NO_PLAN' && (await readPomeloLayout(path))) throw importNeeded(path)
    throw error
  }
}

/** Returns what would run, without running anything. Problems of the plan are listed, not thrown. */
export async function previewTarget(target: Target, trusted: TrustedFolders): Promise<Preview> {
  const { directory, layout, plan, notes, problems } = await read(target)
  const files = await findProjectFiles(directory, Object.keys(plan?.servers ?? {})).catch(problemOf)
  const hasFiles = 'types' in files
  const environmentProblems = await readEnvironment(directory).then(() => [], problemOf)
  return {
    target,
    directory,
    name: plan?.name ?? directory,
    trusted: await mayRun(target, directory, trusted),
    layout,
    plan,
    notes,
    servers: plan ? plannedServers(plan) : [],
    ...previewFiles(hasFiles ? files : { types: [], modules: {} }),
    problems: [...problems, hasFiles ? [] : files, environmentProblems].flat(),
    warnings: plan ? [memoryWarning(plannedServers(plan).length + 1) ?? []].flat() : [],
  }
}

/** @throws {HostError} UNTRUSTED, BAD_PLAN and those of `locatePlan` */
export async function loadTarget(target: Target, trusted: TrustedFolders) {
  const { file, directory } = await locatePlan(target)
  if (!(await mayRun(target, directory, trusted))) {
    throw new HostError({
      code: 'UNTRUSTED',
      message: `The code in ${directory} is not trusted yet.`,
      hint: 'Check what would run, then trust the folder.',
    })
  }
  return { plan: await loadPlan(file), directory, file }
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

type Reading = Pick<Preview, 'directory' | 'layout' | 'plan' | 'notes' | 'problems'>

async function read(target: Target): Promise<Reading> {
  const pomelo = target.kind === 'path' ? await readUnimported(target.path) : null
  if (pomelo) return { ...pomelo, layout: 'pomelo' }
  const { file, directory } = await locatePlan(target)
  const reading = await readPlan(file)
  return {
    directory,
    layout: 'grove',
    notes: [],
    plan: reading.ok ? reading.plan : null,
    problems: reading.ok ? [] : reading.problems,
  }
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

async function mayRun(target: Target, directory: string, trusted: TrustedFolders): Promise<boolean> {
  return target.kind === 'sample' || trusted.has(directory)
}
