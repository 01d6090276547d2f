// What a target names: its folder and plan, whether its code may run, and what would run.
import { join, resolve } from 'node:path'
import { HostError, plannedServers, problemOf, type Preview, type Target } from '../../contract/index.ts'
import { readEnvironment } from './environment.ts'
import { writeNewFile } from '../state/json-file.ts'
import { memoryWarning } from '../system/memory-check.ts'
import { findPlan, loadPlan, PLAN_FILE, readPlan, type PlanLocation } from './plan-file.ts'
import { readPomeloLayout } from './pomelo-layout.ts'
import { findFiles, previewFiles } from './project.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedFolders } from './trust.ts'

/** Fails with `NOT_FOUND` or `NO_PLAN`. */
export async function locate(target: Target): Promise<PlanLocation> {
  const path = target.kind === 'sample' ? await sampleFolder(target.name) : target.path
  try {
    return await findPlan(path)
  } catch (error) {
    if (problemOf(error).code === 'NO_PLAN' && (await readPomeloLayout(path))) throw toImport(path)
    throw error
  }
}

/** What would run, read without running anything; what is wrong with the plan is listed, not thrown. */
export async function previewTarget(target: Target, trusted: TrustedFolders): Promise<Preview> {
  const { directory, layout, plan, notes, problems } = await read(target)
  const files = await findFiles(directory, Object.keys(plan?.servers ?? {})).catch(problemOf)
  const found = 'types' in files
  const unset = await readEnvironment(directory).then(() => [], problemOf)
  return {
    target,
    directory,
    name: plan?.name ?? directory,
    trusted: await mayRun(target, directory, trusted),
    layout,
    plan,
    notes,
    servers: plan ? plannedServers(plan) : [],
    ...previewFiles(found ? files : { types: [], modules: {} }),
    problems: [...problems, found ? [] : files, unset].flat(),
    warnings: plan ? [memoryWarning(plannedServers(plan).length + 1) ?? []].flat() : [],
  }
}

/** The plan of a target whose code may run. Fails with `UNTRUSTED`. */
export async function openTarget(target: Target, trusted: TrustedFolders) {
  const { file, directory } = await locate(target)
  if (!(await mayRun(target, directory, trusted))) {
    throw new HostError({
      code: 'UNTRUSTED',
      message: `You have not yet said that the code in ${directory} may run.`,
      hint: 'Look at what would run, then trust the folder.',
    })
  }
  return { plan: await loadPlan(file), directory, file }
}

/** Writes the plan that a Pomelo configuration was made to. Fails with `ALREADY_THERE`, `NO_LAYOUT` or `BAD_PLAN`. */
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
  const foreign = target.kind === 'path' ? await withoutPlan(target.path) : null
  if (foreign) return { ...foreign, layout: 'pomelo' }
  const { file, directory } = await locate(target)
  const reading = await readPlan(file)
  return {
    ...{ directory, layout: 'grove', notes: [] },
    plan: reading.ok ? reading.plan : null,
    problems: reading.ok ? [] : reading.problems,
  }
}

/** The layout of a folder that has no `grove.json` yet. */
async function withoutPlan(path: string) {
  const { code } = await findPlan(path).then(() => ({ code: null }), problemOf)
  return code === 'NO_PLAN' ? readPomeloLayout(path) : null
}

function toImport(path: string): HostError {
  return new HostError({
    code: 'NO_PLAN',
    message: `${resolve(path)} has no grove.json, but the configuration of a Pomelo project.`,
    hint: 'Run `grove init --import` there to make a plan of it.',
  })
}

async function mayRun(target: Target, directory: string, trusted: TrustedFolders): Promise<boolean> {
  return target.kind === 'sample' || trusted.has(directory)
}
