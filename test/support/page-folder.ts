// A small built page in its own folder, beside files that must not be served.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PageFolder {
  /** The folder that a shell serves. */
  directory: string
  remove(): Promise<void>
}

export async function makePageFolder(files: Record<string, string> = {}): Promise<PageFolder> {
  const root = await mkdtemp(join(tmpdir(), 'grove-page-'))
  const directory = join(root, 'renderer')
  await mkdir(join(directory, 'assets'), { recursive: true })
  const all = {
    'index.html': '<!doctype html><title>Grove</title>',
    'assets/page.js': 'export {}',
    '.hidden.js': 'secret',
    'notes.txt': 'secret',
    '../secret.js': 'secret',
    ...files,
  }
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(directory, name), text)))
  await symlink(join(root, 'secret.js'), join(directory, 'link.js'))
  return { directory, remove: () => rm(root, { recursive: true, force: true }) }
}
