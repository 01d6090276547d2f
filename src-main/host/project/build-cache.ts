// The builds of a project in `node_modules/.cache/grove/`: found again while no source changed, written whole, old ones removed.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { groveVersion } from '../locations.ts'
import { readJson } from '../state/json-file.ts'

const MANIFEST = 'manifest.json'
/** Another Grove may still run servers from a build that is no longer current. */
const KEPT_FOR = 60 * 60 * 1000

export interface BuildCache {
  folder: string
  /** The folder of the build whose sources are unchanged, if there is one. */
  current(): Promise<string | null>
  /** Keeps a build and answers its folder. */
  keep(outputs: Record<string, Uint8Array>, sources: string[]): Promise<string>
}

/** Size and time of a source file when it was built; null for one that was not there. */
type Stamp = { size: number; time: number } | null

interface Manifest {
  fingerprint: string
  build: string
  stamps: Record<string, Stamp>
}

export async function openBuildCache(directory: string, fingerprint: string): Promise<BuildCache> {
  const folder = join(directory, 'node_modules', '.cache', 'grove', digest(groveVersion))
  const settings = ['package.json', 'tsconfig.json'].map((name) => join(directory, name))
  return {
    folder,
    current: () => findCurrent(folder, fingerprint),
    keep: async (outputs, sources) => {
      const build = await writeBuild(folder, outputs).catch((error: unknown) => {
        throw cannotWrite(folder, error)
      })
      const stamps = await stampAll([...sources, ...settings])
      await writeManifest(folder, { fingerprint, build, stamps })
      await forgetOld(folder, build)
      return join(folder, build)
    },
  }
}

async function findCurrent(folder: string, fingerprint: string): Promise<string | null> {
  const manifest = await readJson(join(folder, MANIFEST))
  if (!isManifest(manifest) || manifest.fingerprint !== fingerprint) return null
  const build = join(folder, manifest.build)
  const now = await stampAll(Object.keys(manifest.stamps))
  const same = Object.entries(manifest.stamps).every(([file, stamp]) => sameStamp(stamp, now[file] ?? null))
  if (!same || (await stampOf(build)) === null) return null
  await touch(build)
  return build
}

/** The name comes from the content, so two Groves that build the same at once write the same folder. */
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
  await rename(draft, join(folder, MANIFEST))
}

async function forgetOld(folder: string, build: string): Promise<void> {
  const oldest = Date.now() - KEPT_FOR
  for (const name of await readdir(folder)) {
    if (name === build || name === MANIFEST) continue
    const stamp = await stampOf(join(folder, name))
    if (stamp && stamp.time < oldest) await rm(join(folder, name), { recursive: true, force: true })
  }
}

async function stampAll(files: string[]): Promise<Record<string, Stamp>> {
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await stampOf(file)] as const)),
  )
}

async function stampOf(file: string): Promise<Stamp> {
  const stats = await stat(file).catch(() => null)
  return stats && { size: stats.size, time: stats.mtimeMs }
}

function sameStamp(a: Stamp, b: Stamp): boolean {
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
  const reason = error instanceof Error ? error.message : String(error)
  return new HostError(
    {
      code: 'CANNOT_WRITE',
      message: `The project's build cannot be written to ${folder}: ${reason}.`,
      hint: 'Grove keeps what it builds in node_modules/.cache of the project; copy the project to a folder of yours.',
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
