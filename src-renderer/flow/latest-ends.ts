// The latest end in each chunk of events: what reaches into a view is found without a look at all that is before it.
import type { EventColumns } from '../../src-main/timeline/index.ts'

/** Few, so that one slow packet does not hide that all beside it have ended. */
const CHUNK_EVENTS = 32

export class LatestEnds {
  readonly #events: EventColumns
  readonly #placeAt: (index: number) => number
  /** Of whole chunks, filled on demand. */
  readonly #chunks: number[] = []

  constructor(events: EventColumns, placeAt: (index: number) => number) {
    this.#events = events
    this.#placeAt = placeAt
  }

  /** Drops what is known of events from this index on. */
  invalidateFrom(index: number): void {
    this.#chunks.length = Math.min(this.#chunks.length, Math.floor(index / CHUNK_EVENTS))
  }

  /** Skips whole chunks of events that end before `time`. Returns an index from `index` to `last`. */
  skip(index: number, last: number, time: number): number {
    let at = index
    while (at % CHUNK_EVENTS === 0 && at + CHUNK_EVENTS <= last && this.#endOf(at / CHUNK_EVENTS) < time)
      at += CHUNK_EVENTS
    return at
  }

  #endOf(chunk: number): number {
    return (this.#chunks[chunk] ??= this.#latestIn(chunk))
  }

  #latestIn(chunk: number): number {
    let latest = Number.NEGATIVE_INFINITY
    for (let index = chunk * CHUNK_EVENTS; index < (chunk + 1) * CHUNK_EVENTS; index += 1)
      latest = Math.max(latest, this.#events.endAt(this.#placeAt(index)))
    return latest
  }
}
