// A journal of pending packets, next to the timeline: packets reported by one end only so far. If Grove is killed, the
// next Grove that opens the timeline adds them to it.
import { appendFile, open, rename, rm, truncate } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { encodeLine, parseTrustedLines, type PacketEvent } from '../../timeline/index.ts'
import { readRegularFile } from '../state/safe-read.ts'
import { AppendFile } from './append-file.ts'
import { timelineFile, activeUses } from './run-folder.ts'
import { TimelineSource } from './timeline-source.ts'

const FILE_NAME = 'pending-packets.ndjson'
/** More than the longest line. */
const TAIL_BYTES = 256 * 1024
/** A longer journal is not worth its memory. */
const MAX_BYTES = 256 * 1024 ** 2

/** A packet event without its number. */
export type PendingPacket = Omit<PacketEvent, 'seq'>

export class PendingPacketJournal {
  readonly #path: string
  readonly #file: AppendFile

  private constructor(path: string, file: AppendFile) {
    this.#path = path
    this.#file = file
  }

  /** Creates the journal in the folder of a run. @throws {HostError} CANNOT_WRITE */
  static async create(folder: string): Promise<PendingPacketJournal> {
    const path = join(folder, FILE_NAME)
    return new PendingPacketJournal(path, await AppendFile.create(path))
  }

  get written(): number {
    return this.#file.writtenBytes
  }

  append(packets: PendingPacket[]): void {
    // Recovery assigns `seq`.
    this.#file.append(Buffer.from(packets.map((packet) => encodeLine({ ...packet, seq: 0 })).join('')))
  }

  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.#path, { force: true }).catch(() => {})
  }
}

/** Appends the pending packets to the timeline of a run that was cut off. Ignores errors: the timeline stays as it is. */
export async function recoverPendingPackets(timeline: string): Promise<void> {
  const folder = dirname(timeline)
  const file = join(folder, FILE_NAME)
  if (basename(timeline) !== basename(timelineFile(folder))) return
  const claimed = `${file}.${process.pid}`
  try {
    if ((await activeUses(folder)).has('recorded')) return
    // Only one of two processes that open the timeline at once may do this.
    await rename(file, claimed)
    await append(timeline, (await readRegularFile(claimed, MAX_BYTES)).toString('utf8'))
    await rm(claimed)
  } catch {
    // No journal, or a folder that is not writable.
  }
}

async function append(timeline: string, text: string): Promise<void> {
  const packets = new Map(
    parseTrustedLines(text).flatMap((line) => (line.t === 'packet' ? [[line.id, line]] : [])),
  )
  if (packets.size === 0) return
  let seq = 0
  let ended = false
  const source = await TimelineSource.open(timeline)
  try {
    await source.read({
      onLine: (line) => {
        if (line.t === 'packet') packets.delete(line.id)
        if (line.t === 'footer') ended = true
        else if (line.t !== 'header') ({ seq } = line)
      },
    })
  } finally {
    await source.close()
  }
  if (ended) return
  const rows = [...packets.values()].map((packet) => encodeLine({ ...packet, seq: (seq += 1) }))
  await truncateToWholeLines(timeline)
  await appendFile(timeline, rows.join(''))
}

/** Removes an incomplete last line. */
async function truncateToWholeLines(timeline: string): Promise<void> {
  const file = await open(timeline, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start)
    const end = start + buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
    if (end < size) await truncate(timeline, end)
  } finally {
    await file.close()
  }
}
