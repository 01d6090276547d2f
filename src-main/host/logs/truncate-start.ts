// Frees the disk that the beginning of a file takes, while others append to it: nothing moves, every byte that stays
// keeps its offset, and what was dropped reads as zeros.
import { execFile } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import { ftruncateSync, fstatSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whole blocks only are freed. */
export const BLOCK_BYTES = 64 * 1024

/** Reading that cannot catch up with the printing ends all the same. */
const TURNS = 10

/**
 * Frees the first `length` bytes, a multiple of `BLOCK`. Where the system can punch holes (Linux, NTFS) nobody notices.
 * Elsewhere (macOS, and file systems that cannot) what stays is written anew, and what is printed in the microseconds
 * between two system calls may be lost.
 */
export async function truncateStart(
  path: string,
  length: number,
  platform = process.platform,
): Promise<void> {
  try {
    await punch(path, length, platform)
  } catch {
    await rewrite(path, length)
  }
}

async function punch(path: string, length: number, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'linux') {
    await run('fallocate', ['--punch-hole', '--offset', '0', '--length', String(length), path])
  } else if (platform === 'win32') {
    await run('fsutil', ['sparse', 'setflag', path], { windowsHide: true })
    await run('fsutil', ['sparse', 'setrange', path, '0', String(length)], { windowsHide: true })
  } else throw new Error('this system has no command for it')
}

async function rewrite(path: string, length: number): Promise<void> {
  await using file = await open(path, 'r+')
  const kept: Buffer[] = []
  let at = length
  for (let turn = 0; turn < TURNS; turn++) {
    const { size } = fstatSync(file.fd)
    if (size <= at) break
    kept.push(await read(file, at, size))
    at = size
  }
  // Between the loop's last look and here nothing else of this process runs.
  ftruncateSync(file.fd, 0)
  ftruncateSync(file.fd, at)
  let offset = length
  for (const piece of kept) {
    await file.write(piece, 0, piece.length, offset)
    offset += piece.length
  }
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const piece = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(piece, 0, piece.length, from)
  return piece.subarray(0, bytesRead)
}
