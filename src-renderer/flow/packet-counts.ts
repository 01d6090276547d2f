// Counts packets by process and phase in chunks of events, so that a picture of a million events does not read each of them.
import type { EventColumns } from '../../src-main/timeline/index.ts'

const CHUNK_EVENTS = 256
// An entry of a chunk is two words: process and phase, then the packets received and sent.
const ENTRY_WORDS = 2
const PHASE_BITS = 4
const PHASE_MASK = (1 << PHASE_BITS) - 1
const SENT_AT = 16
const RECEIVED_MASK = (1 << SENT_AT) - 1

/** `process` is an index of the columns' strings, `phase` one of `PHASES`. */
type Counter = (process: number, phase: number, sent: number, received: number) => void

export class PacketCounts {
  readonly #events: EventColumns
  readonly #placeAt: (index: number) => number
  /** The entries of whole chunks, filled on demand. */
  readonly #chunks: Uint32Array[] = []

  constructor(events: EventColumns, placeAt: (index: number) => number) {
    this.#events = events
    this.#placeAt = placeAt
  }

  /** Drops the counts of events from this index on. */
  invalidateFrom(index: number): void {
    this.#chunks.length = Math.min(this.#chunks.length, Math.floor(index / CHUNK_EVENTS))
  }

  /** Counts the packets from index `from` to `last` that are earlier than `end`. Returns the index where it stopped. */
  countUntil(from: number, last: number, end: number, count: Counter): number {
    let index = from
    while (index < last && this.#timeAt(index) < end) {
      const whole =
        index % CHUNK_EVENTS === 0 &&
        index + CHUNK_EVENTS <= last &&
        this.#timeAt(index + CHUNK_EVENTS - 1) < end
      if (whole) this.#countChunk(index / CHUNK_EVENTS, count)
      else this.#countOne(this.#placeAt(index), count)
      index += whole ? CHUNK_EVENTS : 1
    }
    return index
  }

  #timeAt(index: number): number {
    return this.#events.timeAt(this.#placeAt(index))
  }

  #countOne(place: number, count: Counter): void {
    const events = this.#events
    if (!events.isPacket(place)) return
    const phase = events.phaseIndexAt(place)
    count(events.processAt(place), phase, 1, 0)
    count(events.toAt(place), phase, 0, 1)
  }

  #countChunk(chunk: number, count: Counter): void {
    const entries = (this.#chunks[chunk] ??= this.#countWhole(chunk))
    for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
      const key = entries[at] as number
      const packets = entries[at + 1] as number
      count(key >>> PHASE_BITS, key & PHASE_MASK, packets >>> SENT_AT, packets & RECEIVED_MASK)
    }
  }

  #countWhole(chunk: number): Uint32Array {
    const counts = new Map<number, number>()
    const add: Counter = (process, phase, sent, received) => {
      const key = ((process << PHASE_BITS) | phase) >>> 0
      counts.set(key, (counts.get(key) ?? 0) + sent * 2 ** SENT_AT + received)
    }
    for (let index = chunk * CHUNK_EVENTS; index < (chunk + 1) * CHUNK_EVENTS; index += 1) {
      this.#countOne(this.#placeAt(index), add)
    }
    return Uint32Array.from([...counts].flat())
  }
}
