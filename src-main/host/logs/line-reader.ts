// The lines of one log file between two offsets, forwards or backwards. It reads in pieces and never holds more than
// one, and blocks while it reads: for the worker only.
import { readSync } from 'node:fs'

const PIECE = 128 * 1024
/** A longer line comes in pieces of this many bytes. */
const LONGEST = 64 * 1024
const NEWLINE = 10

export interface RawLine {
  offset: number
  /** Valid until the next line is read. */
  bytes: Buffer
}

export interface LineReader {
  /** The edge between what was read and what was not. */
  readonly position: number
  /** The next line; null where there is none. */
  read(): RawLine | null
}

/** A part of a file. What follows the last newline is a line too where it is `whole`: nobody will write its rest. */
export interface FileRange {
  file: number
  from: number
  to: number
  isComplete: boolean
}

export class ForwardLineReader implements LineReader {
  readonly #part: FileRange
  #piece: Buffer = Buffer.alloc(0)
  #pieceAt: number

  constructor(part: FileRange) {
    this.#part = part
    this.#pieceAt = part.from
  }

  get position(): number {
    return this.#pieceAt
  }

  read(): RawLine | null {
    let end = this.#piece.indexOf(NEWLINE)
    if (end < 0 && this.#piece.length < LONGEST) {
      this.#fill()
      end = this.#piece.indexOf(NEWLINE)
    }
    if (end < 0 || end > LONGEST) return this.#unended()
    return this.#take(end, end + 1)
  }

  /** What is left is longer than a line may be, or has no end yet. */
  #unended(): RawLine | null {
    if (this.#piece.length >= LONGEST) return this.#take(LONGEST, LONGEST)
    if (!this.#part.isComplete || this.#piece.length === 0) return null
    return this.#take(this.#piece.length, this.#piece.length)
  }

  #take(end: number, next: number): RawLine {
    const line = { offset: this.#pieceAt, bytes: this.#piece.subarray(0, end) }
    this.#piece = this.#piece.subarray(next)
    this.#pieceAt += next
    return line
  }

  #fill(): void {
    this.#piece = readPart(this.#part.file, this.#pieceAt, Math.min(this.#pieceAt + PIECE, this.#part.to))
  }
}

export class BackwardLineReader implements LineReader {
  readonly #part: FileRange
  #piece: Buffer = Buffer.alloc(0)
  #end: number

  constructor(part: FileRange) {
    this.#part = part
    this.#end = part.to
    if (!part.isComplete) this.#skipUnended()
  }

  get position(): number {
    return this.#end
  }

  read(): RawLine | null {
    if (this.#end <= this.#part.from) return null
    let start = this.#start()
    if (start === null && this.#piece.length <= LONGEST) {
      this.#fill()
      start = this.#start()
    }
    // The file became shorter.
    if (this.#piece.length === 0) return null
    // No newline ahead of it: the first line of all, or a piece of a very long one.
    const length = this.#piece.length - (start ?? Math.max(0, this.#piece.length - LONGEST))
    const line = this.#piece.subarray(this.#piece.length - length)
    this.#piece = this.#piece.subarray(0, this.#piece.length - length)
    this.#end -= length
    return { offset: this.#end, bytes: line.at(-1) === NEWLINE ? line.subarray(0, -1) : line }
  }

  /** Where the last line of the piece begins, or null where its beginning is not in it, or too far away. */
  #start(): number | null {
    // The newline at its very end is the line's own.
    const before = this.#piece.length < 2 ? -1 : this.#piece.lastIndexOf(NEWLINE, -2)
    return before < 0 || this.#piece.length - before - 1 > LONGEST ? null : before + 1
  }

  #fill(): void {
    this.#piece = readPart(this.#part.file, Math.max(this.#part.from, this.#end - PIECE), this.#end)
  }

  #skipUnended(): void {
    this.#fill()
    const newline = this.#piece.lastIndexOf(NEWLINE)
    const unended = this.#piece.length - newline - 1
    // Pieces of a line that is too long already are lines.
    if (unended > LONGEST) return
    this.#piece = this.#piece.subarray(0, newline + 1)
    this.#end -= unended
  }
}

function readPart(file: number, from: number, to: number): Buffer {
  const piece = Buffer.allocUnsafe(Math.max(0, to - from))
  return piece.subarray(0, readSync(file, piece, 0, piece.length, from))
}
