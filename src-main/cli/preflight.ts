// What stands in the way of a new cluster, told before it starts: servers that an earlier run left behind,
// their ports, and too little memory.
import { plannedServers, type ClusterPlan, type Leftover } from '../contract/index.ts'
import { clock, memoryWarning, freePort, isFree, leftovers, stateFolder, sweep } from '../host/index.ts'
import type { OptionTable, OptionValues } from './arguments.ts'

export const PREFLIGHT_OPTIONS = {
  sweep: { type: 'boolean', help: 'first end the servers that a killed Grove left behind' },
  'free-port': { type: 'boolean', help: 'first end those of them that have a port of the plan' },
} as const satisfies OptionTable

type Say = (text: string) => void

/** Says what is in the way, and removes it where the options ask for that. Fails with `NOT_OURS`. */
export async function preflight(
  options: OptionValues<typeof PREFLIGHT_OPTIONS>,
  plan: ClusterPlan,
  say: Say,
): Promise<void> {
  const state = stateFolder()
  const left = await leftovers(state)
  if (options.sweep) {
    const runs = left.map(({ run }) => run)
    await sweep(state, runs, 'stop')
  }
  if (options['free-port']) await freePorts(state, plan, say)
  const warning = memoryWarning(plannedServers(plan).length + 1)
  if (warning !== null) say(warning)
  for (const each of left) say(options.sweep ? `Ended ${named(each)}.` : stillRuns(each))
}

async function freePorts(state: string, plan: ClusterPlan, say: Say): Promise<void> {
  const { host } = plan.master
  const ports = [plan.master, ...plannedServers(plan)].map(({ port }) => port)
  for (const port of ports) {
    if (typeof port !== 'number' || (await isFree(host, port))) continue
    const ended = await freePort(state, port)
    if (ended !== null) say(`Ended ${ended}, which had port ${port}.`)
  }
}

function stillRuns(left: Leftover): string {
  return `Still running: ${named(left)}; its Grove was killed. \`grove up --sweep\` ends it.`
}

function named({ name, startedAt, processes }: Leftover): string {
  const ids = processes.map(({ id, pid }) => id ?? `pid ${pid}`).join(', ')
  return `what "${name}" of ${clock(startedAt)} left (${ids})`
}
