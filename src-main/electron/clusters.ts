// The clusters that this Grove runs, as the host's events tell.
import type { HostServer, RunSummary, ServerSummary } from '../contract/index.ts'
import type { Words } from './words/en.ts'

export class Clusters {
  readonly #runs = new Map<string, RunSummary>()
  readonly #listeners = new Set<(run: RunSummary, before: RunSummary | undefined) => void>()

  constructor(host: Pick<HostServer, 'listen'>) {
    host.listen((event) => {
      if (event.type === 'runChanged') this.#update(event.run)
      else if (event.type === 'runClosed') this.#remove(event.run)
    })
  }

  /** Those that have processes, or may have. */
  get running(): RunSummary[] {
    return [...this.#runs.values()].filter(isRunning)
  }

  get names(): string {
    return this.running.map(({ name }) => name).join(', ')
  }

  /** How many servers should run and do not. */
  get brokenServers(): number {
    return this.running.flatMap(({ servers }) => servers.filter(isBroken)).length
  }

  find(run: string): RunSummary | undefined {
    return this.#runs.get(run)
  }

  /** Called after each change of a run. */
  onChange(listener: (run: RunSummary, before: RunSummary | undefined) => void): void {
    this.#listeners.add(listener)
  }

  #remove(id: string): void {
    const before = this.#runs.get(id)
    this.#runs.delete(id)
    if (before) this.#tell({ ...before, status: 'ended' }, before)
  }

  #update(run: RunSummary): void {
    const before = this.#runs.get(run.run)
    this.#runs.set(run.run, run)
    this.#tell(run, before)
  }

  #tell(run: RunSummary, before: RunSummary | undefined): void {
    for (const listener of this.#listeners) listener(run, before)
  }
}

/** One line about a cluster, for a menu. */
export function describeCluster(run: RunSummary, words: Words): string {
  const { name, status, servers } = run
  if (status === 'stopping') return words.cluster.stopping(name)
  const wanted = servers.filter(({ desired }) => desired === 'running')
  const ready = wanted.filter((server) => server.status === 'ready' && !server.paused)
  if (wanted.length > 0 && ready.length === wanted.length) return words.cluster.ready(name, ready.length)
  const worst = wanted.find(isBroken) ?? wanted.find((server) => !ready.includes(server))
  if (status === 'starting' || !worst) return words.cluster.starting(name)
  return words.cluster.notReady(
    name,
    ready.length,
    wanted.length,
    `${worst.id}: ${worst.paused ? 'paused' : worst.status}`,
  )
}

function isRunning({ readOnly, status }: RunSummary): boolean {
  return !readOnly && status !== 'ended'
}

/** It should run, but has failed or ended by itself. */
export function isBroken({ desired, status }: ServerSummary): boolean {
  return desired === 'running' && (status === 'failed' || status === 'exited')
}
