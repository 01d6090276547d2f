// The timeline of a run that is being recorded: the latest lines in memory, older ones in its file.
import type { TimelineLine } from '../../timeline/index.ts'
import { LineIndex } from './line-index.ts'
import { readLines, type TimelineLog, type StoredLines } from './timeline-log.ts'
import type { TimelineFile } from './timeline-file.ts'
import { TimelineSource } from './timeline-source.ts'

/** At least this number of lines stays in memory; at most twice as many while the disk keeps up. */
const MIN_LINES_IN_MEMORY = 65_536

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

  async page(from: number, limit: number): Promise<TimelineLine[]> {
    const to = Math.min(from + limit, this.count)
    // Read from memory first: these lines may be evicted while the file is read.
    const recent = this.since(from).slice(0, Math.max(0, to - Math.max(from, this.#first)))
    if (from >= this.#first || !this.#file) return recent
    const early = Math.min(to, this.#first)
    const source = await TimelineSource.open(this.#file.path)
    try {
      return [...(await readLines(source, this.#index.placeBefore(from), from, early)), ...recent]
    } finally {
      await source.close()
    }
  }

  stored(): StoredLines {
    if (!this.#file) return { path: null, lines: 0, rest: this.latest.slice() }
    const { line } = this.#index.lastWithin(this.count, this.#file.writtenBytes)
    return { path: this.#file.path, lines: line, rest: this.since(line) }
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
