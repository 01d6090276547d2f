// A growing array of numbers of one type.

type Numbers = Float64Array | Uint32Array | Uint8Array

const INITIAL_LENGTH = 1_024
/** A small factor saves memory at the end, for a little more copying. */
const GROWTH = 1.25

export class Column<Kind extends Numbers = Numbers> {
  /** Values from `length` on are unused. */
  data: Kind
  length = 0
  readonly #make: new (size: number) => Kind

  constructor(make: new (size: number) => Kind) {
    this.#make = make
    this.data = new make(INITIAL_LENGTH)
  }

  /** Allocated memory, including unused capacity. */
  get bytes(): number {
    return this.data.byteLength
  }

  push(value: number): void {
    this.insert(this.length, value)
  }

  /** Inserts a value; those from this index on move by one. */
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
