// Iterates over the lines of one log that match a query.
import { removeEscapeSequences } from '../../../core/kit/terminal-text.ts'
import type { LogLine } from '../../contract/index.ts'
import { BackwardLineReader, ForwardLineReader, type LineReader, type RawLine } from './line-reader.ts'
import type { LogFile } from './log-file.ts'

export interface StreamOptions {
  backward: boolean
  /** Offset to start at. */
  edge: number
  since?: number
  until?: number
  plain?: boolean
  matches: ((text: string) => boolean) | null
  isTimeUp: () => boolean
}

/** Lines between two checks of the time. */
const LINES_PER_TIME_CHECK = 256

export class LogStream {
  readonly #file: LogFile
  readonly #options: StreamOptions
  readonly #lines: LineReader
  #next: LogLine | null = null
  #position: number

  constructor(file: LogFile, options: StreamOptions) {
    this.#file = file
    this.#options = options
    this.#lines = linesOf(file, options)
    this.#position = this.#lines.position
  }

  get server(): string {
    return this.#file.server
  }

  /** Offset to continue at. */
  get position(): number {
    return this.#position
  }

  /** Returns the next line without consuming it; null at the end, `unknown` if the time is up. */
  peek(): LogLine | 'unknown' | null {
    if (this.#next) return this.#next
    for (let count = 1; ; count++) {
      const raw = this.#lines.read()
      if (!raw) return null
      this.#next = this.#toLine(raw)
      if (this.#next) return this.#next
      this.#position = this.#lines.position
      if (count % LINES_PER_TIME_CHECK === 0 && this.#options.isTimeUp()) return 'unknown'
    }
  }

  next(): LogLine {
    const line = this.#next
    if (!line) throw new Error('peek() found no line')
    this.#next = null
    this.#position = this.#lines.position
    return line
  }

  precedes(other: LogStream): boolean {
    const [own, its] = [this.#next?.at ?? 0, other.#next?.at ?? 0]
    return this.#options.backward ? own > its : own < its
  }

  #toLine({ offset, bytes, isUnfinished }: RawLine): LogLine | null {
    const { matches, plain } = this.#options
    const text = bytes.toString('utf8', 0, bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length)
    const bare = matches || plain ? removeEscapeSequences(text) : text
    if (matches && !matches(bare)) return null
    const { times, server } = this.#file
    const stream = times.streamAt(offset)
    return {
      server,
      at: times.timeAt(offset),
      stream,
      text: plain ? bare : text,
      offset,
      unfinished: isUnfinished || undefined,
    }
  }
}

function linesOf(file: LogFile, { backward, edge, since, until }: StreamOptions): LineReader {
  const { times } = file
  const ended = until === undefined ? null : times.offsetAt(until + 1)
  const begun = since === undefined ? times.head : (times.offsetAt(since) ?? file.size)
  const place = Math.min(file.size, Math.max(edge, times.head))
  const part = backward
    ? { from: begun, to: Math.max(begun, Math.min(place, ended ?? file.size)) }
    : { from: Math.max(place, begun), to: ended ?? file.size }
  const to = Math.max(part.from, part.to)
  const isComplete = file.isComplete || to < file.size
  const range = { file: file.file, from: part.from, to, isComplete }
  return backward ? new BackwardLineReader(range) : new ForwardLineReader(range)
}
