// Writes bytes into a growing buffer; values can be filled in later.

export class ByteWriter {
  length = 0
  #bytes = new Uint8Array(4_096)
  #view = new DataView(this.#bytes.buffer)
  readonly #encoder = new TextEncoder()

  /** Numbers are little-endian by default. */
  uint16(value: number, littleEndian = true): void {
    this.#view.setUint16(this.#reserve(2), value, littleEndian)
  }

  uint32(value: number, littleEndian = true): void {
    this.#view.setUint32(this.#reserve(4), value, littleEndian)
  }

  /** Overwrites a number. */
  setUint16(at: number, value: number, littleEndian = true): void {
    this.#view.setUint16(at, value, littleEndian)
  }

  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  int64(value: bigint): void {
    this.#view.setBigInt64(this.#reserve(8), value, true)
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.#reserve(value.length))
  }

  /** Writes UTF-8, at most `most` bytes; a character that does not fit is left out. */
  text(value: string, most = Infinity): void {
    const room = Math.min(most, value.length * 3)
    const from = this.#reserve(room)
    const { written } = this.#encoder.encodeInto(value, this.#bytes.subarray(from, from + room))
    this.length = from + written
  }

  /** Adds zeros up to a multiple of four. */
  pad(): void {
    this.#bytes.fill(0, this.#reserve(-this.length & 3), this.length)
  }

  /** Returns what was written, and starts again with nothing. */
  drain(): Uint8Array<ArrayBuffer> {
    const all = this.#bytes.slice(0, this.length)
    this.length = 0
    return all
  }

  /** Reserves bytes, and returns where they start. */
  #reserve(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    return at
  }
}
