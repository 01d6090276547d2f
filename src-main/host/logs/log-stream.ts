// The lines of one log that a query wants, one after the other, each with its time.
import type { LogLine } from '../../contract/index.ts'
import { BackwardLineReader, ForwardLineReader, type LineReader, type RawLine } from './line-reader.ts'
import type { LogFile } from './log-file.ts'
import { withoutEscapes } from './matcher.ts'

export interface StreamOptions {
  backward: boolean
  /** Where to begin, an offset. */
  edge: number
  since?: number | undefined
  until?: number | undefined
  plain?: boolean | undefined
  matches: ((text: string) => boolean) | null
  isTimeUp: () => boolean
}

/** Lines that are looked at between two looks at the clock. */
const LOOK = 256

export class LogStream {
  readonly #file: LogFile
  readonly #options: StreamOptions
  readonly #lines: LineReader
  #next: LogLine | null = null
  /** Behind the next line, seen from where the reading began, lies what was not yet read. */
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

  /** Where reading would go on: everything up to here was taken, or is not wanted. */
  get position(): number {
    return this.#position
  }

  /** The next line, null where there is none, `unknown` where it was not found in time. */
  peek(): LogLine | 'unknown' | null {
    if (this.#next) return this.#next
    for (let looked = 1; ; looked++) {
      const raw = this.#lines.read()
      if (!raw) return null
      this.#next = this.#wanted(raw)
      if (this.#next) return this.#next
      this.#position = this.#lines.position
      if (looked % LOOK === 0 && this.#options.isTimeUp()) return 'unknown'
    }
  }

  next(): LogLine {
    const line = this.#next
    if (!line) throw new Error('there is no line to take')
    this.#next = null
    this.#position = this.#lines.position
    return line
  }

  precedes(other: LogStream): boolean {
    const [own, its] = [this.#next?.at ?? 0, other.#next?.at ?? 0]
    return this.#options.backward ? own > its : own < its
  }

  #wanted({ offset, bytes }: RawLine): LogLine | null {
    const { matches, plain } = this.#options
    const text = bytes.toString('utf8', 0, bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length)
    const bare = matches || plain ? withoutEscapes(text) : text
    if (matches && !matches(bare)) return null
    const { times, server } = this.#file
    const stream = times.streamAt(offset)
    return {
      server,
      at: times.timeAt(offset),
      ...(stream ? { stream } : {}),
      text: plain ? bare : text,
      offset,
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
  // A part that ends where a later line begins ends with a newline.
  const range = { file: file.file, isComplete: file.isComplete, ...part, to: Math.max(part.from, part.to) }
  return backward ? new BackwardLineReader(range) : new ForwardLineReader(range)
}
