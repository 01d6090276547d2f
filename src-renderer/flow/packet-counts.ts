// Counts packets by process in chunks of events, so that a picture of a million events does not read each of them.
import type { EventColumns } from '../../src-main/timeline/index.ts'

const CHUNK_EVENTS = 256
/** Packets sent, packets received, packets of phase `error`. */
const FIELDS_PER_PROCESS = 3

/** `process` is an index of the columns' strings. */
type Counter = (process: number, sent: number, received: number, failed: number) => void

export class PacketCounts {
  readonly #events: EventColumns
  readonly #placeAt: (index: number) => number
  /** The counts of whole chunks, filled on demand: those of process 0, of process 1 … */
  readonly #chunks: Uint16Array[] = []
  /** From a process in a chunk to its string index, and back. */
  readonly #processes: number[] = []
  readonly #numbers: number[] = []

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
    const failed = events.phaseAt(place) === 'error' ? 1 : 0
    count(events.processAt(place), 1, 0, failed)
    count(events.toAt(place), 0, 1, failed)
  }

  #countChunk(chunk: number, count: Counter): void {
    const counts = (this.#chunks[chunk] ??= this.#countWhole(chunk))
    for (let at = 0; at < counts.length; at += FIELDS_PER_PROCESS) {
      const process = this.#processes[at / FIELDS_PER_PROCESS] as number
      count(process, counts[at] as number, counts[at + 1] as number, counts[at + 2] as number)
    }
  }

  #countWhole(chunk: number): Uint16Array {
    const counts: number[] = []
    const add: Counter = (process, ...more) => {
      const from = this.#number(process) * FIELDS_PER_PROCESS
      for (const [index, one] of more.entries()) counts[from + index] = (counts[from + index] ?? 0) + one
    }
    for (let index = chunk * CHUNK_EVENTS; index < (chunk + 1) * CHUNK_EVENTS; index += 1) {
      this.#countOne(this.#placeAt(index), add)
    }
    return Uint16Array.from(counts, (value) => value ?? 0)
  }

  #number(process: number): number {
    return (this.#numbers[process] ??= this.#processes.push(process) - 1)
  }
}
