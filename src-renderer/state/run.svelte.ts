// One run on screen: its summary, its events (in a plain store behind a version number), and how it converges.
import type { HostApi, ResourceUsage, RunSummary, ServerMetrics } from '../../src-main/contract/index.ts'
import type { TimelineLine } from '../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../flow/convergence-history.ts'
import { EventStore } from '../flow/store.ts'
import { throttleToFrame } from '../flow/frame.ts'
import { Findings } from './findings.svelte.ts'
import { Logs } from './logs.svelte.ts'

const PAGE_LINES = 5000
const LARGE_RUN_EVENTS = 20_000
/** Milliseconds between two pictures of a run with many events, and of one that is still being read. */
const LARGE_RUN_INTERVAL_MS = 150
const LOADING_INTERVAL_MS = 500

interface Page {
  from: number
  lines: Promise<TimelineLine[]>
}

export class Run {
  summary = $state.raw<RunSummary>() as RunSummary
  /** Rises with each batch of lines; whoever reads the store reads this too. */
  version = $state(0)
  /** Everything recorded so far has been read. */
  caughtUp = $state(false)
  /** Nanoseconds since t0: the present of a live run, the last event of a finished one. */
  now = $state(0)
  store = new EventStore()
  history = new ConvergenceHistory()
  readonly logs: Logs
  readonly findings = new Findings()
  /** What each process costs, while somebody watches; by server. */
  metrics = $state.raw<ReadonlyMap<string, ServerMetrics>>(new Map())
  /** What Grove itself costs. */
  groveUsage = $state.raw<ResourceUsage | null>(null)
  readonly #api: HostApi
  #fetching = false
  /** How many lines there are, as far as was heard. */
  #announced = 0
  readonly #bump = throttleToFrame(() => (this.version += 1))
  #waiting = false

  constructor(api: HostApi, summary: RunSummary) {
    this.#api = api
    this.summary = summary
    this.logs = new Logs(api, summary.run)
  }

  get id(): string {
    return this.summary.run
  }

  get live(): boolean {
    return !this.summary.readOnly && this.summary.status !== 'ended'
  }

  /** A pushed batch. Where lines before it are missing, they are fetched. */
  receiveLines(first: number, lines: readonly TimelineLine[]): void {
    this.#announced = Math.max(this.#announced, first + lines.length)
    // A failure needs no word: the next batch asks again.
    if (!this.#append(first, lines)) this.catchUp().catch(() => undefined)
  }

  /** Reads what was recorded while nobody listened. Pushed and fetched lines may overlap: the store takes each once. */
  async catchUp(): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    try {
      for (let page: Page | null = this.#page(this.store.lines); page;) {
        const { from }: Page = page
        const lines: TimelineLine[] = await page.lines
        // The next one is asked for before this one is taken in: both ends work.
        const next: Page | null = lines.length === PAGE_LINES ? this.#page(from + PAGE_LINES) : null
        this.#append(from, lines)
        const behind = this.store.lines < this.#announced && lines.length > 0
        page = next ?? (behind ? this.#page(this.store.lines) : null)
      }
      this.caughtUp = true
    } finally {
      this.#fetching = false
    }
  }

  receiveMetrics(processes: readonly ServerMetrics[], grove: ResourceUsage): void {
    this.metrics = new Map(processes.map((numbers) => [numbers.id, numbers]))
    this.groveUsage = grove
  }

  updateClock(): void {
    const started = this.store.header ? Date.parse(this.store.header.startedAt) : Number.NaN
    const clock = this.live && !Number.isNaN(started) ? (Date.now() - started) * 1e6 : 0
    this.now = Math.max(clock, this.store.end)
    if (this.caughtUp) this.findings.refresh(this.store, this.live, this.now)
  }

  #page(from: number): Page {
    return { from, lines: this.#api.lines(this.id, from) }
  }

  #append(first: number, lines: readonly TimelineLine[]): boolean {
    const fresh = this.store.append(first, lines)
    if (!fresh) return false
    this.history.take(fresh)
    this.#show()
    return true
  }

  /** In the next frame; a run with many events is shown a few times a second, which leaves time to work with it. */
  #show(): void {
    if (this.#waiting) return
    if (this.store.events.length < LARGE_RUN_EVENTS) return this.#bump.request()
    this.#waiting = true
    setTimeout(
      () => {
        this.#waiting = false
        this.#bump.request()
      },
      this.caughtUp ? LARGE_RUN_INTERVAL_MS : LOADING_INTERVAL_MS,
    )
  }
}
