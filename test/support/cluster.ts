// A cluster of real processes for one test: started by the host, stopped and checked for leaks when the test ends.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePlan, type ClusterPlan } from '../../src-main/contract/index.ts'
import { launch, type LaunchOptions } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import type { HeaderEvent, TimelineEvent } from '../../src-main/timeline/index.ts'
import { until } from './until.ts'

export const samplePath = join(import.meta.dirname, '..', '..', 'src-main', 'samples', 'chat')

/** A plan with the chat sample's server types and these counts. */
export function chatPlan(counts: Record<string, number> = {}, change: object = {}): unknown {
  const servers = {
    gate: { count: 1, port: 'none' },
    connector: { count: 2 },
    chat: { count: 3 },
    ...change,
  }
  const counted = Object.entries(servers).map(([type, group]) => [
    type,
    { ...group, ...(type in counts ? { count: counts[type] } : {}) },
  ])
  return { name: 'test', servers: Object.fromEntries(counted) }
}

/** Parses a plan that must be valid. */
export function planOf(plan: unknown): ClusterPlan {
  const parsed = parsePlan(plan)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

export class RunningCluster implements AsyncDisposable {
  readonly cluster: Supervisor
  readonly file: string
  readonly #state: string
  readonly #pids = new Set<number>()

  constructor(cluster: Supervisor, file: string, state: string) {
    this.cluster = cluster
    this.file = file
    this.#state = state
    cluster.on('changed', () => this.#notePids())
  }

  get header(): HeaderEvent {
    return this.cluster.recorder.latestLines[0] as HeaderEvent
  }

  get events(): TimelineEvent[] {
    return this.cluster.recorder.latestLines.filter(
      (line): line is TimelineEvent => line.t !== 'header' && line.t !== 'footer',
    )
  }

  pidOf(id: string): number {
    const pid = this.cluster.servers().find((server) => server.id === id)?.pid
    if (pid === undefined || pid === null) throw new Error(`${id} has no process`)
    return pid
  }

  /** Pids of all processes that this run ever had. */
  get pids(): number[] {
    return [...this.#pids]
  }

  /** Waits until every server is ready and every view equals the master's. */
  async converged(count: number): Promise<void> {
    await until(
      `${count} servers are ready and converged`,
      () => {
        const { converged, total } = this.cluster.recorder.convergence
        return converged && total === count && this.#registered() === count
      },
      { within: 20_000, detail: () => this.describe() },
    )
  }

  /** Detail for a failed wait: each server, the problems, and which views lack which server. */
  describe(): string {
    const servers = this.cluster
      .servers()
      .map(({ id, status, exit }) => `${id}: ${status} ${JSON.stringify(exit)}`)
    const problems = this.cluster.problems.map(({ code, message }) => `${code}: ${message}`)
    return [...servers, ...problems, JSON.stringify(this.cluster.recorder.convergence)].join('\n')
  }

  async stop(): Promise<void> {
    await this.cluster.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.#state, { recursive: true, force: true })
    const left = this.pids.filter(isAlive)
    if (left.length > 0) throw new Error(`left running: ${left.join(', ')}`)
  }

  /** Number of servers in the master's registry. */
  #registered(): number | undefined {
    const change = this.events.findLast((event) => event.t === 'view' && event.process === 'master-1')
    return change?.t === 'view' ? change.size : undefined
  }

  #notePids(): void {
    for (const { pid } of this.cluster.servers()) if (pid !== null) this.#pids.add(pid)
  }
}

export async function startCluster(
  plan: unknown = chatPlan(),
  options: Partial<Omit<LaunchOptions, 'plan'>> = {},
): Promise<RunningCluster> {
  const state = await mkdtemp(join(tmpdir(), 'grove-test-'))
  const { supervisor: cluster, file } = await launch({
    directory: samplePath,
    state,
    ...options,
    plan: planOf(plan),
  })
  const running = new RunningCluster(cluster, file, state)
  await cluster.start()
  return running
}

/** Whether a process with this pid runs; false for a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
