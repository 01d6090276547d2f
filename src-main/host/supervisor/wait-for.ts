// Waiting for a cluster: until its servers are ready, or agree with the master too; and what is still missing.
import type { Reached } from '../../contract/index.ts'
import { describeDisagreement } from '../../timeline/index.ts'
import type { Supervisor } from './supervisor.ts'

type Goal = 'ready' | 'converged'

/** What the cluster lacks now to be ready, or converged, a sentence each; none where it is. */
export function unmetConditions(cluster: Supervisor, goal: Goal): string[] {
  // What was stopped on purpose, or has ended by itself, is not waited for; what failed is.
  const awaited = cluster.servers().filter(({ status }) => status !== 'exited')
  const unready = awaited
    .filter(({ status, paused }) => status !== 'ready' || paused)
    .map(({ id, status, paused }) => `${id} is not ready: ${paused ? 'paused' : status}`)
  const { converged, disagreements, total } = cluster.recorder.convergence
  if (total === 0) return [...unready, 'no server runs that could agree with the master']
  if (goal === 'ready' || converged) return unready
  const disagreeing = [...unready, ...disagreements.map(describeDisagreement)]
  return disagreeing.length > 0 ? disagreeing : ['the last reports of the servers are not in yet']
}

/** Resolves when nothing is missing any more, when the run ends, or after `time` milliseconds. */
export function waitFor(cluster: Supervisor, goal: Goal, time: number): Promise<Reached> {
  return new Promise((resolve) => {
    const undo: (() => void)[] = []
    const settle = (lacks: string[]) => {
      clearTimeout(timer)
      for (const each of undo) each()
      resolve({ reached: lacks.length === 0, lacks })
    }
    const look = () => {
      const lacks = unmetConditions(cluster, goal)
      if (cluster.status === 'stopping' || cluster.status === 'ended') settle(['the run is ending', ...lacks])
      else if (lacks.length === 0) settle(lacks)
    }
    const timer = setTimeout(() => settle(unmetConditions(cluster, goal)), time)
    undo.push(cluster.listen(look), cluster.recorder.listen(look))
    look()
  })
}
