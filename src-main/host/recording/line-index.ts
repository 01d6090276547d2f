// Where the lines of a timeline lie in its file: every few hundredth is noted, which finds any with one short read.

export interface LinePlace {
  /** Number of a line, from 0. */
  line: number
  /** Where it begins, in bytes. */
  offset: number
}

const APART = 500

export class LineIndex {
  readonly #places: LinePlace[] = [{ line: 0, offset: 0 }]

  /** In the order of the file. */
  add(line: number, offset: number): void {
    if (line - this.#last.line >= APART) this.#places.push({ line, offset })
  }

  /** The noted place nearest before a line. */
  before(line: number): LinePlace {
    return this.#latest((place) => place.line <= line)
  }

  /** The last place of which all that lies before it is within so many bytes and lines. */
  within(line: number, bytes: number): LinePlace {
    return this.#latest((place) => place.line <= line && place.offset <= bytes)
  }

  get #last(): LinePlace {
    return this.#places.at(-1) ?? { line: 0, offset: 0 }
  }

  /** Both rise along the list, so a search by halves finds the last that fits. */
  #latest(fits: (place: LinePlace) => boolean): LinePlace {
    let low = 0
    let high = this.#places.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const place = this.#places[middle]
      if (place && fits(place)) low = middle
      else high = middle - 1
    }
    return this.#places[low] ?? { line: 0, offset: 0 }
  }
}
