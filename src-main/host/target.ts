// What a target names: its folder and plan, whether its code may run, and what would run.
import { HostError, plannedServers, problemOf, type Preview, type Target } from '../contract/index.ts'
import { findPlan, loadPlan, readPlan, type PlanLocation } from './plan-file.ts'
import { findFiles, previewFiles } from './project.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedFolders } from './trust.ts'

export async function locate(target: Target): Promise<PlanLocation> {
  return findPlan(target.kind === 'sample' ? await sampleFolder(target.name) : target.path)
}

/** What would run, read without running anything; what is wrong with the plan is listed, not thrown. */
export async function previewTarget(target: Target, trusted: TrustedFolders): Promise<Preview> {
  const { file, directory } = await locate(target)
  const reading = await readPlan(file)
  const plan = reading.ok ? reading.plan : null
  const problems = reading.ok ? [] : reading.problems
  const files = await findFiles(directory, Object.keys(plan?.servers ?? {})).catch(problemOf)
  const found = 'types' in files
  return {
    target,
    directory,
    name: plan?.name ?? directory,
    trusted: await mayRun(target, directory, trusted),
    plan,
    servers: plan ? plannedServers(plan) : [],
    ...previewFiles(found ? files : { types: [], modules: {} }),
    problems: found ? problems : [...problems, files],
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

async function mayRun(target: Target, directory: string, trusted: TrustedFolders): Promise<boolean> {
  return target.kind === 'sample' || trusted.has(directory)
}
