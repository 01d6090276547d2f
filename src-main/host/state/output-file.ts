// Writes files that the user names. A regular file is replaced at once; a pipe, a device or a descriptor is written through.
import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { access, lstat, open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { promisify } from 'node:util'
import { messageOf } from '../../../core/kit/message-of.ts'
import { escapeControls } from '../../../core/kit/terminal-text.ts'
import { HostError } from '../../contract/index.ts'
import { makeFolder } from './make-folder.ts'

const { O_CREAT, O_TRUNC, O_WRONLY, W_OK } = fs.constants
/** Opening must not wait for a reader, nor take a terminal as the controlling one. Windows has neither. */
const DO_NOT_WAIT = (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOCTTY ?? 0)

const PIPE_TIMEOUT_MS = 5_000
const PIPE_POLL_INTERVAL_MS = 50
/** The limit of Linux. */
const MAX_LINKS = 40

/** Where bytes are written to, in order. */
export interface OutputFile {
  /** Whether a reader that does not read stops it. */
  readonly isPipe: boolean
  /** Writes a part of the data and returns its length. */
  write(data: Uint8Array): Promise<number>
  /** Rejects if the system reports only now that something is lost. */
  close(): Promise<void>
  /** Closes it without waiting. */
  destroy(): void
}

interface Destination {
  path: string
  /** Null if nothing is there yet. */
  info: fs.Stats | null
  /** The open descriptor that the path means: `/dev/stdout`. */
  descriptor: number | null
  /** Whether another file may take its place. */
  isReplaceable: boolean
}

/**
 * Opens a file to write to it: truncates a regular file, or creates it with mode 0600. Waits 5 s for the reader of a pipe.
 * @throws {HostError} CANNOT_WRITE
 */
export async function openOutput(path: string): Promise<OutputFile> {
  try {
    return await openDestination(await findDestination(path))
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/**
 * Writes all of the content. A regular file, also behind a link, keeps its mode and owner, and its old content after an
 * abort or an error; a new file has mode 0600. A reader that leaves a pipe ends the writing without an error.
 * @throws {HostError} CANNOT_WRITE; errors of the content as they are
 */
export async function writeOutput(
  path: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const destination = await findDestination(path)
    if (destination.isReplaceable) await replaceFile(destination, content, signal)
    else await writeThrough(destination, content, signal)
  } catch (error) {
    throw codeOf(error) === '' ? error : cannotWrite(path, error)
  }
}

/** Whether the reader of a pipe has left. Windows calls it `EOF`. */
export function isReaderGone(error: unknown): boolean {
  return ['EPIPE', 'EOF', 'ECONNRESET'].includes(codeOf(error))
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
  EISDIR: 'it is a folder',
  ELOOP: 'its links form a loop',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  ENXIO: 'nothing can be written to it',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
}

/** Returns `the disk is full`. */
export function writeFailure(error: unknown): string {
  if (error instanceof HostError && error.cause !== undefined) return writeFailure(error.cause)
  return REASONS[codeOf(error)] ?? messageOf(error)
}

/** Returns the error to show for a failed write: `CANNOT_WRITE`. */
export function cannotWrite(path: string, error: unknown): HostError {
  if (error instanceof HostError) return error
  const message = `${path} cannot be written: ${writeFailure(error)}.`
  return new HostError({ code: 'CANNOT_WRITE', message }, error)
}

/** Returns the code of a system error, else an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : ''
}

async function findDestination(path: string): Promise<Destination> {
  let current = resolve(path)
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const folder = await realpath(dirname(current)).catch(ifMissing(null))
    if (folder === null) return { path: current, info: null, descriptor: null, isReplaceable: true }
    const name = basename(current)
    const real = join(folder, name)
    const process = descriptorsOf(folder)
    if (process !== null && /^\d+$/.test(name)) {
      const descriptor = process === 'own' ? Number(name) : null
      return { path: real, info: await stat(real), descriptor, isReplaceable: false }
    }
    const info = await lstat(real).catch(ifMissing(null))
    if (!info?.isSymbolicLink()) {
      return { path: real, info, descriptor: null, isReplaceable: info?.isFile() ?? true }
    }
    current = resolve(folder, await readlink(real))
  }
  throw new HostError({ code: 'CANNOT_WRITE', message: `${path} cannot be written: ${REASONS['ELOOP']}.` })
}

/** Returns whose open descriptors the folder lists; null for any other folder. */
function descriptorsOf(folder: string): 'own' | 'other' | null {
  if (folder === '/dev/fd') return 'own'
  const pid = /^\/proc\/(\d+)(\/task\/\d+)?\/fd$/.exec(folder)?.[1]
  if (pid === undefined) return null
  return Number(pid) === process.pid ? 'own' : 'other'
}

function ifMissing<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return value
    throw error
  }
}

async function replaceFile(
  { path, info }: Destination,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  if (info) await access(path, W_OK)
  else await makeFolder(dirname(path), 0o700)
  const draft = await createDraft(dirname(path), info !== null)
  try {
    await writeFile(draft.file, content, { signal })
    const isRenamed = draft.isBeside && (info === null || (await keepsOwner(draft.file, info)))
    await draft.file.close()
    if (!isRenamed) await copyContent(draft.path, path)
    // A file that is a mount point, or another user's in a sticky folder, cannot be replaced.
    else await rename(draft.path, path).catch(() => copyContent(draft.path, path))
  } finally {
    await draft.file.close().catch(() => {})
    await rm(draft.path, { force: true })
  }
}

/** Creates a draft beside the file; in the temporary folder if an existing file is in a folder that is read-only. */
async function createDraft(folder: string, exists: boolean) {
  const name = `.grove-${randomUUID().slice(0, 8)}.tmp`
  const beside = join(folder, name)
  try {
    return { path: beside, file: await open(beside, 'wx', 0o600), isBeside: true }
  } catch (error) {
    if (!exists || !['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) throw error
    const path = join(tmpdir(), name)
    return { path, file: await open(path, 'wx', 0o600), isBeside: false }
  }
}

/** Gives the draft the mode and owner of the file that it replaces. Returns whether that is all there is to keep. */
async function keepsOwner(draft: fs.promises.FileHandle, old: fs.Stats): Promise<boolean> {
  if (old.nlink > 1) return false
  const { uid, gid } = await draft.stat()
  try {
    if (uid !== old.uid || gid !== old.gid) await draft.chown(old.uid, old.gid)
    await draft.chmod(old.mode & 0o7777)
    return true
  } catch {
    return false
  }
}

async function copyContent(from: string, to: string): Promise<void> {
  await writeFile(to, fs.createReadStream(from))
}

async function writeThrough(
  destination: Destination,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  aborted.catch(() => {})
  const output = await openDestination(destination, signal)
  try {
    for await (const chunk of content) {
      for (let at = 0; at < chunk.length;)
        at += await Promise.race([output.write(chunk.subarray(at)), aborted])
    }
    await Promise.race([output.close(), aborted])
  } catch (error) {
    output.destroy()
    if (!isReaderGone(error)) throw error
  }
}

const openDescriptor = promisify(fs.open)
const closeDescriptor = promisify(fs.close)
const writeDescriptor = promisify(fs.write)

async function openDestination(
  { path, info, descriptor }: Destination,
  signal?: AbortSignal,
): Promise<OutputFile> {
  const fd =
    descriptor ??
    (info?.isFIFO()
      ? await openPipe(path, signal)
      : await openDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC | DO_NOT_WAIT, 0o600))
  const close = descriptor === null ? () => closeDescriptor(fd) : async () => {}
  const kind = await promisify(fs.fstat)(fd)
  if (kind.isFIFO() || kind.isSocket()) return streamOutput(streamOf(fd), descriptor === null)
  const write = async (data: Uint8Array) => (await writeDescriptor(fd, data)).bytesWritten
  const output = { isPipe: false, write, close, destroy: () => void close().catch(() => {}) }
  return isatty(fd) ? terminalOutput(output) : output
}

/** The reader of a pipe may start later. */
async function openPipe(path: string, signal: AbortSignal | undefined): Promise<number> {
  const deadline = performance.now() + PIPE_TIMEOUT_MS
  for (;;) {
    try {
      return await openDescriptor(path, O_WRONLY | DO_NOT_WAIT)
    } catch (error) {
      if (codeOf(error) !== 'ENXIO') throw error
      if (performance.now() > deadline) throw unreadPipe(path)
    }
    await pause(PIPE_POLL_INTERVAL_MS, undefined, { signal })
  }
}

function unreadPipe(path: string): HostError {
  const message = `${path} cannot be written: it is a pipe, and no process opened it for reading within ${PIPE_TIMEOUT_MS / 1_000} s.`
  return new HostError({ code: 'CANNOT_WRITE', message, hint: 'Start its reader first.' })
}

/** Two handles of one descriptor would disturb each other. */
function streamOf(fd: number): Writable {
  if (fd === 1) return process.stdout
  return fd === 2 ? process.stderr : new Socket({ fd, readable: false, writable: true })
}

function streamOutput(stream: Writable, isOwned: boolean): OutputFile {
  // A failed write reports it too.
  stream.on('error', () => {})
  const destroy = () => {
    if (isOwned) stream.destroy()
  }
  return {
    isPipe: true,
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (error) => (error ? reject(error) : resolve(data.length)))
      }),
    close: async () => destroy(),
    destroy,
  }
}

/** A terminal gets control characters as escapes. */
function terminalOutput(output: OutputFile): OutputFile {
  const escape = escapeBytes()
  return {
    ...output,
    write: async (data) => {
      const shown = escape(data)
      for (let at = 0; at < shown.length;) at += await output.write(shown.subarray(at))
      return data.length
    },
  }
}

/** Returns a function for the chunks of a text in UTF-8 that shows control characters as escapes. */
export function escapeBytes(): (chunk: Uint8Array) => Uint8Array {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  return (chunk) => encoder.encode(escapeControls(decoder.decode(chunk, { stream: true })))
}
