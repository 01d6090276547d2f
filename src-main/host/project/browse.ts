// Lists folders, plans and timelines for windows without a native file dialog.
import { readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { HostError, type FolderEntry, type FolderListing } from '../../contract/index.ts'
import { isTimelinePath } from '../../timeline/index.ts'
import { PLAN_FILE } from './plan-file.ts'
import { findPomeloConfig } from './pomelo-layout.ts'

/** Lists a folder without hidden entries. Default: the user's home. @throws {HostError} NOT_FOUND */
export async function browse(path: string | null): Promise<FolderListing> {
  const folder = await realFolder(path ?? homedir())
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new HostError({ code: 'NOT_FOUND', message: `${folder} is not a readable folder.` }, error)
  })
  const entries = found.flatMap((entry): FolderEntry[] => {
    const kind = kindOf(entry.name, entry.isDirectory())
    return kind ? [{ name: entry.name, path: join(folder, entry.name), kind }] : []
  })
  const parent = dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: entries.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
    project: found.some((entry) => entry.name === PLAN_FILE)
      ? 'grove'
      : (await findPomeloConfig(folder))
        ? 'pomelo'
        : null,
  }
}

function kindOf(name: string, isFolder: boolean): FolderEntry['kind'] | null {
  if (name.startsWith('.')) return null
  if (isFolder) return name === 'node_modules' ? null : 'folder'
  if (isTimelinePath(name)) return 'timeline'
  return name.endsWith(PLAN_FILE) ? 'plan' : null
}

function rank({ kind }: FolderEntry): number {
  return kind === 'folder' ? 0 : 1
}

async function realFolder(path: string): Promise<string> {
  return realpath(path).catch((error: unknown) => {
    throw new HostError({ code: 'NOT_FOUND', message: `There is no folder ${path}.` }, error)
  })
}
