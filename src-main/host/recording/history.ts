// Reads the history of recorded runs. Of each timeline only the first and the last lines are read.
import { open, realpath, type FileHandle } from 'node:fs/promises'
import type { HistoryEntry } from '../../contract/index.ts'
import {
  parseTrustedLines,
  timeOf,
  TimelineReader,
  type FooterEvent,
  type HeaderEvent,
  type TimelineEvent,
} from '../../timeline/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { basename } from 'node:path'
import { listRunFolders } from './retention.ts'
import { projectFolder, timelineFile, activeUses } from './run-folder.ts'

const HEAD_BYTES = 64 * 1024
/** Fits the two longest lines: an event and the footer. */
const TAIL_BYTES = 256 * 1024
const MAX_HEAD_BYTES = 4 * 1024 * 1024
const MAX_TAIL_BYTES = 16 * 1024 * 1024

/**
 * Returns the runs of a project folder, or of all projects, the latest first. Skips files that are not timelines.
 * @throws {HostError} CANNOT_READ if the folder of all runs cannot be read
 */
export async function readHistory(state: string, directory: string | null): Promise<HistoryEntry[]> {
  const wanted =
    directory === null ? null : await fileSystemCalls.run(() => realpath(directory)).catch(() => directory)
  const folders = await listRunFolders(state)
  const entries = await Promise.all(
    folders.map((folder) => readEntry(folder, wanted).catch(() => unreadableEntry(folder))),
  )
  return entries.filter((entry) => entry !== null)
}

/** Its project is unknown, so it is in the history of each. */
function unreadableEntry(folder: string): HistoryEntry {
  const [, day = '', hour = '', minute = '', second = ''] =
    /^(\d+-\d+-\d+T)(\d+)-(\d+)-(\d+)/.exec(basename(folder)) ?? []
  return {
    run: null,
    file: timelineFile(folder),
    directory: null,
    bytes: 0,
    name: basename(folder),
    startedAt: `${day}${hour}:${minute}:${second}Z`,
    endedAt: null,
    outcome: 'unreadable',
    events: 0,
  }
}

async function readEntry(folder: string, wanted: string | null): Promise<HistoryEntry | null> {
  const directory = await projectFolder(folder)
  if (wanted !== null && directory !== wanted) return null
  const file = timelineFile(folder)
  const ends = await readEnds(file).catch((error: unknown) => {
    if (isDenied(error)) throw error
    return null
  })
  if (!ends) return null
  const { header, event, footer, bytes } = ends
  const isRecording = !footer && (await activeUses(folder)).has('recorded')
  const lastMs = (event ? timeOf(event) : 0) / 1e6
  return {
    run: header.run,
    file,
    directory,
    bytes,
    name: header.plan.name,
    startedAt: header.startedAt,
    endedAt: isRecording ? null : timeAfter(header.startedAt, lastMs),
    outcome: isRecording ? 'running' : !footer ? 'cutOff' : footer.exit === 1 ? 'failed' : 'ended',
    events: footer?.events ?? event?.seq ?? 0,
  }
}

/** Whether a file is there, but not for this user. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
}

/** ISO 8601; the start itself if that is no time. */
function timeAfter(start: string, ms: number): string {
  const end = new Date(Date.parse(start) + ms)
  return Number.isNaN(end.getTime()) ? start : end.toISOString()
}

interface Ends {
  header: HeaderEvent
  event: TimelineEvent | null
  footer: FooterEvent | null
  bytes: number
}

async function readEnds(file: string): Promise<Ends | null> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const header = parseHeader(await readHead(handle))
    const { event, footer } = await readTail(handle, size)
    return header && { header, event, footer, bytes: size }
  } finally {
    await handle.close()
  }
}

/** Notes may follow the footer: reads back until there is another line. */
async function readTail(handle: FileHandle, size: number): Promise<Pick<Ends, 'event' | 'footer'>> {
  for (let length = TAIL_BYTES; ; length *= 4) {
    const lines = parseTrustedLines(await readText(handle, Math.max(0, size - length), length))
    const footer = lines.findLast((line) => line.t === 'footer')
    const events = lines.filter((line) => line.t !== 'footer' && line.t !== 'header')
    const event = events.findLast((line) => !isNote(line))
    if (event || length >= size || length >= MAX_TAIL_BYTES)
      return { event: event ?? null, footer: footer ?? null }
  }
}

function isNote(line: TimelineEvent): boolean {
  return line.t === 'mark' && line.note !== undefined
}

/** Reads until the first line is complete. */
async function readHead(handle: FileHandle): Promise<string> {
  for (let length = HEAD_BYTES; ; length *= 4) {
    const text = await readText(handle, 0, length)
    if (text.includes('\n') || length >= MAX_HEAD_BYTES) return text
  }
}

async function readText(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('utf8', 0, bytesRead)
}

/** @throws {TimelineError} if this version cannot read the header */
function parseHeader(text: string): HeaderEvent | null {
  let header: HeaderEvent | null = null
  const reader = new TimelineReader((line) => {
    if (line.t === 'header') header = line
  })
  reader.push(text.slice(0, text.indexOf('\n') + 1))
  return header
}
