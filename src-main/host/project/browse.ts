// Lists folders, plans and timelines for windows without a native file dialog.
import { readdir, realpath } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { dirname, join } from 'node:path'
import { HostError, type FolderEntry, type FolderListing } from '../../contract/index.ts'
import { isTimelinePath } from '../../timeline/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { homeFolder } from '../state/home-folder.ts'
import { isMissing, readFailure } from '../state/safe-read.ts'
import { PLAN_FILE } from './plan-file.ts'
import { hasPomeloProject } from './pomelo/layout.ts'

/** A window could not show more at once. */
const MAX_ENTRIES = 2_000

/** Lists a folder without hidden entries. Default: the user's home. @throws {HostError} NOT_FOUND */
export async function browse(path: string | null): Promise<FolderListing> {
  const { folder, found } = await list(path ?? homeFolder())
  const entries = found.flatMap((entry): FolderEntry[] => {
    const kind = kindOf(entry)
    return kind ? [{ name: entry.name, path: join(folder, entry.name), kind }] : []
  })
  const { compare } = new Intl.Collator()
  entries.sort((a, b) => rank(a) - rank(b) || compare(a.name, b.name))
  const parent = dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: entries.slice(0, MAX_ENTRIES),
    omitted: Math.max(0, entries.length - MAX_ENTRIES),
    project: found.some((entry) => entry.name === PLAN_FILE)
      ? 'grove'
      : (await hasPomeloProject(folder))
        ? 'pomelo'
        : null,
  }
}

function kindOf(entry: Dirent): FolderEntry['kind'] | null {
  const { name } = entry
  if (name.startsWith('.')) return null
  if (entry.isDirectory()) return name === 'node_modules' ? null : 'folder'
  if (!entry.isFile() && !entry.isSymbolicLink()) return null
  if (isTimelinePath(name)) return 'timeline'
  return name.endsWith(PLAN_FILE) ? 'plan' : null
}

function rank({ kind }: FolderEntry): number {
  return kind === 'folder' ? 0 : 1
}

async function list(path: string): Promise<{ folder: string; found: Dirent[] }> {
  try {
    return await fileSystemCalls.run(async () => {
      const folder = await realpath(path)
      return { folder, found: await readdir(folder, { withFileTypes: true }) }
    })
  } catch (error) {
    const message = isMissing(error)
      ? `There is no folder ${path}.`
      : `${path} cannot be read: ${readFailure(error)}.`
    throw new HostError({ code: 'NOT_FOUND', message }, error)
  }
}
