// Reads a timeline file: plain, compressed, or in a report page. The format is detected from content, not from the name.
import { open, stat, type FileHandle } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { getHeapStatistics } from 'node:v8'
import { constants, createGunzip } from 'node:zlib'
import { HostError } from '../../contract/index.ts'
import { embeddedTimeline, TimelineError, TimelineReader, type TimelineLine } from '../../timeline/index.ts'
import { openRegularFile, readFailure } from '../state/safe-read.ts'
import { lineChunks, type LineChunk } from './line-chunks.ts'

const CHUNK_BYTES = 256 * 1024
/** Limit for decompressed data: a small file may decompress to any size. */
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3
/** From this size on a file that unpacks to more than so many times its own size is made to fill memory and disk. */
const CHECKED_UNPACKED_BYTES = 64 * 1024 ** 2
const MAX_UNPACKED_RATIO = 200
/** The rest of the heap is for what is done with the lines. Beyond its limit Node would end without a sentence. */
const MAX_HEAP_SHARE = 0.6

/** Bytes on disk. */
export interface ReadProgress {
  read: number
  of: number
}

export interface ReadOptions {
  /** Called for each valid line. */
  onLine(line: TimelineLine): void
  /** Called for each chunk before its lines. */
  onChunk?(chunk: LineChunk): void | Promise<void>
  onProgress?(progress: ReadProgress): void
  maxUnpackedBytes?: number
}

export class TimelineSource {
  readonly path: string
  /** Whether the file is uncompressed, so that any line can be read again. */
  readonly isPlain: boolean
  readonly #file: FileHandle
  readonly #size: number
  readonly #first: Buffer

  private constructor(path: string, file: FileHandle, size: number, first: Buffer, plain: boolean) {
    this.path = path
    this.#file = file
    this.#size = size
    this.#first = first
    this.isPlain = plain
  }

  /** @throws {HostError} NOT_FOUND for anything but a regular file */
  static async open(path: string): Promise<TimelineSource> {
    const file = await openRegularFile(path).catch((error: unknown) => {
      throw cannotRead(path, error)
    })
    return TimelineSource.#start(path, file)
  }

  /**
   * Opens a file that the user named on the command line. It may be a pipe, as in `grove check <(…)`: then this waits for
   * the writer, and Ctrl-C ends Grove. @throws {HostError} NOT_FOUND
   */
  static async openNamed(path: string): Promise<TimelineSource> {
    const isPipe = await stat(path).then(
      (stats) => stats.isFIFO(),
      () => false,
    )
    return isPipe ? TimelineSource.#start(path, await open(path, 'r')) : TimelineSource.open(path)
  }

  static async #start(path: string, file: FileHandle): Promise<TimelineSource> {
    try {
      const info = await file.stat()
      const first = await readChunk(file)
      return new TimelineSource(
        path,
        file,
        info.size,
        first,
        info.isFile() && !isGzip(first) && !isPage(first),
      )
    } catch (error) {
      await file.close()
      throw cannotRead(path, error)
    }
  }

  /**
   * Reads the whole file; can be called once. Returns warnings.
   * @throws {HostError} NOT_FOUND, BAD_TIMELINE; TOO_LARGE if what the caller keeps does not fit into memory
   */
  async read({
    onLine,
    onChunk,
    onProgress,
    maxUnpackedBytes = MAX_UNPACKED_BYTES,
  }: ReadOptions): Promise<string[]> {
    const reader = new TimelineReader(onLine)
    try {
      for await (const chunk of lineChunks(this.#bytes(onProgress, maxUnpackedBytes))) {
        if (isHeapFull()) throw tooLarge(this.path)
        await onChunk?.(chunk)
        reader.push(chunk.text)
      }
      return reader.finish()
    } catch (error) {
      throw this.#toHostError(error)
    }
  }

  /** Reads whole lines of an uncompressed file from an offset on. */
  async *from(offset: number): AsyncGenerator<LineChunk> {
    yield* lineChunks(chunksFrom(this.#file, offset))
  }

  /** Reads the bytes of an uncompressed file from one offset to another, or to its end. */
  async bytes(from: number, to: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(Math.max(0, to - from))
    let read = 0
    while (read < buffer.length) {
      const { bytesRead } = await this.#file.read(buffer, read, buffer.length - read, from + read)
      if (bytesRead === 0) break
      read += bytesRead
    }
    return buffer.subarray(0, read)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #bytes(onProgress: ReadOptions['onProgress'], maxBytes: number): AsyncIterable<Buffer> {
    const bytes = this.#stored(onProgress)
    if (isGzip(this.#first)) return unpacked(this.path, bytes, maxBytes)
    return isPage(this.#first) ? unpacked(this.path, embeddedTimeline(latin1(bytes)), maxBytes) : bytes
  }

  async *#stored(onProgress: ReadOptions['onProgress']): AsyncGenerator<Buffer> {
    let read = 0
    for (let chunk = this.#first; chunk.length > 0; chunk = await readChunk(this.#file)) {
      read += chunk.length
      onProgress?.({ read, of: Math.max(read, this.#size) })
      yield chunk
    }
  }

  #toHostError(error: unknown): HostError {
    if (error instanceof HostError) return error
    if (error instanceof TimelineError) return badTimeline(this.path, error.message, error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code.startsWith('Z_')
      ? badTimeline(this.path, 'it is damaged and cannot be unpacked.', error)
      : cannotRead(this.path, error)
  }
}

async function* latin1(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const chunk of bytes) yield chunk.toString('latin1')
}

async function* unpacked(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  // A truncated file is read as far as possible.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK_BYTES })
  pipeline(Readable.from(bytes), gunzip, () => {})
  let length = 0
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw badTimeline(path, `it unpacks to more than ${maxBytes} bytes.`)
    if (length > CHECKED_UNPACKED_BYTES && length > MAX_UNPACKED_RATIO * gunzip.bytesWritten)
      throw badTimeline(path, `it unpacks to more than ${MAX_UNPACKED_RATIO} times its size.`)
    yield chunk
  }
}

function isHeapFull(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used > MAX_HEAP_SHARE * limit
}

async function* chunksFrom(file: FileHandle, offset: number): AsyncGenerator<Buffer> {
  let position = offset
  for (;;) {
    const chunk = await readChunk(file, position)
    if (chunk.length === 0) return
    position += chunk.length
    yield chunk
  }
}

/** Empty at the end of the file. */
async function readChunk(file: FileHandle, position: number | null = null): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position)
  return chunk.subarray(0, bytesRead)
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function isPage(bytes: Buffer): boolean {
  return /^(\u00EF\u00BB\u00BF)?\s*</.test(bytes.toString('latin1', 0, 256))
}

function cannotRead(path: string, error: unknown): HostError {
  const message = `${path} cannot be read: ${readFailure(error)}.`
  const hint = 'Name a timeline or a report; `grove history` lists the recorded runs.'
  return new HostError({ code: 'NOT_FOUND', message, hint }, error)
}

function badTimeline(path: string, reason: string, error?: unknown): HostError {
  return new HostError({ code: 'BAD_TIMELINE', message: `${path} is not a Grove timeline: ${reason}` }, error)
}

function tooLarge(path: string): HostError {
  const message = `${path} is too large: its events do not fit into memory.`
  const hint = 'Give Node more, in MB: NODE_OPTIONS=--max-old-space-size=8192. `grove ui` needs the least.'
  return new HostError({ code: 'TOO_LARGE', message, hint })
}
