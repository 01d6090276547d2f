// Samples processor time, memory and event-loop delay of all watched runs. It is idle while nothing is watched.
import type { HostEvent } from '../../contract/index.ts'
import type { ProcessTable } from './process-row.ts'
import { usageByRoot, type TreeUsage } from './process-trees.ts'

type Sampled = Extract<HostEvent, { type: 'metricsSampled' }>

export interface MeasuredCluster {
  readonly status: string
  readonly recorder: { now(): number }
  servers(): { id: string; pid: number | null }[]
  /** Requests the event-loop delay of every server. */
  measureDelays(): void
  /** Returns the latest delays by server id, milliseconds. */
  delays(): Map<string, number | null>
}

export interface SamplerOptions {
  table: ProcessTable
  emit(event: Sampled): void
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

interface Reading {
  /** Milliseconds. */
  at: number
  /** By pid. */
  trees: Map<number, TreeUsage>
}

export class MetricsSampler {
  readonly #options: SamplerOptions
  readonly #now: () => number
  readonly #runs = new Map<string, { cluster: MeasuredCluster; watchers: Set<object> }>()
  #timer: NodeJS.Timeout | undefined
  #last: Reading | null = null
  #reading = false

  constructor(options: SamplerOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  get isActive(): boolean {
    return this.#timer !== undefined
  }

  watch(watcher: object, run: string, cluster: MeasuredCluster): void {
    const watched = this.#runs.get(run) ?? { cluster, watchers: new Set() }
    watched.watchers.add(watcher)
    this.#runs.set(run, watched)
    if (this.#timer) return
    this.#timer = setInterval(() => void this.sample(), this.#options.table.intervalMs).unref()
    void this.sample()
  }

  unwatch(watcher: object, run: string): void {
    const watched = this.#runs.get(run)
    watched?.watchers.delete(watcher)
    if (watched?.watchers.size === 0) this.#runs.delete(run)
    if (this.#runs.size === 0) this.#stop()
  }

  /** Ends all that a watcher watches. */
  removeWatcher(watcher: object): void {
    for (const run of this.#runs.keys()) this.unwatch(watcher, run)
  }

  /** Reads all processes; emits a sample from the second reading on. */
  async sample(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    const rows = await this.#options.table.read().catch(() => [])
    this.#reading = false
    for (const [run, { cluster }] of this.#runs) if (cluster.status === 'ended') this.#runs.delete(run)
    if (this.#runs.size === 0) return this.#stop()
    const pids = [...this.#runs.values()].flatMap(({ cluster }) =>
      cluster.servers().flatMap(({ pid }) => pid ?? []),
    )
    const reading = { at: this.#now(), trees: usageByRoot(rows, [...pids, process.pid], process.pid) }
    const last = this.#last
    this.#last = reading
    for (const [run, { cluster }] of this.#runs) {
      if (last) this.#options.emit(sampled(run, cluster, last, reading))
      cluster.measureDelays()
    }
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#last = null
  }
}

function sampled(run: string, cluster: MeasuredCluster, last: Reading, reading: Reading): Sampled {
  const delays = cluster.delays()
  const processes = cluster.servers().flatMap(({ id, pid }) => {
    if (pid === null) return []
    return { id, ...usageSince(pid, last, reading), eventLoopDelay: delays.get(id) ?? null }
  })
  const grove = usageSince(process.pid, last, reading)
  return { type: 'metricsSampled', run, at: cluster.recorder.now(), processes, grove }
}

function usageSince(pid: number, last: Reading, reading: Reading): TreeUsage {
  const tree = reading.trees.get(pid) ?? { cpu: 0, memory: 0 }
  const spent = tree.cpu - (last.trees.get(pid)?.cpu ?? 0)
  return { cpu: Math.max(0, spent / ((reading.at - last.at) / 1_000)), memory: tree.memory }
}
