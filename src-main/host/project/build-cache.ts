// Caches builds of a project in `node_modules/.cache/grove/`. A build is reused until a source changes.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import { groveVersion } from '../locations.ts'
import { readJson } from '../state/json-file.ts'

const MANIFEST_NAME = 'manifest.json'
/** Another Grove may still run servers from an old build. */
const RETENTION_MS = 60 * 60 * 1000

export interface BuildCache {
  folder: string
  /** Returns the folder of the build if its sources are unchanged, else null. */
  current(): Promise<string | null>
  /** Saves a build and returns its folder. */
  save(outputs: Record<string, Uint8Array>, sources: string[]): Promise<string>
}

/** A source file at the time of the build; null if it did not exist. `time` in milliseconds. */
type FileStamp = { size: number; time: number } | null

interface Manifest {
  fingerprint: string
  build: string
  stamps: Record<string, FileStamp>
}

export async function openBuildCache(directory: string, fingerprint: string): Promise<BuildCache> {
  const folder = join(directory, 'node_modules', '.cache', 'grove', digest(groveVersion))
  const settings = ['package.json', 'tsconfig.json'].map((name) => join(directory, name))
  return {
    folder,
    current: () => findCurrent(folder, fingerprint),
    save: async (outputs, sources) => {
      const build = await writeBuild(folder, outputs).catch((error: unknown) => {
        throw cannotWrite(folder, error)
      })
      const stamps = await stampAll([...sources, ...settings])
      await writeManifest(folder, { fingerprint, build, stamps })
      await removeOldBuilds(folder, build)
      return join(folder, build)
    },
  }
}

async function findCurrent(folder: string, fingerprint: string): Promise<string | null> {
  const manifest = await readJson(join(folder, MANIFEST_NAME))
  if (!isManifest(manifest) || manifest.fingerprint !== fingerprint) return null
  const build = join(folder, manifest.build)
  const now = await stampAll(Object.keys(manifest.stamps))
  const isUnchanged = Object.entries(manifest.stamps).every(([file, stamp]) =>
    sameStamp(stamp, now[file] ?? null),
  )
  if (!isUnchanged || (await stampOf(build)) === null) return null
  await touch(build)
  return build
}

/** The name is a hash of the content, so concurrent builds of the same sources share a folder. */
async function writeBuild(folder: string, outputs: Record<string, Uint8Array>): Promise<string> {
  const build = contentName(outputs)
  if ((await stampOf(join(folder, build))) !== null) {
    await touch(join(folder, build))
    return build
  }
  const draft = join(folder, `draft-${randomUUID()}`)
  for (const [name, contents] of Object.entries(outputs)) {
    await mkdir(dirname(join(draft, name)), { recursive: true })
    await writeFile(join(draft, name), contents)
  }
  await rename(draft, join(folder, build)).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if ((await stampOf(join(folder, build))) === null) throw error
  })
  return build
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = join(folder, `draft-${randomUUID()}.json`)
  await writeFile(draft, JSON.stringify(manifest))
  await rename(draft, join(folder, MANIFEST_NAME))
}

async function removeOldBuilds(folder: string, build: string): Promise<void> {
  const oldest = Date.now() - RETENTION_MS
  for (const name of await readdir(folder)) {
    if (name === build || name === MANIFEST_NAME) continue
    const stamp = await stampOf(join(folder, name))
    if (stamp && stamp.time < oldest) await rm(join(folder, name), { recursive: true, force: true })
  }
}

async function stampAll(files: string[]): Promise<Record<string, FileStamp>> {
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await stampOf(file)] as const)),
  )
}

async function stampOf(file: string): Promise<FileStamp> {
  const stats = await stat(file).catch(() => null)
  return stats && { size: stats.size, time: stats.mtimeMs }
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a?.size === b?.size && a?.time === b?.time
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now)
}

function contentName(outputs: Record<string, Uint8Array>): string {
  const hash = createHash('sha256')
  for (const name of Object.keys(outputs).sort()) {
    hash.update(`${name}\0`).update(outputs[name] ?? '')
  }
  return hash.digest('hex').slice(0, 16)
}

function cannotWrite(folder: string, error: unknown): HostError {
  return new HostError(
    {
      code: 'CANNOT_WRITE',
      message: `The project's build cannot be written to ${folder}: ${messageOf(error)}.`,
      hint: 'Grove writes builds to node_modules/.cache of the project. Copy the project to a folder of yours.',
    },
    error,
  )
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  return 'fingerprint' in value && 'build' in value && 'stamps' in value
}
