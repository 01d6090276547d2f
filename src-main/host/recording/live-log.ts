// The timeline of a run that is being recorded: the latest lines in memory, older ones in its file.
import type { LinePage } from '../../contract/index.ts'
import { encodeLine, type TimelineLine } from '../../timeline/index.ts'
import { LineIndex } from './line-index.ts'
import { PAGE_BYTES, type TimelineLog, type StoredLines } from './timeline-log.ts'
import type { TimelineFile } from './timeline-file.ts'
import { TimelineSource } from './timeline-source.ts'

/** At least this number of lines stays in memory; at most twice as many while the disk keeps up. */
const MIN_LINES_IN_MEMORY = 65_536
const MAX_PAGE_LINES = 2_000

export class LiveTimelineLog implements TimelineLog {
  /** The lines in memory; all lines of a short run. */
  readonly latest: TimelineLine[] = []
  readonly #file: TimelineFile | undefined
  readonly #minLines: number
  readonly #index = new LineIndex()
  /** Index of the first line in memory. */
  #first = 0
  #written = { lines: 0, bytes: 0 }

  /** @param file the uncompressed file of the run */
  constructor(file: TimelineFile | undefined, minLines = MIN_LINES_IN_MEMORY) {
    this.#file = file
    this.#minLines = minLines
  }

  get count(): number {
    return this.#first + this.latest.length
  }

  push(line: TimelineLine): void {
    this.latest.push(line)
  }

  /** Returns the lines in memory from index `from` on. */
  since(from: number): TimelineLine[] {
    return this.latest.slice(Math.max(0, from - this.#first))
  }

  /** All lines were appended to the file; those since the last call took `bytes`. */
  markWritten(bytes: number): void {
    this.#written = { lines: this.count, bytes: this.#written.bytes + bytes }
    this.#index.add(this.#written.lines, this.#written.bytes)
    if (this.latest.length > 2 * this.#minLines) this.#evict()
  }

  async page(from: number): Promise<LinePage> {
    if (from >= this.#first || !this.#file) return this.#latestPage(Math.min(from, this.count))
    const start = this.#index.placeBefore(from)
    // The first line in memory is an indexed place, and the file has all before it.
    const end = this.#index.placeAfter(start, PAGE_BYTES)
    const written = this.#file.writtenBytes
    const to = end && end.offset <= written ? end : this.#index.lastWithin(this.count, written)
    const source = await TimelineSource.open(this.#file.path)
    try {
      return { first: start.line, next: to.line, text: await source.bytes(start.offset, to.offset) }
    } finally {
      await source.close()
    }
  }

  stored(): StoredLines {
    if (!this.#file) return { path: null, lines: 0, rest: this.latest.slice() }
    const { line } = this.#index.lastWithin(this.count, this.#file.writtenBytes)
    return { path: this.#file.path, lines: line, rest: this.since(line) }
  }

  #latestPage(from: number): LinePage {
    const lines = this.latest.slice(from - this.#first, from - this.#first + MAX_PAGE_LINES)
    const to = from + lines.length
    const text = Buffer.from(lines.map(encodeLine).join(''))
    return { first: from, next: to < this.count ? to : null, text }
  }

  /** Evicts only lines that are in the file. */
  #evict(): void {
    if (!this.#file || this.#file.failure) return
    const { line } = this.#index.lastWithin(this.count - this.#minLines, this.#file.writtenBytes)
    if (line <= this.#first) return
    this.latest.splice(0, line - this.#first)
    this.#first = line
  }
}
