// Reads files and folders that Grove did not write. Opening a FIFO waits for its writer, a device has no end, and a
// network folder may never answer: each of these is an error here, never a hang.
import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, statSync, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { messageOf } from '../../../core/kit/message-of.ts'
import { fileSystemCalls, ReadRefusal } from './file-system-calls.ts'

const MAX_BYTES = 1024 ** 2
const MIN_CHUNK_BYTES = 4 * 1024
const MAX_CHUNK_BYTES = 1024 ** 2
/** Windows has no O_NONBLOCK, and no FIFOs in folders. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
}

/** Returns why a file cannot be read, to complete "FILE cannot be read: …". */
export function readFailure(error: unknown): string {
  if (error instanceof ReadRefusal) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (code || messageOf(error))
}

/** Whether the error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Opens a regular file. @throws for anything else */
export function openRegularFile(path: string): Promise<FileHandle> {
  return fileSystemCalls.run(() => openRegular(path))
}

/** The same, synchronously and without a time limit, for a worker thread. */
export function openRegularFileSync(path: string): number {
  assertRegular(statSync(path))
  const file = openSync(path, OPEN_FLAGS)
  try {
    assertRegular(fstatSync(file))
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** Reads a regular file of at most 1 MiB. @throws for anything else */
export function readRegularFile(path: string, maxBytes = MAX_BYTES): Promise<Buffer> {
  return fileSystemCalls.run(async () => {
    const file = await openRegular(path)
    try {
      return await readAtMost(file, maxBytes)
    } finally {
      await file.close()
    }
  })
}

/** Reads a text of at most 1 MiB, without its byte order mark. @throws for anything but a regular file in UTF-8 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readRegularFile(path))
}

function decodeText(bytes: Buffer): string {
  const encoding = utf16Of(bytes)
  if (encoding !== null) throw new ReadRefusal(`it is ${encoding}; save it as UTF-8`)
  if (!isUtf8(bytes)) {
    throw new ReadRefusal(`line ${invalidLine(bytes)} is not UTF-8 (Latin-1?); save it as UTF-8`)
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

/** Names the encoding of a text with a byte order mark of UTF-16, or with every second byte zero. */
function utf16Of(bytes: Buffer): string | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little-endian)'
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big-endian)'
  if (bytes.length < 2 || (first === 0) === (second === 0)) return null
  const zeros = first === 0 ? 0 : 1
  const start = bytes.subarray(0, Math.min(bytes.length, 64))
  if (!start.every((byte, at) => (byte === 0) === (at % 2 === zeros))) return null
  return `UTF-16 (${zeros === 1 ? 'little' : 'big'}-endian)`
}

/** Returns the number of the first line that is not UTF-8, from 1. */
function invalidLine(bytes: Buffer): number {
  let line = 1
  for (let start = 0; ; line += 1) {
    const end = bytes.indexOf('\n', start)
    if (!isUtf8(bytes.subarray(start, end < 0 ? undefined : end)) || end < 0) return line
    start = end + 1
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  // Opening a device may act on it, so it is not even opened.
  assertRegular(await stat(path))
  const file = await open(path, OPEN_FLAGS)
  try {
    assertRegular(await file.stat())
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const { size } = await file.stat()
  if (size > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  // The size of a file in /proc is 0, and a file may grow while it is read.
  for (let length = 0; ;) {
    const chunkBytes = Math.min(Math.max(size, MIN_CHUNK_BYTES) + 1, MAX_CHUNK_BYTES)
    // Yarn's Plug'n'Play, which replaces this function, reads nothing unless the length is given.
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null)
    if (bytesRead === 0) return Buffer.concat(chunks)
    length += bytesRead
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(buffer.subarray(0, bytesRead))
  }
}

/** @throws for anything but a regular file */
export function assertRegular(stats: Stats): void {
  if (!stats.isFile()) throw new ReadRefusal(`it is ${kindOf(stats)}`)
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

function tooLarge(maxBytes: number): ReadRefusal {
  return new ReadRefusal(`it is larger than ${maxBytes / 1024 ** 2} MiB`)
}
