// Reads the end of a server's log file.
import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { removeEscapeSequences } from '../../../core/kit/terminal-text.ts'

const TAIL_BYTES = 8_192

/** Returns the last lines that are not blank, without colours, oldest first; none if there is no log. */
export async function lastLines(file: string, count: number): Promise<string[]> {
  const log = await open(file, 'r').catch(() => null)
  if (!log) return []
  try {
    const { size } = await log.stat()
    const from = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - from), 0, size - from, from)
    const lines = removeEscapeSequences(buffer.toString('utf8', 0, bytesRead)).split(/\r?\n/)
    return lines.filter((line) => line.trim() !== '').slice(-count)
  } finally {
    await log.close()
  }
}

/** Returns the size in bytes; 0 if the file cannot be read. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
