// Everything at the playhead. Each value is computed when it is first read, and again only when it can have changed.
import { untrack } from 'svelte'
import {
  clusterVerdict,
  convergence,
  serverFacts,
  ViewComparison,
  whoKnowsWhom,
  type ClusterState,
  type Convergence,
  type Matrix,
  type ServerFacts,
  type TimelineWords,
  type Verdict,
  type VerdictContext,
} from '../../src-main/timeline/index.ts'
import { words } from '../words/words.svelte.ts'
import type { Playhead } from './playhead.svelte.ts'
import type { Run } from './run.svelte.ts'

/** How often what depends on the clock of a live run is computed again. */
const TICK_NS = 5e8

export class Moment {
  readonly #run: Run
  readonly #playhead: Playhead
  readonly #comparison = new ViewComparison()
  readonly #comparisonBefore = new ViewComparison()
  /** How many events are before a moment in the past: events that come later do not change it. */
  readonly #count = $derived.by(() => this.#countUntil(this.#playhead.at))
  readonly #countBefore = $derived.by(() => this.#countUntil(this.#playhead.previousStop))
  /** The state of the cluster. At now it follows the control plane, not each RPC packet. */
  readonly cluster: ClusterState = $derived.by(() => this.#stateAt(this.#playhead.at, this.#count))
  /** The state at the playhead's previous stop; null if it never moved. */
  readonly before: ClusterState | null = $derived.by(() => {
    const { previousStop } = this.#playhead
    return previousStop === null ? null : this.#stateAt(previousStop, this.#countBefore)
  })
  readonly convergence: Convergence = $derived(convergence(this.cluster, this.#comparison))
  /** Who knows whom; and the same at the previous stop. */
  readonly matrix: Matrix = $derived.by(() => this.#matrixOf(this.cluster, this.#comparison))
  readonly matrixBefore: Matrix | null = $derived.by(
    () => this.before && this.#matrixOf(this.before, this.#comparisonBefore),
  )
  readonly #facts = $derived.by(() => factsReader(this.cluster, words.sentences))
  readonly #tick = $derived.by(() => (this.isNow ? Math.floor(this.#run.now / TICK_NS) : 0))
  readonly #clock = $derived.by(() => {
    void this.#tick
    void this.cluster
    return this.#playhead.at ?? untrack(() => this.#run.now)
  })
  /** Requests without an answer, RPC calls included. */
  readonly pending: ClusterState['pending'] = $derived.by(() => {
    void this.#tick
    const run = this.#run
    // Live, the clock is enough: calls come and go with each packet.
    const { events, pendingCalls } = run.live ? untrack(() => run.store) : run.store
    return [...this.cluster.pending, ...pendingCalls.upTo(this.#count ?? events.length)]
  })

  /** The worst thing that is true, and what helps. At now its times follow the clock. */
  readonly verdict: Verdict = $derived.by(() => {
    void this.#tick
    const { hasEnded, caughtUp } = this.#run
    const verdict = clusterVerdict(
      this.cluster,
      this.convergence,
      untrack(() => this.#verdictContext(hasEnded && caughtUp)),
      words.sentences,
    )
    return caughtUp || !this.isNow ? verdict : whileReading(verdict, words.sentences)
  })

  constructor(run: Run, playhead: Playhead) {
    this.#run = run
    this.#playhead = playhead
  }

  /** Nanoseconds since t0. */
  get time(): number {
    return this.#playhead.time
  }

  /** The same for texts that say how long ago something was: at now it moves twice a second, and with the state. */
  get clock(): number {
    return this.#clock
  }

  /** Whether it is the present, or the end of an ended run. */
  get isNow(): boolean {
    return this.#playhead.at === null
  }

  /** What is true of one server. */
  facts(id: string): ServerFacts {
    return this.#facts(id)
  }

  /** RPC packets do not change it. */
  #matrixOf(cluster: ClusterState, comparison: ViewComparison): Matrix {
    return whoKnowsWhom(cluster, { comparison, events: untrack(() => this.#run.store.events) })
  }

  #verdictContext(hasEnded: boolean): VerdictContext {
    const { header, end } = this.#run.store
    const members = header?.plan.servers.filter(({ role }) => role !== 'resource') ?? []
    return {
      at: this.clock,
      planned: members.map(({ id }) => id),
      endedAt: hasEnded ? end : null,
    }
  }

  #countUntil(time: number | null): number | null {
    return time === null ? null : this.#run.store.events.after(time)
  }

  /** @param count of events up to a past moment; null for now, which changes with each control event */
  #stateAt(time: number | null, count: number | null): ClusterState {
    if (time === null || count === null) return this.#run.replay.at(Number.POSITIVE_INFINITY)
    return untrack(() => this.#run.replay.at(time))
  }
}

/** The end of what has been read is not yet the present. */
function whileReading({ word, sentence }: Verdict, { verdict }: TimelineWords): Verdict {
  const soFar = verdict.stillReading(word, sentence)
  return { tone: 'wait', word: verdict.reading, sentence: soFar, others: [], remedy: null }
}

/** Reads the facts of each server of one state once. */
function factsReader(cluster: ClusterState, sentences: TimelineWords): (id: string) => ServerFacts {
  const known = new Map<string, ServerFacts>()
  return (id) => {
    const facts = known.get(id) ?? serverFacts(cluster, id, sentences)
    known.set(id, facts)
    return facts
  }
}
