// What was recorded before: of each run only the first and the last lines are read, however long it is.
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
import { runFolders } from './retention.ts'
import { directoryOf, timelineIn, usesOf } from './run-folder.ts'

const HEAD = 64 * 1024
/** More than the longest line, twice: an event and the footer. */
const TAIL = 256 * 1024
const LONGEST_HEAD = 4 * 1024 * 1024

/** Runs of a project's folder, of all without one; the latest first. What is no timeline is left out. */
export async function history(state: string, directory: string | null): Promise<HistoryEntry[]> {
  const wanted = directory === null ? null : await realpath(directory).catch(() => directory)
  const entries = await Promise.all((await runFolders(state)).map((folder) => entryOf(folder, wanted)))
  return entries.filter((entry) => entry !== null)
}

async function entryOf(folder: string, wanted: string | null): Promise<HistoryEntry | null> {
  const directory = await directoryOf(folder)
  if (wanted !== null && directory !== wanted) return null
  const file = timelineIn(folder)
  const ends = await readEnds(file).catch(() => null)
  if (!ends) return null
  const { header, event, footer, bytes } = ends
  const recorded = !footer && (await usesOf(folder)).has('recorded')
  const lasted = (event ? timeOf(event) : 0) / 1e6
  return {
    ...{ file, directory, bytes },
    name: header.plan.name,
    startedAt: header.startedAt,
    endedAt: recorded ? null : new Date(Date.parse(header.startedAt) + lasted).toISOString(),
    outcome: recorded ? 'running' : !footer ? 'cutOff' : footer.exit === 1 ? 'failed' : 'ended',
    events: footer?.events ?? event?.seq ?? 0,
  }
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
    const header = headerOf(await head(handle))
    const lines = parseTrustedLines(await textAt(handle, Math.max(0, size - TAIL), TAIL))
    const footer = lines.findLast((line) => line.t === 'footer')
    const event = lines.findLast((line) => line.t !== 'footer' && line.t !== 'header')
    return header && { header, event: event ?? null, footer: footer ?? null, bytes: size }
  } finally {
    await handle.close()
  }
}

/** As much of the beginning as holds the first line. */
async function head(handle: FileHandle): Promise<string> {
  for (let length = HEAD; ; length *= 4) {
    const text = await textAt(handle, 0, length)
    if (text.includes('\n') || length >= LONGEST_HEAD) return text
  }
}

async function textAt(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('utf8', 0, bytesRead)
}

/** Fails with a `TimelineError` where the line is no header that this version reads. */
function headerOf(text: string): HeaderEvent | null {
  let header: HeaderEvent | null = null
  const reader = new TimelineReader((line) => {
    if (line.t === 'header') header = line
  })
  reader.push(text.slice(0, text.indexOf('\n') + 1))
  return header
}
