// The rows of a list that pass a filter, kept up to date by looking only at what changed.
import { bisect, type TimeOrdered } from './time-ordered.ts'

export class Listing<T> {
  readonly #source: TimeOrdered<T>
  #filter: ((item: T) => boolean) | null = null
  #listed: T[] = []
  /** Where in the source each listed row is. */
  #indexes: number[] = []
  #seen = 0

  constructor(source: TimeOrdered<T>) {
    this.#source = source
  }

  /** For the same filter the same array, changed in place. The only reader of the source's `changedFrom`. */
  list(filter: (item: T) => boolean): readonly T[] {
    if (filter !== this.#filter) this.#restart(filter)
    const { items, changedFrom } = this.#source
    const from = Math.min(changedFrom, this.#seen)
    const keep = bisect(this.#indexes, (index) => index >= from)
    this.#indexes.length = keep
    this.#listed.length = keep
    for (let index = from; index < items.length; index++) {
      const item = items[index] as T
      if (!filter(item)) continue
      this.#listed.push(item)
      this.#indexes.push(index)
    }
    this.#seen = items.length
    this.#source.changedFrom = items.length
    return this.#listed
  }

  #restart(filter: (item: T) => boolean): void {
    this.#filter = filter
    this.#listed = []
    this.#indexes = []
    this.#seen = 0
  }
}
