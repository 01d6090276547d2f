// The file format: one JSON object a line. Reading forgives what a crash does to a file, and nothing else.
import type { FooterEvent, HeaderEvent, Timeline, TimelineEvent, TimelineLine } from './event.ts'
import { faultOf, isKnown } from './line-shape.ts'
import { isFields, type Fields } from './plain.ts'

const TIMELINE_VERSION = 1

/** A file that cannot be read. `line` counts from 1. */
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
  /** What the reader should be told: a torn end, lines of an unknown kind. */
  warnings: string[]
}

/** One line of a file, its line feed included. */
export function encodeLine(line: TimelineLine): string {
  return `${JSON.stringify(line)}\n`
}

/** Reads a whole file. Throws a `TimelineError` that names the line. */
export function parseTimeline(text: string): ParsedTimeline {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  const header = parseHeader(lines[0])
  const reading: Reading = { events: [], footer: null, warnings: [], unknown: 0 }
  for (const [index, line] of lines.entries()) {
    if (index > 0 && line.trim() !== '') readLine(line, index + 1, index === lines.length - 1, reading)
  }
  const { events, footer, warnings, unknown } = reading
  if (unknown)
    warnings.push(`${unknown} lines are of a kind that this version does not know; they were left out.`)
  if (!footer)
    warnings.push('The recording ends without a footer: it was cut off, by a crash or while it still ran.')
  return { header, events, footer, warnings }
}

interface Reading {
  events: TimelineEvent[]
  footer: FooterEvent | null
  warnings: string[]
  unknown: number
}

function parseHeader(line: string | undefined): HeaderEvent {
  const header = line === undefined ? null : parseJson(line)
  if (!isFields(header) || header['t'] !== 'header') {
    throw new TimelineError('This is not a Grove timeline: its first line is no header.', 1)
  }
  if (header['v'] !== TIMELINE_VERSION) {
    const version = String(header['v'])
    throw new TimelineError(
      `This timeline is of version ${version}, and this Grove reads version ${TIMELINE_VERSION}: open it with the Grove that wrote it.`,
      1,
    )
  }
  return checked<HeaderEvent>('header', header, 1)
}

function readLine(text: string, number: number, last: boolean, reading: Reading): void {
  const line = parseJson(text)
  if (!isFields(line)) {
    if (!last) throw new TimelineError(`Line ${number} of this timeline is no JSON object.`, number)
    reading.warnings.push(`The last line (${number}) was torn and has been left out.`)
    return
  }
  const kind = line['t']
  if (!isKnown(kind)) reading.unknown += 1
  else if (kind === 'footer') reading.footer = checked<FooterEvent>(kind, line, number)
  else if (kind === 'header') throw new TimelineError(`Line ${number} is a second header.`, number)
  else reading.events.push(checked<TimelineEvent>(kind, line, number))
}

function checked<Line extends TimelineLine>(kind: string, line: Fields, number: number): Line {
  const fault = faultOf(kind, line)
  if (fault !== undefined) throw new TimelineError(`Line ${number} of this timeline: ${fault}.`, number)
  return line as unknown as Line
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
