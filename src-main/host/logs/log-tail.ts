// The end of a server's log file: what it said before it died, and where that is.
import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'

const BYTES = 8_192

/** The last lines that say anything, oldest first; none where there is no log. */
export async function lastLines(file: string, count: number): Promise<string[]> {
  const log = await open(file, 'r').catch(() => null)
  if (!log) return []
  try {
    const { size } = await log.stat()
    const from = Math.max(0, size - BYTES)
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - from), 0, size - from, from)
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/)
    return lines.filter((line) => line.trim() !== '').slice(-count)
  } finally {
    await log.close()
  }
}

/** Bytes; 0 where there is no log, or no way to it. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
