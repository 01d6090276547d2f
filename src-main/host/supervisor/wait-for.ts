// Waits until a cluster is ready or has converged, and lists what is missing.
import type { ServerSummary, WaitResult } from '../../contract/index.ts'
import { describeDisagreement } from '../../timeline/index.ts'
import type { Supervisor } from './supervisor.ts'

type Goal = 'ready' | 'converged'

/** Of servers that are not ready, the output of this many is shown, and this many lines of each. */
const MAX_OUTPUTS = 3
const MAX_LINES = 5

/** Returns one sentence for each unmet condition. */
export function unmetConditions(supervisor: Supervisor, goal: Goal): string[] {
  const unready = unreadyServers(supervisor)
  const unmet = unready.map(whyNotReady)
  const { converged, disagreements, total } = supervisor.recorder.convergence
  if (total === 0) {
    const isRunning = supervisor.servers().some(({ role, pid }) => role !== 'master' && pid !== null)
    const isExplained = unmet.length > 0 || !supervisor.converges
    return isRunning && isExplained ? unmet : [...unmet, 'no server is running']
  }
  if (goal === 'ready' || converged) return unmet
  // What a server lacks before it is ready says nothing new.
  const others = disagreements.filter(({ server }) => !unready.some(({ id }) => id === server))
  unmet.push(...others.map((one) => describeDisagreement(one)))
  return unmet.length > 0 ? unmet : ['the last reports of the servers have not arrived']
}

/** Servers that have ended are not waited for; failed ones are. */
function unreadyServers(supervisor: Supervisor): ServerSummary[] {
  return supervisor
    .servers()
    .filter(({ status, paused }) => status !== 'exited' && (status !== 'ready' || paused))
}

function whyNotReady({ id, status, waiting, problem }: ServerSummary): string {
  if (status === 'waiting') return `${id} ${waiting}`
  const [failure] = problem?.message.split('\n') ?? []
  if (failure?.startsWith(`${id} `)) return failure
  return `${id} is not ready: ${failure ?? waiting ?? status}`
}

/** What a server printed last often tells why it is not ready. */
async function outputOf(supervisor: Supervisor): Promise<WaitResult['output']> {
  const alive = unreadyServers(supervisor).filter(({ pid }) => pid !== null)
  const all = alive.map(async ({ id }) => ({ server: id, lines: await supervisor.lastOutput(id, MAX_LINES) }))
  return (await Promise.all(all)).filter(({ lines }) => lines.length > 0).slice(0, MAX_OUTPUTS)
}

/** Resolves when the goal is reached, when the run ends, or after a time limit. */
export async function waitFor(supervisor: Supervisor, goal: Goal, timeoutMs: number): Promise<WaitResult> {
  const unmet = await new Promise<string[]>((resolve) => {
    const finish = (conditions: string[]) => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) unsubscribe()
      resolve(conditions)
    }
    const check = () => {
      const conditions = unmetConditions(supervisor, goal)
      const { status } = supervisor
      if (status === 'stopping' || status === 'ended') finish(['the run is ending', ...conditions])
      else if (conditions.length === 0) finish(conditions)
    }
    const timer = setTimeout(() => finish(unmetConditions(supervisor, goal)), timeoutMs)
    const subscriptions = [supervisor.on('changed', check), supervisor.recorder.listen(check)]
    check()
  })
  const satisfied = unmet.length === 0
  return { satisfied, unmet, output: satisfied ? [] : await outputOf(supervisor) }
}
