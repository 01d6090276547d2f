// Reads and writes small files: Grove's own JSON, atomically, and new files in the user's folders.
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import { makeFolder } from './make-folder.ts'

/** Returns undefined if the file is missing or damaged: nothing essential is kept in JSON files. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

/** Writes a draft and renames it: a reader sees the old content or the new one. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await makeFolder(dirname(file), 0o700)
  const draft = `${file}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Creates a file in a folder of the user's. @throws {HostError} ALREADY_THERE, CANNOT_WRITE */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new HostError(
      exists
        ? { code: 'ALREADY_THERE', message: `${file} exists already. Move it away first.` }
        : { code: 'CANNOT_WRITE', message: `${file} cannot be written: ${messageOf(error)}.` },
      error,
    )
  }
}
