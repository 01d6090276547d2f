// Loads esbuild on demand and stops its helper process after the last use.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { unarchivedFolder } from '../locations.ts'
import { assertDescriptorsFree } from '../system/descriptors.ts'

type Esbuild = typeof import('esbuild')

/** Three pipes of its helper process, and the pipe by which the system reports a failed spawn. */
const HELPER_DESCRIPTORS = 8

let loaded: Esbuild | null = null
let uses = 0

export async function withEsbuild<T>(use: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  const esbuild = (loaded ??= loadEsbuild())
  if (uses === 0) assertSpawnable()
  uses += 1
  try {
    return await use(esbuild)
  } finally {
    uses -= 1
    if (uses === 0) await esbuild.stop()
  }
}

/** Without descriptors the spawn of its helper would fail by an event that esbuild does not handle. */
function assertSpawnable(): void {
  try {
    assertDescriptorsFree(HELPER_DESCRIPTORS)
  } catch (error) {
    const message = 'The project cannot be built: Grove has too many files open.'
    const hint = 'Raise the limit (`ulimit -n`), or start fewer servers.'
    throw new HostError({ code: 'TOO_MANY_FILES', message, hint }, error)
  }
}

/** esbuild runs its helper in the folder where it was loaded, which the user may delete later. Grove's own stays. */
function loadEsbuild(): Esbuild {
  const folder = currentFolder()
  process.chdir(unarchivedFolder)
  try {
    return createRequire(join(unarchivedFolder, 'package.json'))('esbuild') as Esbuild
  } finally {
    if (folder !== null) process.chdir(folder)
  }
}

/** Null if it was deleted. */
function currentFolder(): string | null {
  try {
    return process.cwd()
  } catch {
    return null
  }
}
