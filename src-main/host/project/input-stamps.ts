// What a build was made of: stamps of the files and folders that were read, or looked for and absent.
import { createHash } from 'node:crypto'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isMissing, readFailure, readRegularFile } from '../state/safe-read.ts'

/** Absolute paths. */
export interface BuildInputs {
  /** Read, or looked for and absent. */
  files: string[]
  /** Their names decide what an import resolves to. */
  folders: string[]
}

/** Times in milliseconds. */
interface Stamp {
  /** Where links lead. */
  real: string
  size: number
  modified: number
  /** Of content or attributes. Unlike `modified`, no tool can set it. */
  changed: number
  /** Hash of the content of a file, or of the names in a folder. */
  content: string
}

export interface InputStamps {
  /** When they were taken, milliseconds since 1970. */
  at: number
  /** Null: absent. */
  files: Record<string, Stamp | null>
  folders: Record<string, Stamp | null>
}

/** Two changes within one tick of a file system's clock have the same times. Network file systems tick every 2 s. */
const CLOCK_TICK_MS = 2_000
/** The clock of local file systems lags behind by up to one tick of the kernel. */
const KERNEL_TICK_MS = 10
const MAX_BYTES = 1024 ** 3

type Hash = (path: string) => Promise<string>

/** Returns null if an input may have changed since `since`: then it is unknown which content the build has. */
export async function stampInputs(inputs: BuildInputs, since: number): Promise<InputStamps | null> {
  const at = Date.now()
  const files = await stampAll(inputs.files, hashFile)
  const folders = await stampAll(inputs.folders, hashNames)
  const stamps = [...Object.values(files), ...Object.values(folders)]
  const isOlder = stamps.every((stamp) => stamp === null || stamp.changed < since - KERNEL_TICK_MS)
  return isOlder ? { at, files, folders } : null
}

export async function areUnchanged({ at, files, folders }: InputStamps): Promise<boolean> {
  return (await areSame(files, at, hashFile)) && (await areSame(folders, at, hashNames))
}

/** Reads a content only if the times leave a doubt. */
async function areSame(stamps: Record<string, Stamp | null>, at: number, hash: Hash): Promise<boolean> {
  const now = await describeAll(Object.keys(stamps))
  for (const [index, [path, before]] of Object.entries(stamps).entries()) {
    const found = now[index] ?? null
    if (before === null || found === null) {
      if (before !== found) return false
      continue
    }
    if (found.real !== before.real || found.size !== before.size) return false
    const hasSameTimes = found.modified === before.modified && found.changed === before.changed
    if (hasSameTimes && found.changed < at - CLOCK_TICK_MS) continue
    if ((await hash(path)) !== before.content) return false
  }
  return true
}

async function stampAll(paths: string[], hash: Hash): Promise<Record<string, Stamp | null>> {
  const contents: string[] = []
  for (const path of paths) contents.push(await hash(path))
  // After the contents: what changed meanwhile has a later time.
  const found = await describeAll(paths)
  return Object.fromEntries(
    paths.map((path, index) => {
      const each = found[index] ?? null
      return [path, each && { ...each, content: contents[index] ?? '' }]
    }),
  )
}

/** Returns null for each that is absent. */
async function describeAll(paths: string[]): Promise<(Omit<Stamp, 'content'> | null)[]> {
  const places = new Map<string, Promise<string>>()
  const realFolder = (folder: string): Promise<string> => {
    const place = places.get(folder) ?? realpath(folder)
    places.set(folder, place)
    return place
  }
  return Promise.all(
    paths.map(async (path) => {
      try {
        return await describe(path, realFolder)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    }),
  )
}

async function describe(
  path: string,
  realFolder: (folder: string) => Promise<string>,
): Promise<Omit<Stamp, 'content'>> {
  const own = await lstat(path)
  const isLink = own.isSymbolicLink()
  const stats = isLink ? await stat(path) : own
  const real = isLink ? await realpath(path) : join(await realFolder(dirname(path)), basename(path))
  // The size of a folder is no property of its names.
  const size = stats.isDirectory() ? 0 : stats.size
  return { real, size, modified: stats.mtimeMs, changed: stats.ctimeMs }
}

/** Of something that cannot be read, the reason is the content. */
async function hashFile(path: string): Promise<string> {
  return readRegularFile(path, MAX_BYTES).then(digest, readFailure)
}

async function hashNames(path: string): Promise<string> {
  return readdir(path).then((names) => digest(JSON.stringify(names.sort())), readFailure)
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
