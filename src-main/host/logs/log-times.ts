// The times of one log, from the file of marks beside it: which time belongs to an offset, and which offset to a time.
// Read once and then only what was added.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { decodeLogMark, LOG_MARK_BYTES, type LogMark } from '../../../core/protocol/log-mark.ts'
import type { LogLine } from '../../contract/index.ts'

export class LogTimes {
  readonly #path: string
  #read = 0
  /** One for an offset, in their order, and so in the order of time. */
  readonly #marks: LogMark[] = []
  /** The first byte that the log still has. */
  head = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Reads what was added since. */
  refresh(): void {
    const added = this.#readAdded()
    this.#add(added.filter(({ kind }) => kind !== 'head').sort(byOffset))
    const heads = added.filter(({ kind }) => kind === 'head')
    if (heads.length > 0) this.#dropUntil(Math.max(...heads.map(({ offset }) => offset)))
  }

  /** Most follow what was known; a look comes later than the prints behind it. */
  #add(added: LogMark[]): void {
    const [first] = added
    if (!first) return
    const last = this.#marks.splice(this.#count(({ offset }) => offset < first.offset))
    const marks = [...last, ...added].sort(byOffset)
    for (const [n, mark] of marks.entries()) {
      // A server's own mark is better than a look at the same place.
      if (marks[n + 1]?.offset !== mark.offset) this.#marks.push(mark)
    }
  }

  /** The last mark ahead of what the log still has says when that began. */
  #dropUntil(head: number): void {
    this.head = Math.max(this.head, head)
    this.#marks.splice(0, this.#count(({ offset }) => offset <= this.head) - 1)
  }

  /** When the byte at this offset was printed; 0 where nothing is known. */
  timeAt(offset: number): number {
    return (this.#markOf(offset) ?? this.#marks[0])?.at ?? 0
  }

  streamAt(offset: number): LogLine['stream'] {
    const kind = this.#markOf(offset)?.kind
    return kind === 'stdout' || kind === 'stderr' ? kind : undefined
  }

  /** The first offset that was printed at this time or later; null where there is none yet. */
  offsetAt(at: number): number | null {
    const first = this.#marks[this.#count((mark) => mark.at < at)]
    return first ? Math.max(first.offset, this.head) : null
  }

  #markOf(offset: number): LogMark | undefined {
    return this.#marks[this.#count((mark) => mark.offset <= offset) - 1]
  }

  #count(holds: (mark: LogMark) => boolean): number {
    return countWhile(this.#marks.length, (n) => holds(this.#marks[n] as LogMark))
  }

  #readAdded(): LogMark[] {
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch {
      return []
    }
    try {
      const { size } = fstatSync(file)
      const end = size - (size % LOG_MARK_BYTES)
      // What was dropped reads as zeros.
      if (this.#read === 0)
        this.#read = countWhile(end / LOG_MARK_BYTES, (n) => markAt(file, n) === null) * LOG_MARK_BYTES
      const marks = readMarks(file, this.#read, end)
      this.#read = Math.max(this.#read, end)
      return marks
    } finally {
      closeSync(file)
    }
  }
}

/** How many marks of a file, dropped ones too, are ahead of an offset of the log. */
export function countMarks(path: string, offset: number): number {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    return countWhile(Math.floor(size / LOG_MARK_BYTES), (n) => {
      const mark = markAt(file, n)
      return mark === null || mark.offset < offset
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

/** How many from 0 on satisfy what the first ones do and the others, up to `count`, do not. */
function countWhile(count: number, holds: (n: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
