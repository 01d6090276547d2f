// Packet bodies as JSON, in byte arrays outside of the engine's heap.

const CHUNK_BYTES = 1 << 20
/** Longer bodies are not stored here. */
const MAX_BODY_CHARACTERS = 1 << 16
/** An address fits into 32 bits. */
const MAX_CHUNKS = 2 ** 32 / CHUNK_BYTES
/** Ends a body; JSON never contains this byte. */
const END = 0

export class BodyStore {
  readonly #chunks: Uint8Array<ArrayBuffer>[] = []
  /** Where the next body starts in the last chunk. */
  #next = CHUNK_BYTES
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder()

  get bytes(): number {
    return this.#chunks.length * CHUNK_BYTES
  }

  /** Returns the address; null if the body is too long, or the store is full. */
  add(json: string): number | null {
    if (json.length > MAX_BODY_CHARACTERS) return null
    const { read, written } = this.#encoder.encodeInto(json, this.#room())
    if (read < json.length || this.#next + written >= CHUNK_BYTES) {
      if (this.#chunks.length === MAX_CHUNKS) return null
      this.#chunks.push(new Uint8Array(CHUNK_BYTES))
      this.#next = 0
      return this.add(json)
    }
    const address = (this.#chunks.length - 1) * CHUNK_BYTES + this.#next
    this.#next += written + 1
    return address
  }

  text(address: number): string {
    const chunk = this.#chunks[Math.floor(address / CHUNK_BYTES)] as Uint8Array
    const from = address % CHUNK_BYTES
    return this.#decoder.decode(chunk.subarray(from, chunk.indexOf(END, from)))
  }

  #room(): Uint8Array<ArrayBuffer> {
    return this.#chunks.at(-1)?.subarray(this.#next) ?? new Uint8Array()
  }
}
