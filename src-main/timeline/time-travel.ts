// The state of the cluster at any moment, soon: a snapshot is kept every so many events, and the rest is replayed.
import type { Nanoseconds, TimelineEvent } from './event.ts'
import { ClusterState } from './replay.ts'

/** Events in the order of time. Their bodies matter only where `KnownRecords` and `askedIn` read them. */
export interface ReplaySource {
  readonly length: number
  /** Index of the first event that is later than `time`. */
  after(time: Nanoseconds): number
  at(index: number): TimelineEvent
}

const EVERY = 8_192

export class Replay {
  readonly #source: ReplaySource
  readonly #every: number
  /** `[k]` is the state after the first `k * every` events. They share what did not change between them. */
  #keyframes: ClusterState[] = [new ClusterState()]

  constructor(source: ReplaySource, every = EVERY) {
    this.#source = source
    this.#every = every
  }

  /** The cluster at a moment, events of that moment included. What is given is the caller's own. */
  at(time: Nanoseconds): ClusterState {
    const count = this.#source.after(time)
    const wanted = Math.floor(count / this.#every)
    this.#prepare(wanted)
    const state = (this.#keyframes[wanted] ?? new ClusterState()).fork()
    this.#apply(state, wanted * this.#every, count)
    return state
  }

  /** Events from this index on are not what they were: one came that belongs before others. */
  changedFrom(index: number): void {
    this.#keyframes.length = Math.min(this.#keyframes.length, Math.floor(index / this.#every) + 1)
  }

  /** Snapshots up to number `last`. */
  #prepare(last: number): void {
    if (this.#keyframes.length > last) return
    const state = (this.#keyframes.at(-1) ?? new ClusterState()).fork()
    while (this.#keyframes.length <= last) {
      const from = (this.#keyframes.length - 1) * this.#every
      this.#apply(state, from, from + this.#every)
      this.#keyframes.push(state.fork())
    }
  }

  #apply(state: ClusterState, from: number, to: number): void {
    for (let index = from; index < to; index += 1) state.apply(this.#source.at(index))
  }
}
