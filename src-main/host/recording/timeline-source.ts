// A timeline's file, being read: plain, packed, or inside a report's page; told apart by how it begins, not by its name.
import { open, type FileHandle } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { HostError } from '../../contract/index.ts'
import { embeddedTimeline, TimelineError, TimelineReader, type TimelineLine } from '../../timeline/index.ts'
import { lineChunks, type LineChunk } from './line-chunks.ts'

const PIECE = 256 * 1024
/** Bytes that a packed timeline may unpack to: a small file may claim to hold any number. */
const MOST_UNPACKED = 4 * 1024 ** 3

/** How far a file has been read, bytes as they lie on disk. */
export interface ReadProgress {
  read: number
  of: number
}

export interface ReadOptions {
  /** Each line, checked. */
  take(line: TimelineLine): void
  /** Each piece of text before its lines are taken. */
  piece?(chunk: LineChunk): void | Promise<void>
  progressed?(progress: ReadProgress): void
  mostUnpacked?: number
}

export class TimelineSource {
  readonly path: string
  /** Whether its lines lie in the file as they are, so that any may be read again. */
  readonly plain: boolean
  readonly #file: FileHandle
  readonly #size: number
  readonly #first: Buffer

  private constructor(path: string, file: FileHandle, size: number, first: Buffer, plain: boolean) {
    this.path = path
    this.#file = file
    this.#size = size
    this.#first = first
    this.plain = plain
  }

  /** Fails with `NOT_FOUND`. */
  static async open(path: string): Promise<TimelineSource> {
    const file = await open(path, 'r').catch((error: unknown) => {
      throw cannotRead(path, error)
    })
    try {
      const about = await file.stat()
      const first = await readPiece(file)
      return new TimelineSource(
        path,
        file,
        about.size,
        first,
        about.isFile() && !isGzip(first) && !isPage(first),
      )
    } catch (error) {
      await file.close()
      throw cannotRead(path, error)
    }
  }

  /** Reads it once, from beginning to end; answers warnings. Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
  async read({ take, piece, progressed, mostUnpacked }: ReadOptions): Promise<string[]> {
    const reader = new TimelineReader(take)
    try {
      for await (const chunk of lineChunks(this.#bytes(progressed, mostUnpacked ?? MOST_UNPACKED))) {
        await piece?.(chunk)
        reader.push(chunk.text)
      }
      return reader.finish()
    } catch (error) {
      throw this.#reasonFor(error)
    }
  }

  /** Text from a place of a plain file on, whole lines. */
  async *from(offset: number): AsyncGenerator<LineChunk> {
    yield* lineChunks(piecesFrom(this.#file, offset))
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #bytes(progressed: ReadOptions['progressed'], most: number): AsyncIterable<Buffer> {
    const bytes = this.#stored(progressed)
    if (isGzip(this.#first)) return unpacked(this.path, bytes, most)
    return isPage(this.#first) ? unpacked(this.path, embeddedTimeline(lettersOf(bytes)), most) : bytes
  }

  async *#stored(progressed: ReadOptions['progressed']): AsyncGenerator<Buffer> {
    let read = 0
    for (let piece = this.#first; piece.length > 0; piece = await readPiece(this.#file)) {
      read += piece.length
      progressed?.({ read, of: Math.max(read, this.#size) })
      yield piece
    }
  }

  #reasonFor(error: unknown): HostError {
    if (error instanceof HostError) return error
    if (error instanceof TimelineError) return badTimeline(this.path, error.message, error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code.startsWith('Z_')
      ? badTimeline(this.path, 'it is damaged and cannot be unpacked.', error)
      : cannotRead(this.path, error)
  }
}

async function* lettersOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const piece of bytes) yield piece.toString('latin1')
}

async function* unpacked(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Buffer> {
  // A file that was cut off is read as far as it goes, as a plain one is.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: PIECE })
  pipeline(Readable.from(bytes), gunzip, () => {})
  let length = 0
  for await (const piece of gunzip as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > most) throw badTimeline(path, `it unpacks to more than ${most} bytes.`)
    yield piece
  }
}

async function* piecesFrom(file: FileHandle, offset: number): AsyncGenerator<Buffer> {
  let position = offset
  for (;;) {
    const piece = await readPiece(file, position)
    if (piece.length === 0) return
    position += piece.length
    yield piece
  }
}

/** Empty at the end of the file. */
async function readPiece(file: FileHandle, position: number | null = null): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(PIECE)
  const { bytesRead } = await file.read(piece, 0, PIECE, position)
  return piece.subarray(0, bytesRead)
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function isPage(bytes: Buffer): boolean {
  return /^(\u00EF\u00BB\u00BF)?\s*</.test(bytes.toString('latin1', 0, 256))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
}

function cannotRead(path: string, error: unknown): HostError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const message = `${path} cannot be read: ${REASONS[code] ?? code}.`
  const hint = 'Name a timeline or a report; `grove history` lists the runs that were recorded.'
  return new HostError({ code: 'NOT_FOUND', message, hint }, error)
}

function badTimeline(path: string, reason: string, error?: unknown): HostError {
  return new HostError({ code: 'BAD_TIMELINE', message: `${path} is no Grove timeline: ${reason}` }, error)
}
