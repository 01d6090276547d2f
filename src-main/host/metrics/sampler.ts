// The one sampler of processor time, memory and event-loop delay of all runs. It works only while somebody looks.
import type { HostEvent } from '../../contract/index.ts'
import type { ProcessTable } from './process-row.ts'
import { treesOf, type Tree } from './process-trees.ts'

type Sampled = Extract<HostEvent, { type: 'metricsSampled' }>

/** What is asked of a cluster. */
export interface Measured {
  readonly status: string
  readonly recorder: { now(): number }
  servers(): { id: string; pid: number | null }[]
  /** Asks every server for its event-loop delay. */
  measureDelays(): void
  /** Milliseconds by id, as the servers answered last. */
  delays(): Map<string, number | null>
}

export interface SamplerOptions {
  table: ProcessTable
  tell(event: Sampled): void
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

/** Processor time until a moment, by process. */
interface Reading {
  at: number
  trees: Map<number, Tree>
}

export class MetricsSampler {
  readonly #options: SamplerOptions
  readonly #now: () => number
  readonly #watched = new Map<string, { cluster: Measured; watchers: Set<object> }>()
  #timer: NodeJS.Timeout | undefined
  #last: Reading | null = null
  #reading = false

  constructor(options: SamplerOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** Whether it is at work. */
  get active(): boolean {
    return this.#timer !== undefined
  }

  watch(watcher: object, run: string, cluster: Measured): void {
    const watched = this.#watched.get(run) ?? { cluster, watchers: new Set() }
    watched.watchers.add(watcher)
    this.#watched.set(run, watched)
    if (this.#timer) return
    this.#timer = setInterval(() => void this.sample(), this.#options.table.interval).unref()
    void this.sample()
  }

  unwatch(watcher: object, run: string): void {
    const watched = this.#watched.get(run)
    watched?.watchers.delete(watcher)
    if (watched?.watchers.size === 0) this.#watched.delete(run)
    if (this.#watched.size === 0) this.#rest()
  }

  /** The watcher is gone. */
  forget(watcher: object): void {
    for (const run of this.#watched.keys()) this.unwatch(watcher, run)
  }

  /** Two readings make a sample. */
  async sample(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    const rows = await this.#options.table.read().catch(() => [])
    this.#reading = false
    for (const [run, { cluster }] of this.#watched) if (cluster.status === 'ended') this.#watched.delete(run)
    if (this.#watched.size === 0) return this.#rest()
    const pids = [...this.#watched.values()].flatMap(({ cluster }) =>
      cluster.servers().flatMap(({ pid }) => pid ?? []),
    )
    const reading = { at: this.#now(), trees: treesOf(rows, [...pids, process.pid], process.pid) }
    const last = this.#last
    this.#last = reading
    for (const [run, { cluster }] of this.#watched) {
      if (last) this.#options.tell(sampled(run, cluster, last, reading))
      cluster.measureDelays()
    }
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#last = null
  }
}

function sampled(run: string, cluster: Measured, last: Reading, reading: Reading): Sampled {
  const delays = cluster.delays()
  const processes = cluster.servers().flatMap(({ id, pid }) => {
    if (pid === null) return []
    return { id, ...loadOf(pid, last, reading), eventLoopDelay: delays.get(id) ?? null }
  })
  const grove = loadOf(process.pid, last, reading)
  return { type: 'metricsSampled', run, at: cluster.recorder.now(), processes, grove }
}

function loadOf(pid: number, last: Reading, reading: Reading): Tree {
  const tree = reading.trees.get(pid) ?? { cpu: 0, memory: 0 }
  const spent = tree.cpu - (last.trees.get(pid)?.cpu ?? 0)
  return { cpu: Math.max(0, spent / ((reading.at - last.at) / 1_000)), memory: tree.memory }
}
