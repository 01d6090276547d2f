// Waits until a cluster is ready or has converged, and lists what is missing.
import type { WaitResult } from '../../contract/index.ts'
import { describeDisagreement } from '../../timeline/index.ts'
import type { Supervisor } from './supervisor.ts'

type Goal = 'ready' | 'converged'

/** Returns one sentence for each condition that is not met; none where the goal is reached. */
export function unmetConditions(supervisor: Supervisor, goal: Goal): string[] {
  // A server that was stopped, or has ended by itself, is not waited for; one that failed is.
  const unready = supervisor
    .servers()
    .filter(({ status, paused }) => status !== 'exited' && (status !== 'ready' || paused))
    .map(({ id, status, paused }) => `${id} is not ready: ${paused ? 'paused' : status}`)
  const { converged, disagreements, total } = supervisor.recorder.convergence
  if (total === 0) return [...unready, 'no server runs that could agree with the master']
  if (goal === 'ready' || converged) return unready
  const unmet = [...unready, ...disagreements.map(describeDisagreement)]
  return unmet.length > 0 ? unmet : ['the last reports of the servers are not in yet']
}

/** Resolves when the goal is reached, when the run ends, or after a time limit. */
export function waitFor(supervisor: Supervisor, goal: Goal, timeoutMs: number): Promise<WaitResult> {
  return new Promise((resolve) => {
    const finish = (lacks: string[]) => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) unsubscribe()
      resolve({ satisfied: lacks.length === 0, unmet: lacks })
    }
    const check = () => {
      const lacks = unmetConditions(supervisor, goal)
      const { status } = supervisor
      if (status === 'stopping' || status === 'ended') finish(['the run is ending', ...lacks])
      else if (lacks.length === 0) finish(lacks)
    }
    const timer = setTimeout(() => finish(unmetConditions(supervisor, goal)), timeoutMs)
    const subscriptions = [supervisor.on('changed', check), supervisor.recorder.listen(check)]
    check()
  })
}
