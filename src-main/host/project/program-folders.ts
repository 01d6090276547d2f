// Checks the folders that the programs of a plan run in.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ClusterPlan, Problem } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { isMissing, readFailure } from '../state/safe-read.ts'
import { planProblem, type PlanLocation } from './plan-file.ts'

export async function folderProblems(
  { file, directory }: PlanLocation,
  { servers }: ClusterPlan,
): Promise<Problem[]> {
  const checked = Object.entries(servers).map(async ([type, { cwd }]) => {
    if (cwd === undefined) return []
    const folder = resolve(directory, cwd)
    const problem = await folderProblem(folder)
    return problem === null
      ? []
      : planProblem(file, `servers.${type}.cwd`, `names ${folder}, which ${problem}`)
  })
  return (await Promise.all(checked)).flat()
}

async function folderProblem(folder: string): Promise<string | null> {
  try {
    const stats = await fileSystemCalls.run(() => stat(folder))
    return stats.isDirectory() ? null : 'is not a folder'
  } catch (error) {
    return isMissing(error) ? 'does not exist' : `cannot be read: ${readFailure(error)}`
  }
}
