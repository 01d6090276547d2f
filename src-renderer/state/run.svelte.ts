// One run on screen: its summary, its events, its metrics, and how it converges.
import type {
  HostApi,
  ReadLines,
  ResourceUsage,
  RunSummary,
  ServerMetrics,
} from '../../src-main/contract/index.ts'
import {
  ChapterTracker,
  dialectOf,
  parseLinesForColumns,
  type Chapter,
  type Dialect,
  type Note,
  type Replay,
  type TimelineEvent,
  type TimelineLine,
} from '../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../flow/convergence-history.ts'
import { throttleToFrame } from '../flow/frame.ts'
import type { LaneIndex } from '../flow/lanes.ts'
import { EventStore } from '../flow/store.ts'
import { words } from '../words/words.svelte.ts'
import { Findings } from './findings.svelte.ts'
import { LogSearch } from './logs.svelte.ts'
import { MetricsHistory } from './metrics-history.svelte.ts'
import { MAX_WORK_MS, nextTask } from './next-task.ts'
import { ReactiveSource } from './reactive-source.ts'

const LARGE_RUN_EVENTS = 20_000
/** Between two updates of a run: smooth to look at, and half the work of one in each frame. */
const INTERVAL_MS = 30
/** Between two updates of a large run, and while recorded lines are still loading. */
const LARGE_RUN_INTERVAL_MS = 50
const LOADING_INTERVAL_MS = 1_500

/** Why nothing is known of a run any more. */
export type FreezeReason = keyof typeof words.session.frozen

/** The launcher is gone or silent: nothing is known of the run since then. */
export interface Frozen {
  /** When the launcher was heard last, nanoseconds since t0. */
  at: number
  /** "the launcher ended", in the current language. */
  readonly reason: string
  /** A launcher answers, but does not run it. */
  hasLauncher: boolean
}

export class Run {
  summary = $state.raw<RunSummary>() as RunSummary
  /** Everything recorded so far has been read. */
  caughtUp = $state(false)
  /** Nanoseconds since t0: the present of a live run, the last event of a finished one. */
  now = $state(0)
  /** Null while the launcher answers. */
  frozen = $state.raw<Frozen | null>(null)
  readonly logs: LogSearch
  readonly findings = new Findings()
  /** CPU and memory of each server's process, by server id; sampled while a window watches. */
  metrics = $state.raw<ReadonlyMap<string, ServerMetrics>>(new Map())
  readonly metricsHistory = new MetricsHistory()
  /** The same for Grove itself. */
  groveUsage = $state.raw<ResourceUsage | null>(null)
  readonly #readLines: ReadLines
  readonly #store = new EventStore()
  readonly #history = new ConvergenceHistory()
  readonly #chapters = new ChapterTracker()
  readonly #events = new ReactiveSource()
  readonly #controlEvents = new ReactiveSource()
  #notifiedControlEvents = 0
  #fetching = false
  /** The number of lines that the host has announced. */
  #announced = 0
  readonly #decoder = new TextDecoder()
  readonly #update = throttleToFrame(() => this.#notify())
  #waiting = false
  #updatedAt = -Infinity

  constructor(api: HostApi, readLines: ReadLines, summary: RunSummary) {
    this.#readLines = readLines
    this.summary = summary
    this.logs = new LogSearch(api, summary.run)
  }

  get id(): string {
    return this.summary.run
  }

  get live(): boolean {
    return this.frozen === null && !this.hasEnded
  }

  /** Whether nothing of it runs any more, as far as is known. */
  get hasEnded(): boolean {
    return this.summary.readOnly || this.summary.status === 'ended'
  }

  /**
   * Stops the clock; a second call changes only the reason.
   * @param heardAt when the launcher was heard last, milliseconds since 1970
   */
  freeze(heardAt: number, reason: FreezeReason, hasLauncher = false): void {
    // An ended run needs its launcher no more, unless that is another Grove: it has the lines.
    if (this.hasEnded && !this.summary.launcher) return
    const heard = this.hasEnded ? 0 : this.#clockAt(heardAt)
    const at = this.frozen?.at ?? Math.max(heard, this.#store.end)
    this.frozen = {
      at,
      hasLauncher,
      get reason() {
        return words.session.frozen[reason]
      },
    }
    this.updateClock()
  }

  unfreeze(): void {
    this.frozen = null
    this.updateClock()
  }

  /** Makes the caller depend on the events, which change at most once a frame. */
  trackEvents(): void {
    this.#events.track()
  }

  /** All events; tracked. */
  get store(): EventStore {
    this.trackEvents()
    return this.#store
  }

  /** How the events are read; tracked. */
  get dialect(): Dialect {
    return dialectOf(this.store.header)
  }

  /** Convergence over time; tracked. */
  get history(): ConvergenceHistory {
    this.trackEvents()
    return this.#history
  }

  /** All events but RPC packets and log lines; tracked, but apart: RPC packets do not update who reads it. */
  get controlEvents(): readonly TimelineEvent[] {
    this.#controlEvents.track()
    return this.#store.control
  }

  /** The parts of the run by cause; tracked as `controlEvents` is. */
  get chapters(): readonly Chapter[] {
    this.#controlEvents.track()
    return this.#chapters.chapters(this.#store.events, words.sentences)
  }

  /** The notes of the user; tracked as `controlEvents` is. */
  get notes(): readonly Note[] {
    this.#controlEvents.track()
    return this.#store.events.notes.list
  }

  /** The states of the processes; tracked as `controlEvents` are. */
  get lanes(): LaneIndex {
    this.#controlEvents.track()
    return this.#store.lanes
  }

  /** The cluster at any moment; tracked as `controlEvents` is. */
  get replay(): Replay {
    this.#controlEvents.track()
    return this.#store.replay
  }

  /** Takes a pushed batch. Missing lines before it are fetched. */
  receiveLines(first: number, lines: readonly TimelineLine[]): void {
    this.#announced = Math.max(this.#announced, first + lines.length)
    // A failed fetch is not reported: the next batch fetches again.
    if (!this.#append(first, lines)) this.catchUp().catch(() => undefined)
  }

  /** Reads the lines recorded so far. Pushed and fetched lines may overlap: the store adds each once. */
  async catchUp(): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    try {
      let before: number
      do {
        before = this.#store.lines
        await this.#read(before)
      } while (this.#store.lines < this.#announced && this.#store.lines > before)
      this.caughtUp = true
    } finally {
      this.#fetching = false
    }
  }

  /** @param at nanoseconds since t0 */
  receiveMetrics(at: number, processes: readonly ServerMetrics[], grove: ResourceUsage): void {
    this.metricsHistory.add(at, processes)
    this.metrics = new Map(processes.map((process) => [process.id, process]))
    this.groveUsage = grove
  }

  updateClock(): void {
    const clock = this.live ? this.#clockAt(Date.now()) : (this.frozen?.at ?? 0)
    this.now = Math.max(clock, this.#store.end)
    if (this.caughtUp) this.findings.refresh(this.#store, this.live, this.now)
  }

  /** The time of the run at a time of this machine, milliseconds since 1970. */
  #clockAt(time: number): number {
    const started = Date.parse(this.#store.header?.startedAt ?? '')
    return Number.isNaN(started) ? 0 : (time - started) * 1e6
  }

  async #read(from: number): Promise<void> {
    let { first, parts } = await this.#readLines(this.id, from)
    let workedSince = performance.now()
    for await (const text of parts) {
      const lines = parseLinesForColumns(this.#decoder.decode(text))
      this.#append(first, lines)
      first += lines.length
      if (performance.now() - workedSince < MAX_WORK_MS) continue
      await nextTask()
      workedSince = performance.now()
    }
  }

  #append(first: number, lines: readonly TimelineLine[]): boolean {
    const isFirst = this.#store.header === null
    const added = this.#store.append(first, lines)
    if (!added) return false
    if (isFirst && this.#store.header) {
      this.#history.setHeader(this.#store.header)
      this.#chapters.setHeader(this.#store.header)
    }
    this.#history.append(added)
    this.#chapters.append(added)
    this.#scheduleUpdate()
    return true
  }

  /** Views update in the next frame, but only so often: a large run leaves more time to work with it. */
  #scheduleUpdate(): void {
    if (this.#waiting) return
    const isSmall = this.#store.events.length < LARGE_RUN_EVENTS
    const interval = isSmall ? INTERVAL_MS : this.caughtUp ? LARGE_RUN_INTERVAL_MS : LOADING_INTERVAL_MS
    const wait = this.#updatedAt + interval - performance.now()
    if (wait <= 0) return this.#update.request()
    this.#waiting = true
    setTimeout(() => {
      this.#waiting = false
      this.#update.request()
    }, wait)
  }

  #notify(): void {
    this.#updatedAt = performance.now()
    this.updateClock()
    this.#events.notify()
    if (this.#store.control.length === this.#notifiedControlEvents) return
    this.#notifiedControlEvents = this.#store.control.length
    this.#controlEvents.notify()
  }
}
