// Waits until a cluster is ready or has converged, and lists what is missing.
import type { ServerSummary, WaitResult } from '../../contract/index.ts'
import { describeDisagreement } from '../../timeline/index.ts'
import type { Supervisor } from './supervisor.ts'

type Goal = 'ready' | 'converged'

/** Returns one sentence for each unmet condition. */
export function unmetConditions(supervisor: Supervisor, goal: Goal): string[] {
  // Servers that have ended are not waited for; failed ones are.
  const unready = supervisor
    .servers()
    .filter(({ status, paused }) => status !== 'exited' && (status !== 'ready' || paused))
  const unmet = unready.map(whyNotReady)
  const { converged, disagreements, total } = supervisor.recorder.convergence
  if (total === 0) return [...unmet, 'no server is running']
  if (goal === 'ready' || converged) return unmet
  // What a server lacks before it is ready says nothing new.
  const others = disagreements.filter(({ server }) => !unready.some(({ id }) => id === server))
  unmet.push(...others.map(describeDisagreement))
  return unmet.length > 0 ? unmet : ['the last reports of the servers have not arrived']
}

function whyNotReady({ id, status, waiting, problem }: ServerSummary): string {
  const [failure] = problem?.message.split('\n') ?? []
  if (failure?.startsWith(`${id} `)) return failure
  return `${id} is not ready: ${failure ?? waiting ?? status}`
}

/** Resolves when the goal is reached, when the run ends, or after a time limit. */
export function waitFor(supervisor: Supervisor, goal: Goal, timeoutMs: number): Promise<WaitResult> {
  return new Promise((resolve) => {
    const finish = (unmet: string[]) => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) unsubscribe()
      resolve({ satisfied: unmet.length === 0, unmet })
    }
    const check = () => {
      const unmet = unmetConditions(supervisor, goal)
      const { status } = supervisor
      if (status === 'stopping' || status === 'ended') finish(['the run is ending', ...unmet])
      else if (unmet.length === 0) finish(unmet)
    }
    const timer = setTimeout(() => finish(unmetConditions(supervisor, goal)), timeoutMs)
    const subscriptions = [supervisor.on('changed', check), supervisor.recorder.listen(check)]
    check()
  })
}
