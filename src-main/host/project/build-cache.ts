// Caches builds of projects in Grove's state folder. A build is used again until something that it was made of changes.
// A cache inside the project could come with it, and run code other than the source that is shown.
import { createHash, randomUUID } from 'node:crypto'
import { chmod, lstat, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import { groveVersion } from '../locations.ts'
import { readJson, writeJson } from '../state/json-file.ts'
import { makeFolder } from '../state/make-folder.ts'
import { areUnchanged, stampInputs, type BuildInputs, type InputStamps } from './input-stamps.ts'

const MANIFEST_NAME = 'manifest.json'
const BUILD_NAME = /^[0-9a-f-]+$/
/** Another Grove may still run servers from an old build. */
const RETENTION_MS = 7 * 24 * 60 * 60 * 1000
const MAX_BUILDS = 8
const MAX_PROJECTS = 64

export interface BuildOptions {
  /** Grove's state folder. */
  state: string
  /** The project's folder. */
  directory: string
  /** Identifies entry files and settings. */
  fingerprint: string
}

export interface BuildCache {
  folder: string
  /** Returns the folder of the build if nothing that it was made of has changed, else null. */
  current(): Promise<string | null>
  /** Saves a build and returns its folder. @throws {HostError} CANNOT_WRITE */
  save(outputs: Record<string, Uint8Array>, inputs: BuildInputs): Promise<string>
}

interface Manifest {
  fingerprint: string
  build: string
  /** Name → hash. */
  outputs: Record<string, string>
  inputs: InputStamps
}

/** Open it before the build: a file that changes from then on may be in the build or not. */
export function openBuildCache({ state, directory, fingerprint }: BuildOptions): BuildCache {
  const root = join(state, 'builds')
  const folder = join(root, digest(directory).slice(0, 16))
  const version = digest(
    JSON.stringify([groveVersion, esbuildVersion(), process.env['NODE_PATH'], fingerprint]),
  )
  const openedAt = Date.now()
  return {
    folder,
    current: () => findCurrent(folder, version).catch(() => null),
    save: async (outputs, inputs) => {
      const hashes = Object.fromEntries(
        Object.entries(outputs).map(([name, contents]) => [name, digest(contents)]),
      )
      const build = await writeBuild([root, folder], outputs, hashes).catch((error: unknown) => {
        throw cannotWrite(folder, error)
      })
      // Without a manifest the next start builds again.
      await writeManifest(folder, { fingerprint: version, build, outputs: hashes }, inputs, openedAt).catch(
        () => {},
      )
      await removeOld(root, folder, build).catch(() => {})
      return join(folder, build)
    },
  }
}

async function findCurrent(folder: string, version: string): Promise<string | null> {
  if (!isOwn(await lstat(folder))) return null
  const manifest = await readJson(join(folder, MANIFEST_NAME))
  if (!isManifest(manifest) || manifest.fingerprint !== version) return null
  const build = join(folder, manifest.build)
  if (!(await areUnchanged(manifest.inputs)) || !(await isComplete(build, manifest.outputs))) return null
  await touch(folder, build)
  return build
}

/** Named by the hash of its content, so that concurrent builds of the same sources share a folder. */
async function writeBuild(
  folders: [root: string, folder: string],
  outputs: Record<string, Uint8Array>,
  hashes: Record<string, string>,
): Promise<string> {
  for (const each of folders) await makePrivate(each)
  const folder = folders[1]
  const name = digest(JSON.stringify(Object.entries(hashes).sort())).slice(0, 16)
  if (await isComplete(join(folder, name), hashes)) {
    await touch(folder, join(folder, name))
    return name
  }
  const draft = join(folder, `draft-${randomUUID()}`)
  try {
    for (const [output, contents] of Object.entries(outputs)) {
      await makeFolder(dirname(join(draft, output)), 0o700)
      await writeFile(join(draft, output), contents, { mode: 0o600 })
    }
    return await publish(draft, folder, name, hashes)
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => {})
  }
}

/** Renames the draft. What is there under this name already may be of a concurrent build, or damaged. */
async function publish(
  draft: string,
  folder: string,
  name: string,
  hashes: Record<string, string>,
): Promise<string> {
  try {
    await rename(draft, join(folder, name))
    return name
  } catch (error) {
    if (await isComplete(join(folder, name), hashes)) return name
    if ((await stat(join(folder, name)).catch(() => null)) === null) throw error
    const other = `${name}-${randomUUID().slice(0, 8)}`
    await rename(draft, join(folder, other))
    return other
  }
}

async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'inputs'>,
  inputs: BuildInputs,
  openedAt: number,
): Promise<void> {
  const stamps = await stampInputs(inputs, openedAt)
  if (stamps) await writeJson(join(folder, MANIFEST_NAME), { ...manifest, inputs: stamps })
  else await rm(join(folder, MANIFEST_NAME), { force: true })
}

/** A crash, a full disk or a cleaner may leave part of a build. */
async function isComplete(build: string, hashes: Record<string, string>): Promise<boolean> {
  // One after the other: each open file takes a descriptor.
  for (const [name, hash] of Object.entries(hashes)) {
    const contents = await readFile(join(build, name)).catch(() => null)
    if (contents === null || digest(contents) !== hash) return false
  }
  return true
}

/** Only this user may write there: the files are run. */
async function makePrivate(folder: string): Promise<void> {
  await makeFolder(folder, 0o700)
  const stats = await lstat(folder)
  if (!isOwn(stats)) throw new Error('it is a link or belongs to another user')
  if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Windows has no uid: there the state folder is in the user's profile. */
function isOwn(stats: { uid: number; isDirectory(): boolean }): boolean {
  const uid = process.geteuid?.()
  return stats.isDirectory() && (uid === undefined || uid === 0 || stats.uid === uid)
}

async function removeOld(root: string, folder: string, build: string): Promise<void> {
  const builds = (await readdir(folder)).filter((name) => name !== build && name !== MANIFEST_NAME)
  await removeOldest(folder, builds, MAX_BUILDS)
  await removeOldest(root, await readdir(root), MAX_PROJECTS)
}

/** Keeps the latest of these, and what was used within a week. */
async function removeOldest(folder: string, names: string[], max: number): Promise<void> {
  if (names.length <= max) return
  const uses = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  )
  const oldest = uses.sort((a, b) => b.at - a.at).slice(max)
  for (const { path, at } of oldest) {
    if (at < Date.now() - RETENTION_MS) await rm(path, { recursive: true, force: true })
  }
}

/** Marks as used now. Where that cannot be written, a build is still used. */
async function touch(...paths: string[]): Promise<void> {
  const now = new Date()
  await Promise.all(paths.map((path) => utimes(path, now, now).catch(() => {})))
}

function cannotWrite(folder: string, error: unknown): HostError {
  return new HostError(
    {
      code: 'CANNOT_WRITE',
      message: `The project's build cannot be written to ${folder}: ${messageOf(error)}.`,
      hint: 'Make the folder writable, or set GROVE_STATE to another state folder.',
    },
    error,
  )
}

function esbuildVersion(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { version: string }
  return version
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  const { build, outputs, inputs } = value as Partial<Record<keyof Manifest, unknown>>
  const isBuild = typeof build === 'string' && BUILD_NAME.test(build)
  return (
    isBuild &&
    typeof outputs === 'object' &&
    outputs !== null &&
    typeof inputs === 'object' &&
    inputs !== null
  )
}
