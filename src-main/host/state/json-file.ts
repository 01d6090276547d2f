// Reads and writes small files: Grove's own JSON, atomically, and new files in the user's folders.
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { makeFolder } from './make-folder.ts'
import { cannotWrite, codeOf } from './output-file.ts'

/** Returns undefined if the file is missing or damaged: nothing essential is kept in JSON files. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

/** Writes a draft and renames it: a reader sees the old content or the new one. @throws {HostError} CANNOT_WRITE */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await makeFolder(dirname(file), 0o700)
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw cannotWrite(file, error)
  }
}

/** Creates a file in a folder of the user's. @throws {HostError} ALREADY_THERE, CANNOT_WRITE */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw cannotWrite(file, error)
    const message = `${file} exists already. Move it away first.`
    throw new HostError({ code: 'ALREADY_THERE', message }, error)
  }
}
