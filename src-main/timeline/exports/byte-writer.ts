// Bytes that are written one after the other, into room that grows. What is only known later is filled in later.

export class ByteWriter {
  length = 0
  #bytes = new Uint8Array(4_096)
  #view = new DataView(this.#bytes.buffer)
  readonly #encoder = new TextEncoder()

  /** Little-endian, but where something else is said. */
  uint16(value: number, littleEndian = true): void {
    this.#view.setUint16(this.#reserve(2), value, littleEndian)
  }

  uint32(value: number, littleEndian = true): void {
    this.#view.setUint32(this.#reserve(4), value, littleEndian)
  }

  /** A number that was written as something else before. */
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

  /** UTF-8, at most so many bytes; a character that does not fit whole is left out. */
  text(value: string, most = Infinity): void {
    const room = Math.min(most, value.length * 3)
    const from = this.#reserve(room)
    const { written } = this.#encoder.encodeInto(value, this.#bytes.subarray(from, from + room))
    this.length = from + written
  }

  /** Zeros up to a multiple of four. */
  pad(): void {
    this.#bytes.fill(0, this.#reserve(-this.length & 3), this.length)
  }

  /** All that was written; the writer begins anew. */
  drain(): Uint8Array<ArrayBuffer> {
    const all = this.#bytes.slice(0, this.length)
    this.length = 0
    return all
  }

  /** Answers where so many bytes may be written. */
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
