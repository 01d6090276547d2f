// A list in order of time, for items that arrive nearly in order. Times are an array of their own for fast search.
import { bisect } from '../../core/kit/binary-search.ts'

export class TimeOrdered<T> {
  readonly items: T[] = []
  readonly times: number[] = []

  get length(): number {
    return this.items.length
  }

  at(index: number): T {
    return this.items[index] as T
  }

  /** Keeps the order of arrival among equal times. Returns the index of the item. */
  add(time: number, item: T): number {
    const last = this.times.at(-1)
    if (last === undefined || last <= time) {
      this.times.push(time)
      return this.items.push(item) - 1
    }
    const at = this.after(time)
    this.times.splice(at, 0, time)
    this.items.splice(at, 0, item)
    return at
  }

  /** The index of the first item that is not before `time`. */
  from(time: number): number {
    return bisect(this.times, (value) => value >= time)
  }

  /** The index of the first item that is later than `time`. */
  after(time: number): number {
    return bisect(this.times, (value) => value > time)
  }
}
