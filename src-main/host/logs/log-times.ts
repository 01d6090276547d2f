// The times of a log, from the marks file next to it: maps offsets to times and back. Only new marks are read.
import { closeSync, fstatSync, readSync } from 'node:fs'
import { bisect, firstIndex } from '../../../core/kit/binary-search.ts'
import { decodeLogMark, LOG_MARK_BYTES, type LogMark } from '../../../core/protocol/log-mark.ts'
import type { LogLine } from '../../contract/index.ts'
import { openRegularFileSync } from '../state/safe-read.ts'

export class LogTimes {
  readonly #path: string
  #read = 0
  /** One for each offset, sorted by offset and so by time. */
  readonly #marks: LogMark[] = []
  /** First byte of the log that was not freed. */
  head = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Reads new marks. */
  refresh(): void {
    const added = this.#readAdded()
    this.#add(added.filter(({ kind }) => kind !== 'head').sort(byOffset))
    const heads = added.filter(({ kind }) => kind === 'head')
    if (heads.length > 0) this.#dropUntil(Math.max(...heads.map(({ offset }) => offset)))
  }

  /** Most new marks follow the known ones, but a monitor's mark may come late. */
  #add(added: LogMark[]): void {
    const [first] = added
    if (!first) return
    const last = this.#marks.splice(this.#count(({ offset }) => offset < first.offset))
    const marks = [...last, ...added].sort(byOffset)
    for (const [n, mark] of marks.entries()) {
      // A server's own mark is more exact than the monitor's at the same offset.
      if (marks[n + 1]?.offset !== mark.offset) this.#marks.push(mark)
    }
  }

  /** Keeps the last mark before the head: it tells when the head was printed. */
  #dropUntil(head: number): void {
    this.head = Math.max(this.head, head)
    this.#marks.splice(0, this.#count(({ offset }) => offset <= this.head) - 1)
  }

  /** Returns when the byte at this offset was printed; 0 if unknown. */
  timeAt(offset: number): number {
    return (this.#markOf(offset) ?? this.#marks[0])?.at ?? 0
  }

  streamAt(offset: number): LogLine['stream'] {
    const kind = this.#markOf(offset)?.kind
    return kind === 'stdout' || kind === 'stderr' ? kind : undefined
  }

  /** Returns the first offset printed at this time or later; null if there is none yet. */
  offsetAt(at: number): number | null {
    const first = this.#marks[this.#count((mark) => mark.at < at)]
    return first ? Math.max(first.offset, this.head) : null
  }

  #markOf(offset: number): LogMark | undefined {
    return this.#marks[this.#count((mark) => mark.offset <= offset) - 1]
  }

  #count(holds: (mark: LogMark) => boolean): number {
    return bisect(this.#marks, (mark) => !holds(mark))
  }

  #readAdded(): LogMark[] {
    let file: number
    try {
      file = openRegularFileSync(this.#path)
    } catch {
      return []
    }
    try {
      const { size } = fstatSync(file)
      const end = size - (size % LOG_MARK_BYTES)
      // Freed marks read as zeros.
      if (this.#read === 0)
        this.#read = firstIndex(end / LOG_MARK_BYTES, (n) => markAt(file, n) !== null) * LOG_MARK_BYTES
      const marks = readMarks(file, this.#read, end)
      this.#read = Math.max(this.#read, end)
      return marks
    } finally {
      closeSync(file)
    }
  }
}

/** Returns the number of marks before an offset of the log, freed ones included. */
export function countMarks(path: string, offset: number): number {
  const file = openRegularFileSync(path)
  try {
    const { size } = fstatSync(file)
    return firstIndex(Math.floor(size / LOG_MARK_BYTES), (n) => {
      const mark = markAt(file, n)
      return mark !== null && mark.offset >= offset
    })
  } finally {
    closeSync(file)
  }
}

function readMarks(file: number, from: number, to: number): LogMark[] {
  if (to <= from) return []
  const bytes = Buffer.alloc(to - from)
  const length = readSync(file, bytes, 0, bytes.length, from)
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const count = Math.floor(length / LOG_MARK_BYTES)
  return Array.from({ length: count }, (_, n) => decodeLogMark(view, n * LOG_MARK_BYTES)).filter(
    (mark): mark is LogMark => mark !== null,
  )
}

function markAt(file: number, n: number): LogMark | null {
  return readMarks(file, n * LOG_MARK_BYTES, (n + 1) * LOG_MARK_BYTES)[0] ?? null
}

function byOffset(a: LogMark, b: LogMark): number {
  return a.offset - b.offset || Number(b.kind === 'look') - Number(a.kind === 'look')
}
