// Frees the disk space of the beginning of a file while another process appends to it. All other bytes keep their offset;
// the freed bytes read as zeros.
import { execFile } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import { ftruncateSync, fstatSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Only whole blocks are freed. */
export const BLOCK_BYTES = 64 * 1024

/** Ends a read that cannot keep up with the writer. */
const MAX_READS = 10

/**
 * Frees the first `length` bytes, a multiple of BLOCK_BYTES, by a hole in the file (Linux, NTFS). On other systems the rest
 * is rewritten; data appended in the microseconds between two system calls may be lost.
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
  } else throw new Error('holes are not supported on this system')
}

async function rewrite(path: string, length: number): Promise<void> {
  await using file = await open(path, 'r+')
  const kept: Buffer[] = []
  let at = length
  for (let reads = 0; reads < MAX_READS; reads++) {
    const { size } = fstatSync(file.fd)
    if (size <= at) break
    kept.push(await read(file, at, size))
    at = size
  }
  // No await since the last fstat: this process cannot append in between.
  ftruncateSync(file.fd, 0)
  ftruncateSync(file.fd, at)
  let offset = length
  for (const chunk of kept) {
    await file.write(chunk, 0, chunk.length, offset)
    offset += chunk.length
  }
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const chunk = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(chunk, 0, chunk.length, from)
  return chunk.subarray(0, bytesRead)
}
