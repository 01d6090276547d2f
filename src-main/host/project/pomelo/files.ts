// Looks at a project's files without hanging on them, and reads unknown values.
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileSystemCalls } from '../../state/file-system-calls.ts'

export async function firstOf(directory: string, names: string[]): Promise<string | null> {
  for (const name of names) if (await exists(join(directory, name))) return name
  return null
}

export function exists(path: string): Promise<boolean> {
  return fileSystemCalls
    .run(() => access(path))
    .then(
      () => true,
      () => false,
    )
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Returns the names of the folders in a folder, sorted; none if it cannot be read. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await fileSystemCalls.run(() => readdir(folder, { withFileTypes: true })).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
