// The file format: one JSON object a line. A torn last line, as a crash leaves it, is accepted; other damage is not.
import type { FooterEvent, HeaderEvent, Timeline, TimelineEvent, TimelineLine } from './event.ts'
import { parseDialect } from './dialect-schema.ts'
import { lineProblem, isKnownKind } from './line-check.ts'
import { isRecord, type JsonRecord } from './unknown-json.ts'

const TIMELINE_VERSION = 1
/** Grove's lines are far shorter; a file without line feeds must not be buffered whole. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024

/** A packet has at most 32 levels, and its line a few more. */
const MAX_DEPTH = 100
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE, QUOTE, BACKSLASH] = [
  0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x5c,
]

/** A file that is not a valid timeline. `line` counts from 1. */
export class TimelineError extends Error {
  override readonly name = 'TimelineError'
  readonly code = 'BAD_TIMELINE'
  readonly line: number

  constructor(message: string, line: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.line = line
  }
}

export interface ParsedTimeline extends Timeline {
  /** A torn end, lines of an unknown kind, a missing footer; a sentence each. */
  warnings: string[]
}

/** Returns one line of a file, with its line feed. */
export function encodeLine(line: TimelineLine): string {
  return `${JSON.stringify(line)}\n`
}

/** Collects the lines of one timeline. */
export class TimelineCollector {
  #header: HeaderEvent | null = null
  #footer: FooterEvent | null = null
  readonly #events: TimelineEvent[] = []

  readonly add = (line: TimelineLine): void => {
    if (line.t === 'header') this.#header = line
    else if (line.t === 'footer') this.#footer = line
    else this.#events.push(line)
  }

  /** @throws {TimelineError} if no header was added. */
  finish(warnings: string[] = []): ParsedTimeline {
    if (!this.#header) throw noHeader()
    return { header: this.#header, events: this.#events, footer: this.#footer, warnings }
  }
}

/** Parses lines that were checked before; lines of an unknown kind are left out. */
export function parseTrustedLines(text: string): TimelineLine[] {
  return text.split('\n').flatMap((line) => {
    const value = parseJson(line)
    return isRecord(value) && isKnownKind(value['t']) ? [value as unknown as TimelineLine] : []
  })
}

/** Parses a file piece by piece, and passes on each line as soon as it is complete. */
export class TimelineReader {
  readonly #onLine: (line: TimelineLine) => void
  #rest = ''
  #number = 0
  /** The number of a line that is not JSON: accepted if it is the last. */
  #torn = 0
  #unknown = 0
  #ended = false

  constructor(take: (line: TimelineLine) => void) {
    this.#onLine = take
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
    if (this.#rest.length > MAX_LINE_CHARACTERS) {
      throw new TimelineError(`Line ${this.#number + 1} is too long for a timeline.`, this.#number + 1)
    }
  }

  /** Call at the end of the file. Returns warnings, a sentence each. */
  finish(): string[] {
    if (this.#rest !== '' || this.#number === 0) this.#read(this.#rest)
    const warnings: string[] = []
    if (this.#torn) warnings.push(`The last line (${this.#torn}) is torn and was left out.`)
    if (this.#unknown) {
      warnings.push(`${this.#unknown} lines of a kind that this version does not know were left out.`)
    }
    if (!this.#ended) {
      warnings.push('The recording has no footer: it was cut off, by a crash or while the run went on.')
    }
    return warnings
  }

  #read(text: string): void {
    this.#number += 1
    if (isNestedTooDeep(text)) {
      throw new TimelineError(
        `Line ${this.#number} of this timeline is nested more than ${MAX_DEPTH} deep.`,
        this.#number,
      )
    }
    if (this.#number === 1) return this.#onLine(parseHeader(text.replace(/^\uFEFF/, '')))
    if (text.trim() === '') return
    if (this.#torn)
      throw new TimelineError(`Line ${this.#torn} of this timeline is not a JSON object.`, this.#torn)
    const line = parseJson(text)
    if (isRecord(line)) this.#acceptLine(line)
    else this.#torn = this.#number
  }

  #acceptLine(line: JsonRecord): void {
    const kind = line['t']
    if (!isKnownKind(kind)) this.#unknown += 1
    else if (kind === 'header')
      throw new TimelineError(`Line ${this.#number} is a second header.`, this.#number)
    else {
      this.#onLine(checked(kind, line, this.#number))
      if (kind === 'footer') this.#ended = true
    }
  }
}

function parseHeader(line: string): HeaderEvent {
  const header = parseJson(line)
  if (!isRecord(header) || header['t'] !== 'header') throw noHeader()
  if (header['v'] !== TIMELINE_VERSION) {
    const version = String(header['v'])
    throw new TimelineError(
      `This timeline is of version ${version}, and this Grove reads version ${TIMELINE_VERSION}: open it with the Grove that wrote it.`,
      1,
    )
  }
  checkDialect(header['dialect'])
  return checked('header', header, 1) as HeaderEvent
}

/** Every other part reads the dialect, so it is checked in full. */
function checkDialect(dialect: unknown): void {
  if (dialect === undefined) return
  const parsed = parseDialect(dialect)
  if ('problem' in parsed) throw new TimelineError(`Line 1 of this timeline: ${parsed.problem}.`, 1)
}

function noHeader(): TimelineError {
  return new TimelineError('This is not a Grove timeline: its first line is not a header.', 1)
}

function checked(kind: string, line: JsonRecord, number: number): TimelineLine {
  const fault = lineProblem(kind, line)
  if (fault !== undefined) throw new TimelineError(`Line ${number} of this timeline: ${fault}.`, number)
  return line as unknown as TimelineLine
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether objects and lists of a line of JSON are nested deeper than any packet; recursion over it would fail. */
function isNestedTooDeep(text: string): boolean {
  if (text.length < 2 * MAX_DEPTH) return false
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === OPEN_BRACKET || code === OPEN_BRACE) depth += 1
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1
    else if (code === QUOTE) index = endOfText(text, index)
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** Returns the index of the quote that closes the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === BACKSLASH) before -= 1
  return (at - before) % 2 === 0
}

/** Whether a path has the extension of a timeline file: .ndjson, .ndjson.gz or .html (a report). */
export function isTimelinePath(path: string): boolean {
  return /\.(grove|ndjson|ndjson\.gz|html)$/i.test(path)
}
