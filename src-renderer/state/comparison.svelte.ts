// A second run beside the one on screen: how it is read, how its times map to this run's, and what differs.
import { HostError, problemOf, type Problem, type RunSummary } from '../../src-main/contract/index.ts'
import {
  alignedMoments,
  diffRows,
  nanosecondsOf,
  offsetOf,
  type AlignedMoments,
  type Alignment,
  type DiffRow,
  type TimelineDiff,
} from '../../src-main/timeline/index.ts'
import { Chapters } from './chapters.svelte.ts'
import { EventFilter } from './event-filter.svelte.ts'
import type { Inspector } from './inspector.svelte.ts'
import type { Run } from './run.svelte.ts'
import type { Session } from './session.svelte.ts'

/** Where the other run comes from. */
export type ComparisonSource = { kind: 'file'; path: string } | { kind: 'run'; run: string }

/** The shortest time between two comparisons of a live run, and the share of the time that they may take. */
const MIN_INTERVAL_MS = 3_000
const MAX_TIME_SHARE = 0.1

export class Comparison {
  readonly run: Run
  readonly source: ComparisonSource
  /** Null until it is open. */
  other = $state.raw<Run | null>(null)
  /** The chapters of the other run; null until it is open. */
  chapters = $state.raw<Chapters | null>(null)
  /** Why the other run cannot be read, or the two cannot be compared. */
  problem = $state.raw<Problem | null>(null)
  /** The other run is A, this one is B; null until it is computed. */
  diff = $state.raw<TimelineDiff | null>(null)
  /** The chosen one. */
  alignment = $state.raw<Alignment>({ kind: 'start' })
  /** A row that was chosen: the moment in each run that it is about. */
  #pinned = $state.raw<{ here: number | null; there: number } | null>(null)
  readonly #session: Session
  /** Whether this comparison opened the other run, and so closes it. */
  #isOpener = false
  #isClosed = false
  #isComparing = false
  #isStale = false
  #next = 0

  /** The times of the chosen moment. */
  readonly moments: AlignedMoments = $derived(alignedMoments(this.diff, this.alignment))
  /** Whether both runs have the chosen moment; otherwise they are aligned on their starts. */
  readonly isAligned = $derived(this.moments.here !== null && this.moments.there !== null)
  readonly #offset = $derived(offsetOf(this.moments))
  /** How many registrations can be chosen. */
  readonly registrations = $derived(
    this.diff?.milestones.filter(({ name }) => name.startsWith('registration ')).length ?? 0,
  )

  /** What was compared, the worst news for this run first. */
  readonly rows: readonly DiffRow[] = $derived.by(() => {
    const rows = this.diff ? diffRows(this.diff) : []
    // A run that goes on has no exit code yet, which is no difference.
    return this.run.hasEnded && this.other?.hasEnded ? rows : rows.filter(({ aspect }) => aspect !== 'exit')
  })

  constructor(session: Session, run: Run, source: ComparisonSource) {
    this.#session = session
    this.run = run
    this.source = source
  }

  /** Names the other run in an address. */
  get reference(): string {
    return referenceOf(this.source)
  }

  /** Whether the other run has been read. */
  get isReady(): boolean {
    return this.other?.caughtUp ?? false
  }

  /** Returns the moment of the other run that lies under a moment of this one. */
  toOther(time: number): number {
    return time + this.#offset
  }

  /** Returns the moment of this run that a moment of the other one lies over. */
  toThis(time: number): number {
    return time - this.#offset
  }

  /** Keeps the other run at its own moment while the playhead stays where it is. */
  pin(here: number | null, there: number): void {
    this.#pinned = { here, there }
  }

  /** The other run's moment while the playhead of this one is `at`, null being now. */
  otherTime(at: number | null): number {
    const pinned = this.#pinned
    return pinned && pinned.here === at ? pinned.there : this.toOther(at ?? this.run.now)
  }

  /** Moves the playhead to what a row is about, and the other run's beside it. */
  show({ at }: DiffRow, inspector: Inspector): void {
    const [here, there] = [nanosecondsOf(at.b), nanosecondsOf(at.a)]
    if (here === null && there === null) return
    const { playhead } = inspector
    playhead.moveTo(here ?? this.toThis(there ?? 0))
    inspector.reveal(playhead.time)
    if (there !== null) this.pin(playhead.at, there)
  }

  /** Opens and reads the other run. */
  async open(): Promise<void> {
    this.problem = null
    try {
      const summary = await this.#summary()
      if (this.#isClosed) return this.#closeOther(summary.run)
      const other = summary.run === this.run.id ? this.run : this.#session.newRun(summary)
      this.other = other
      this.chapters = new Chapters(other, new EventFilter(other))
      if (other !== this.run) this.#session.follow(other)
      await other.catchUp()
    } catch (error) {
      if (!this.#isClosed) this.problem = problemOf(error)
    }
  }

  /** Compares again, soon, if something came since. To be called when the events of a run changed. */
  refresh(): void {
    this.#isStale = true
    if (this.#isComparing || this.#isClosed || !this.isReady) return
    this.#isComparing = true
    setTimeout(() => void this.#compare(), Math.max(0, this.#next - performance.now()))
  }

  close(): void {
    this.#isClosed = true
    const { other } = this
    if (!other || other === this.run) return
    this.#session.unfollow(other)
    this.#closeOther(other.id)
  }

  async #compare(): Promise<void> {
    const startedAt = performance.now()
    this.#isStale = false
    try {
      if (this.#isClosed || !this.other) return
      this.diff = await this.#session.api.diff(this.other.id, this.run.id)
      this.problem = null
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      const took = performance.now() - startedAt
      this.#next = startedAt + Math.max(MIN_INTERVAL_MS, took / MAX_TIME_SHARE)
      this.#isComparing = false
      if (this.#isStale) this.refresh()
    }
  }

  /** The same file is opened once. */
  async #summary(): Promise<RunSummary> {
    const { source } = this
    const { api } = this.#session
    const isIt = ({ run, file }: RunSummary): boolean =>
      source.kind === 'run' ? run === source.run : file === source.path
    const known = (await api.runs()).find(isIt)
    if (known) return known
    if (source.kind === 'run')
      throw new HostError({ code: 'NO_SUCH_RUN', message: 'This run is not there any more.' })
    this.#isOpener = true
    return api.open(source.path)
  }

  #closeOther(id: string): void {
    if (this.#isOpener) void this.#session.api.close(id).catch(() => undefined)
  }
}

/** The path or the id of a run. */
export function referenceOf(source: ComparisonSource): string {
  return source.kind === 'file' ? source.path : source.run
}
