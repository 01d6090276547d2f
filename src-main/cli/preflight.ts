// Checks what could block a new cluster before it starts: orphaned servers, occupied ports and too little memory.
import { formatClockTime } from '../../core/kit/format-clock-time.ts'
import type { ClusterPlan, OrphanedRun } from '../contract/index.ts'
import { plannedProcesses } from '../host/project/plan-members.ts'
import { memoryWarning } from '../host/system/memory-check.ts'
import { freePort } from '../host/system/ports/port-conflict.ts'
import { isFree } from '../host/system/ports/probe.ts'
import { findOrphans, cleanUpOrphans } from '../host/system/orphans.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import type { OptionTable, OptionValues } from './arguments.ts'

export const PREFLIGHT_OPTIONS = {
  sweep: { type: 'boolean', help: 'first stop orphans: servers of a Grove that was killed' },
  'free-port': { type: 'boolean', help: 'first stop orphans that hold a port of the plan' },
} as const satisfies OptionTable

/**
 * Warns about orphans and low memory. Stops orphans if the options say so.
 * @throws {HostError} `NOT_OURS` if another process holds a port of the plan
 */
export async function preflight(
  options: OptionValues<typeof PREFLIGHT_OPTIONS>,
  plan: ClusterPlan,
  print: (text: string) => void,
): Promise<void> {
  const state = stateFolder()
  const left = await findOrphans(state, ({ message }) => print(`Orphans may be left: ${message}`))
  if (options.sweep) {
    const runs = left.map(({ run }) => run)
    await cleanUpOrphans(state, runs, 'stop')
  }
  if (options['free-port']) await freePorts(state, plan, print)
  const warning = memoryWarning(plannedProcesses(plan).length)
  if (warning !== null) print(warning)
  for (const each of left) print(options.sweep ? `Stopped ${describeOrphans(each)}.` : orphanWarning(each))
}

async function freePorts(state: string, plan: ClusterPlan, print: (text: string) => void): Promise<void> {
  const { host } = plan.master
  for (const { port } of plannedProcesses(plan)) {
    if (typeof port !== 'number' || (await isFree(host, port))) continue
    const stopped = await freePort(state, port)
    if (stopped !== null) print(`Stopped ${stopped}, which held port ${port}.`)
  }
}

function orphanWarning(left: OrphanedRun): string {
  return `Still running: ${describeOrphans(left)}. \`grove up --sweep\` stops them.`
}

function describeOrphans({ name, startedAt, processes }: OrphanedRun): string {
  const ids = processes.map(({ id, pid }) => id ?? `pid ${pid}`).join(', ')
  return `orphans of "${name}", started ${formatClockTime(startedAt)} (${ids})`
}
