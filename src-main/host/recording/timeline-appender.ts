// Appends lines to a timeline file that nobody writes any more: notes of an ended or opened run.
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { HostError } from '../../contract/index.ts'
import { encodeLine, type TimelineLine } from '../../timeline/index.ts'
import { cannotWrite } from '../state/output-file.ts'

const LINE_FEED = 10
const CHUNK_BYTES = 64 * 1024
/** A pipe in its place must not make this wait. */
const OPEN_FLAGS = constants.O_RDWR | (constants.O_NONBLOCK ?? 0)

export class TimelineAppender {
  readonly #path: string
  #bytes: number
  #last: Promise<unknown> = Promise.resolve()

  /** @param bytes length of the file as it was read */
  constructor(path: string, bytes: number) {
    this.#path = path
    this.#bytes = bytes
  }

  /**
   * Writes a line to disk, then passes it on. Calls wait for each other.
   * @param makeLine called when the lines of earlier calls are written
   * @param onWritten gets the line and the new length of the file
   * @throws {HostError} CANNOT_WRITE; FILE_CHANGED if it is not the file that was read
   */
  append<Line extends TimelineLine>(
    makeLine: () => Line,
    onWritten: (line: Line, bytes: number) => void,
  ): Promise<void> {
    const written = this.#last.then(async () => {
      const line = makeLine()
      onWritten(line, await this.#append(Buffer.from(encodeLine(line))))
    })
    this.#last = written.catch(() => {})
    return written
  }

  async #append(data: Buffer): Promise<number> {
    const path = this.#path
    const file = await open(path, OPEN_FLAGS).catch((error: unknown) => {
      throw cannotWrite(path, error)
    })
    try {
      const { size } = await file.stat()
      if (size !== this.#bytes) throw fileChanged(path)
      this.#bytes = await writeAfterLastLine(file, size, data)
      return this.#bytes
    } catch (error) {
      throw cannotWrite(path, error)
    } finally {
      await file.close()
    }
  }
}

/**
 * Writes a whole line at the end. A torn last line, which a crash leaves and readers skip, makes room: in the middle it
 * would break the file. What cannot be written whole is taken back. Returns the new length.
 */
async function writeAfterLastLine(file: FileHandle, size: number, line: Buffer): Promise<number> {
  const start = await startOfLastLine(file, size)
  const rest = Buffer.alloc(size - start)
  await file.read(rest, 0, rest.length, start)
  const isWhole = rest.length === 0 || isJson(rest.toString('utf8'))
  const at = isWhole ? size : start
  const data = isWhole && rest.length > 0 ? Buffer.concat([Buffer.from('\n'), line]) : line
  await file.truncate(at)
  try {
    for (let done = 0; done < data.length;) {
      done += (await file.write(data, done, data.length - done, at + done)).bytesWritten
    }
    await file.datasync()
  } catch (error) {
    await file.truncate(at).catch(() => {})
    throw error
  }
  return at + data.length
}

/** The offset after the last line feed. */
async function startOfLastLine(file: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - CHUNK_BYTES)
    const { bytesRead } = await file.read(chunk, 0, end - from, from)
    const index = chunk.subarray(0, bytesRead).lastIndexOf(LINE_FEED)
    if (index >= 0) return from + index + 1
    end = from
  }
  return 0
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return text.trim() === ''
  }
}

function fileChanged(path: string): HostError {
  const message = `${path} has changed since it was opened, so nothing was written to it.`
  return new HostError({ code: 'FILE_CHANGED', message, hint: 'Close this recording and open it again.' })
}
