// Numbers of one kind, one after the other, that grow.

type Numbers = Float64Array | Uint32Array | Uint8Array

const FIRST = 1_024
/** Less room at the end for a little more copying. */
const GROWTH = 1.25

export class Column<Kind extends Numbers = Numbers> {
  /** Those from `length` on are room. */
  data: Kind
  length = 0
  readonly #make: new (size: number) => Kind

  constructor(make: new (size: number) => Kind) {
    this.#make = make
    this.data = new make(FIRST)
  }

  /** What it takes of memory, its room included. */
  get bytes(): number {
    return this.data.byteLength
  }

  push(value: number): void {
    this.insert(this.length, value)
  }

  /** What stood at this index, and all after it, moves on by one. */
  insert(index: number, value: number): void {
    if (this.length === this.data.length) this.#grow()
    const data: Numbers = this.data
    if (index < this.length) data.copyWithin(index + 1, index, this.length)
    data[index] = value
    this.length += 1
  }

  #grow(): void {
    const grown = new this.#make(Math.ceil(this.data.length * GROWTH))
    grown.set(this.data)
    this.data = grown
  }
}
