// Small files: Grove's own JSON, read without trust and written whole or not at all; and new ones in a user's folder.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError } from '../../contract/index.ts'

/** What the file holds, or undefined where it is missing or damaged: losing a list of recent files must stop nobody. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Writes beside the file and renames, so that a reader sees the old content or the new, never half of it.
 * An aborted signal leaves the old.
 */
export async function writeWhole(
  file: string,
  content: string | AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx', signal })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Writes a file of the user's that is not there yet. Fails with `ALREADY_THERE`, or `CANNOT_WRITE`. */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new HostError(
      there
        ? { code: 'ALREADY_THERE', message: `${file} is there already; move it away first.` }
        : { code: 'CANNOT_WRITE', message: `${file} cannot be written: ${String(error)}.` },
      error,
    )
  }
}
