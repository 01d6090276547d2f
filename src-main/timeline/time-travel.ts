// The state of the cluster at any time: replayed from the nearest of the snapshots kept along the way.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { Nanoseconds, TimelineEvent } from './event.ts'
import { bisect } from '../../core/kit/binary-search.ts'
import { ClusterState } from './replay.ts'

/** Events in the order of time; RPC packets may lack their bodies. */
export interface ReplaySource {
  readonly length: number
  /** Index of the first event that is later than `time`. */
  after(time: Nanoseconds): number
  at(index: number): TimelineEvent
  /** Whether the event is an RPC packet, which changes no state. */
  isRpc(index: number): boolean
}

/** Control-plane events between two snapshots. Snapshots share what did not change. */
const KEYFRAME_INTERVAL = 8_192

interface Keyframe {
  /** The number of events applied to `state`. */
  count: number
  state: ClusterState
}

export class Replay {
  readonly #source: ReplaySource
  readonly #interval: number
  #keyframes: Keyframe[] = [{ count: 0, state: new ClusterState() }]

  constructor(source: ReplaySource, interval = KEYFRAME_INTERVAL) {
    this.#source = source
    this.#interval = interval
  }

  /** To be called before the first event. */
  useDialect(dialect: Dialect): void {
    this.#keyframes = [{ count: 0, state: new ClusterState(dialect) }]
  }

  /** Returns the cluster at a time, events of that time included. The caller owns the result. */
  at(time: Nanoseconds): ClusterState {
    return this.upTo(this.#source.after(time))
  }

  /** Returns the cluster after the first `count` events. The caller owns the result. */
  upTo(count: number): ClusterState {
    const nearest = this.#keyframes[
      bisect(this.#keyframes, (keyframe) => keyframe.count > count) - 1
    ] as Keyframe
    const state = nearest.state.fork()
    let work = 0
    // Only beyond the last snapshot there are enough events for another one.
    for (let index = nearest.count; index < count; index += 1) {
      if (work >= this.#interval) {
        this.#keyframes.push({ count: index, state: state.fork() })
        work = 0
      }
      if (this.#source.isRpc(index)) continue
      state.apply(this.#source.at(index))
      work += 1
    }
    return state
  }

  /** Drops the snapshots from this index on, because an event was inserted there. */
  changedFrom(index: number): void {
    this.#keyframes.length = bisect(this.#keyframes, ({ count }) => count > index)
  }
}
