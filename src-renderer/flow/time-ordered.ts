// A list kept in order of time while rows arrive nearly in order. Two plain arrays, so that searching touches numbers only.
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

  /** Keeps the order of arrival among equal times. Answers where the row stands now. */
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

  /** Index of the first row that is not before `time`. */
  from(time: number): number {
    return bisect(this.times, (value) => value >= time)
  }

  /** Index of the first row that is later than `time`. */
  after(time: number): number {
    return bisect(this.times, (value) => value > time)
  }
}
