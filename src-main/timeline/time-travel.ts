// The state of the cluster at any moment, soon: snapshots are kept along the way, and the rest is replayed.
import type { Nanoseconds, TimelineEvent } from './event.ts'
import { bisect } from './bisect.ts'
import { ClusterState } from './replay.ts'

/** Events in the order of time. Of RPC packets the body does not matter. */
export interface ReplaySource {
  readonly length: number
  /** Index of the first event that is later than `time`. */
  after(time: Nanoseconds): number
  at(index: number): TimelineEvent
}

/** So many events of the control plane lie between two snapshots. They share what did not change between them. */
const KEYFRAME_INTERVAL = 8_192
/**
 * A packet of RPC counts as so many of those: it takes as long as they do, or longer, but a snapshot after it costs
 * nearly nothing, while one after a change of views costs the copies of all that changed.
 */
const RPC_WEIGHT = 8

interface Keyframe {
  /** The state after so many events. */
  count: number
  state: ClusterState
}

export class Replay {
  readonly #source: ReplaySource
  readonly #every: number
  readonly #keyframes: Keyframe[] = [{ count: 0, state: new ClusterState() }]

  constructor(source: ReplaySource, every = KEYFRAME_INTERVAL) {
    this.#source = source
    this.#every = every
  }

  /** The cluster at a moment, events of that moment included. What is given is the caller's own. */
  at(time: Nanoseconds): ClusterState {
    const count = this.#source.after(time)
    const nearest = this.#keyframes[
      bisect(this.#keyframes, (keyframe) => keyframe.count > count) - 1
    ] as Keyframe
    const state = nearest.state.fork()
    let work = 0
    // Only beyond the last snapshot there is as much to do as makes another one.
    for (let index = nearest.count; index < count; index += 1) {
      if (work >= this.#every) {
        this.#keyframes.push({ count: index, state: state.fork() })
        work = 0
      }
      const event = this.#source.at(index)
      work += event.t === 'packet' && event.link === 'rpc' ? RPC_WEIGHT : 1
      state.apply(event)
    }
    return state
  }

  /** Events from this index on are not what they were: one came that belongs before others. */
  changedFrom(index: number): void {
    this.#keyframes.length = bisect(this.#keyframes, ({ count }) => count > index)
  }
}
