// Reads Grove's own files and folders. What is missing is empty; what cannot be read is an error, never "nothing".
import { readdir, readFile } from 'node:fs/promises'
import { HostError } from '../../contract/index.ts'
import { readFailure } from './safe-read.ts'

/** Returns the names in a folder, none if it does not exist. @throws {HostError} CANNOT_READ */
export async function listOwnFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw cannotRead(folder, error)
  }
}

/** Returns the text of a file, null if it does not exist. @throws {HostError} CANNOT_READ */
export async function readOwnFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw cannotRead(file, error)
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function isBelowFile(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOTDIR'
}

function cannotRead(path: string, error: unknown): HostError {
  return new HostError(
    {
      code: 'CANNOT_READ',
      message: `${path} cannot be read: ${isBelowFile(error) ? 'a part of the path is a file' : readFailure(error)}.`,
      hint: 'It may belong to another user: look with ls -l. Make it yours with chown, or set GROVE_STATE to another folder.',
    },
    error,
  )
}
