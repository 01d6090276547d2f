// Reads the lines of a file between two offsets, forwards or backwards, in chunks. It blocks: for the worker only.
import { readSync } from 'node:fs'

const CHUNK_BYTES = 128 * 1024
/** Longer lines are split. */
const MAX_LINE_BYTES = 64 * 1024
const NEWLINE = 10

export interface RawLine {
  offset: number
  /** Valid until the next line is read. */
  bytes: Buffer
  /** It has no newline yet, and its writer may go on. */
  isUnfinished: boolean
}

export interface LineReader {
  /** Offset between the lines that were read and the others. An unfinished line remains one of the others. */
  readonly position: number
  /** Returns the next line, null at the end. */
  read(): RawLine | null
}

export interface FileRange {
  /** File descriptor. */
  file: number
  from: number
  to: number
  /** Whether text after the last newline is a finished line: its writer has ended, or the range ends before the file. */
  isComplete: boolean
}

export class ForwardLineReader implements LineReader {
  readonly #range: FileRange
  #chunk: Buffer = Buffer.alloc(0)
  #chunkOffset: number
  #isAtEnd = false

  constructor(range: FileRange) {
    this.#range = range
    this.#chunkOffset = range.from
  }

  get position(): number {
    return this.#chunkOffset
  }

  read(): RawLine | null {
    if (this.#isAtEnd) return null
    let end = this.#chunk.indexOf(NEWLINE)
    if (end < 0 && this.#chunk.length < MAX_LINE_BYTES) {
      this.#fill()
      end = this.#chunk.indexOf(NEWLINE)
    }
    if (end < 0 || end > MAX_LINE_BYTES) return this.#unterminated()
    return this.#consume(end, end + 1)
  }

  /** The rest is too long for one line, or has no newline yet. */
  #unterminated(): RawLine | null {
    if (this.#chunk.length >= MAX_LINE_BYTES) {
      const length = MAX_LINE_BYTES - partialCharacterBytes(this.#chunk.subarray(0, MAX_LINE_BYTES))
      return this.#consume(length, length)
    }
    if (this.#range.isComplete && this.#chunk.length > 0) {
      return this.#consume(this.#chunk.length, this.#chunk.length)
    }
    this.#isAtEnd = true
    return unfinishedLine(this.#chunkOffset, this.#chunk)
  }

  #consume(end: number, next: number): RawLine {
    const line = { offset: this.#chunkOffset, bytes: this.#chunk.subarray(0, end), isUnfinished: false }
    this.#chunk = this.#chunk.subarray(next)
    this.#chunkOffset += next
    return line
  }

  #fill(): void {
    this.#chunk = readRange(
      this.#range.file,
      this.#chunkOffset,
      Math.min(this.#chunkOffset + CHUNK_BYTES, this.#range.to),
    )
  }
}

export class BackwardLineReader implements LineReader {
  readonly #range: FileRange
  #chunk: Buffer = Buffer.alloc(0)
  #end: number
  #unfinished: RawLine | null = null

  constructor(range: FileRange) {
    this.#range = range
    this.#end = range.to
    if (!range.isComplete) this.#cutUnfinished()
  }

  get position(): number {
    return this.#end
  }

  read(): RawLine | null {
    if (this.#unfinished) {
      const line = this.#unfinished
      this.#unfinished = null
      return line
    }
    if (this.#end <= this.#range.from) return null
    let start = this.#start()
    if (start === null && this.#chunk.length <= MAX_LINE_BYTES) {
      this.#fill()
      start = this.#start()
    }
    // The file was truncated.
    if (this.#chunk.length === 0) return null
    // Without a newline before it: the first line of the file, or a part of a very long one.
    const length =
      this.#chunk.length - (start ?? characterStart(this.#chunk, this.#chunk.length - MAX_LINE_BYTES))
    const line = this.#chunk.subarray(this.#chunk.length - length)
    this.#chunk = this.#chunk.subarray(0, this.#chunk.length - length)
    this.#end -= length
    const bytes = line.at(-1) === NEWLINE ? line.subarray(0, -1) : line
    return { offset: this.#end, bytes, isUnfinished: false }
  }

  /** Returns the start of the last line in the chunk; null if it is not in the chunk or too far away. */
  #start(): number | null {
    // The newline at the end belongs to the line.
    const before = this.#chunk.length < 2 ? -1 : this.#chunk.lastIndexOf(NEWLINE, -2)
    return before < 0 || this.#chunk.length - before - 1 > MAX_LINE_BYTES ? null : before + 1
  }

  #fill(): void {
    this.#chunk = readRange(this.#range.file, Math.max(this.#range.from, this.#end - CHUNK_BYTES), this.#end)
  }

  #cutUnfinished(): void {
    this.#fill()
    const newline = this.#chunk.lastIndexOf(NEWLINE)
    const unterminated = this.#chunk.length - newline - 1
    // Parts of a line that is too long are lines.
    const cut = unterminated > MAX_LINE_BYTES ? partialCharacterBytes(this.#chunk) : unterminated
    const end = this.#chunk.length - cut
    this.#end -= cut
    this.#unfinished = unfinishedLine(this.#end, this.#chunk.subarray(end))
    this.#chunk = this.#chunk.subarray(0, end)
  }
}

/** Returns null while the line has no whole character. The bytes are a copy. */
function unfinishedLine(offset: number, chunk: Buffer): RawLine | null {
  const bytes = Buffer.from(chunk.subarray(0, chunk.length - partialCharacterBytes(chunk)))
  return bytes.length === 0 ? null : { offset, bytes, isUnfinished: true }
}

/** Returns the number of bytes at the end that are the beginning of a UTF-8 character; 0 if it is whole. */
function partialCharacterBytes(bytes: Buffer): number {
  for (let count = 1; count <= Math.min(3, bytes.length); count++) {
    const byte = bytes[bytes.length - count] ?? 0
    if (isContinuation(byte)) continue
    const expected = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return count < expected ? count : 0
  }
  return 0
}

/** Returns the first index from `index` on where a UTF-8 character begins. Bytes that are not UTF-8 may be split anywhere. */
function characterStart(bytes: Buffer, index: number): number {
  const from = Math.max(0, index)
  const start = bytes.subarray(from, from + 4).findIndex((byte) => !isContinuation(byte))
  return from + Math.max(0, start)
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function readRange(file: number, from: number, to: number): Buffer {
  const chunk = Buffer.allocUnsafe(Math.max(0, to - from))
  return chunk.subarray(0, readSync(file, chunk, 0, chunk.length, from))
}
