// A packet of which one end is known and the other awaited has no row in the timeline yet. It lies in a file beside it,
// so that whatever ends Grove does not lose it: who opens that timeline first takes it in.
import { appendFile, open, readFile, rename, rm, truncate } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { encodeLine, parseTrustedLines, type PacketEvent } from '../../timeline/index.ts'
import { AppendFile } from './append-file.ts'
import { timelineIn, usesOf } from './run-folder.ts'
import { TimelineSource } from './timeline-source.ts'

const NAME = 'half-known.ndjson'
/** Bytes. More than the longest line. */
const TAIL = 256 * 1024

/** A packet as its row would be if it were written now. */
export type HalfKnown = Omit<PacketEvent, 'seq'>

export class PendingPacketJournal {
  readonly #path: string
  readonly #file: AppendFile

  private constructor(path: string, file: AppendFile) {
    this.#path = path
    this.#file = file
  }

  /** In the folder of a run. Fails with `CANNOT_WRITE`. */
  static async create(folder: string): Promise<PendingPacketJournal> {
    const path = join(folder, NAME)
    return new PendingPacketJournal(path, await AppendFile.create(path))
  }

  /** Bytes that it takes on disk. */
  get written(): number {
    return this.#file.written
  }

  append(packets: HalfKnown[]): void {
    // `seq` is given by who takes them in; until then they are rows like all others.
    this.#file.append(Buffer.from(packets.map((packet) => encodeLine({ ...packet, seq: 0 })).join('')))
  }

  /** The timeline has all. */
  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.#path, { force: true }).catch(() => {})
  }
}

/** Appends to the timeline of a run that was cut off what was half known then. What cannot be done is left as it is. */
export async function recoverPendingPackets(timeline: string): Promise<void> {
  const folder = dirname(timeline)
  const file = join(folder, NAME)
  if (basename(timeline) !== basename(timelineIn(folder)) || (await usesOf(folder)).has('recorded')) return
  const taken = `${file}.${process.pid}`
  try {
    // Two who open it at once must not both do this.
    await rename(file, taken)
    await append(timeline, await readFile(taken, 'utf8'))
    await rm(taken)
  } catch {
    // Most have no such file; a folder that cannot be written to has it for good.
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
      take: (line) => {
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
  await dropTorn(timeline)
  await appendFile(timeline, rows.join(''))
}

/** Takes away a last line that was torn: nothing may follow it. */
async function dropTorn(timeline: string): Promise<void> {
  const file = await open(timeline, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL), 0, TAIL, start)
    const whole = start + buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
    if (whole < size) await truncate(timeline, whole)
  } finally {
    await file.close()
  }
}
