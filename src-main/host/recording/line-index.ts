// A sparse index of the lines of a timeline file: one short read finds any line.
import { bisect } from '../../../core/kit/binary-search.ts'

export interface LinePlace {
  /** Number of a line, from 0. */
  line: number
  /** Byte offset of the line. */
  offset: number
}

const INDEX_INTERVAL_LINES = 500

export class LineIndex {
  readonly #places: LinePlace[] = [{ line: 0, offset: 0 }]

  /** To be called in the order of the file. */
  add(line: number, offset: number): void {
    if (line - this.#last.line >= INDEX_INTERVAL_LINES) this.#places.push({ line, offset })
  }

  /** Returns the last indexed place at or before a line. */
  placeBefore(line: number): LinePlace {
    return this.#latest((place) => place.line <= line)
  }

  /** Returns the last indexed place within so many bytes after a place, or the next one; null after the last. */
  placeAfter({ offset }: LinePlace, bytes: number): LinePlace | null {
    const within = this.#latest((place) => place.offset <= offset + bytes)
    if (within.offset > offset) return within
    return this.#places[bisect(this.#places, (place) => place.offset > offset)] ?? null
  }

  /** Returns the last indexed place at or before both a line and an offset. */
  lastWithin(line: number, offset: number): LinePlace {
    return this.#latest((place) => place.line <= line && place.offset <= offset)
  }

  get #last(): LinePlace {
    return this.#places.at(-1) ?? { line: 0, offset: 0 }
  }

  /** Line and offset both increase along the list. */
  #latest(fits: (place: LinePlace) => boolean): LinePlace {
    const index = bisect(this.#places, (place) => !fits(place)) - 1
    return this.#places[index] ?? { line: 0, offset: 0 }
  }
}
