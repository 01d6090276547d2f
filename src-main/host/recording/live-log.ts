// The lines of a run that is being recorded: the latest in memory, those before them in its file.
import type { TimelineLine } from '../../timeline/index.ts'
import { LineIndex } from './line-index.ts'
import { linesOfFile, type TimelineLog, type StoredLines } from './timeline-log.ts'
import type { TimelineFile } from './timeline-file.ts'
import { TimelineSource } from './timeline-source.ts'

/** Lines that stay in memory at least; twice as many at most, while the file keeps up. */
const KEPT = 65_536

export class LiveTimelineLog implements TimelineLog {
  /** The latest lines: all of them, for as long as there are not many. */
  readonly latest: TimelineLine[] = []
  readonly #file: TimelineFile | undefined
  readonly #kept: number
  readonly #index = new LineIndex()
  /** Number of the first line in memory. */
  #first = 0
  #written = { lines: 0, bytes: 0 }

  /** @param file where they are written to, plain */
  constructor(file: TimelineFile | undefined, kept = KEPT) {
    this.#file = file
    this.#kept = kept
  }

  get count(): number {
    return this.#first + this.latest.length
  }

  push(line: TimelineLine): void {
    this.latest.push(line)
  }

  /** Lines from number `from` on, of those in memory. */
  since(from: number): TimelineLine[] {
    return this.latest.slice(Math.max(0, from - this.#first))
  }

  /** The file was given all lines there are, the last ones with so many bytes. */
  wrote(bytes: number): void {
    this.#written = { lines: this.count, bytes: this.#written.bytes + bytes }
    this.#index.add(this.#written.lines, this.#written.bytes)
    if (this.latest.length > 2 * this.#kept) this.#forget()
  }

  async page(from: number, limit: number): Promise<TimelineLine[]> {
    const to = Math.min(from + limit, this.count)
    // What is in memory now is taken now: it may be in the file only by the time that the file was read.
    const recent = this.since(from).slice(0, Math.max(0, to - Math.max(from, this.#first)))
    if (from >= this.#first || !this.#file) return recent
    const early = Math.min(to, this.#first)
    const source = await TimelineSource.open(this.#file.path)
    try {
      return [...(await linesOfFile(source, this.#index.before(from), from, early)), ...recent]
    } finally {
      await source.close()
    }
  }

  stored(): StoredLines {
    if (!this.#file) return { path: null, lines: 0, rest: this.latest.slice() }
    const { line } = this.#index.within(this.count, this.#file.written)
    return { path: this.#file.path, lines: line, rest: this.since(line) }
  }

  /** Only what the system has of the file is forgotten here. */
  #forget(): void {
    if (!this.#file || this.#file.failure) return
    const { line } = this.#index.within(this.count - this.#kept, this.#file.written)
    if (line <= this.#first) return
    this.latest.splice(0, line - this.#first)
    this.#first = line
  }
}
