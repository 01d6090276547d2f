// The sample clusters that ship with Grove. They are trusted: they are Grove's own code.
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { HostError, type Home } from '../../contract/index.ts'
import { samplesFolder } from '../locations.ts'
import { readJson } from '../state/json-file.ts'
import { stateFolder } from '../state/state-folder.ts'
import { PLAN_FILE, readPlan } from './plan-file.ts'

const LOCK_FILE = 'package-lock.json'

export interface Sample {
  name: string
  /** The folder that ships with Grove. */
  source: string
  /** The folder to start it from: the source, or a copy with its packages. */
  folder: string
  /** The packages that npm must install, as paths in `folder`; often none. */
  packages: string[]
  isInstalled: boolean
}

/** Describes each sample by its package.json. */
export async function listSamples(state = stateFolder(), samples = samplesFolder): Promise<Home['samples']> {
  const names = await sampleNames(samples)
  return Promise.all(names.map(async (name) => describeSample(await findSample(name, state, samples))))
}

/** @throws {HostError} NO_SUCH_SAMPLE */
export async function findSample(
  name: string,
  state = stateFolder(),
  samples = samplesFolder,
): Promise<Sample> {
  const names = await sampleNames(samples)
  if (!names.includes(name)) {
    throw new HostError({
      code: 'NO_SUCH_SAMPLE',
      message: `There is no sample "${name}"; there are: ${names.join(', ')}.`,
    })
  }
  const source = join(samples, name)
  const packages = packagesOf(await readJson(join(source, LOCK_FILE)))
  if (packages.length === 0) return { name, source, folder: source, packages, isInstalled: true }
  // The name of a project without a plan is that of its folder.
  const folder = join(installsFolder(state), `${name}-${await hashOf(source)}`, name)
  const isInstalled = await stat(folder).then(
    () => true,
    () => false,
  )
  return { name, source, folder, packages, isInstalled }
}

/** Returns the folder to start a sample from. @throws {HostError} NO_SUCH_SAMPLE, NOT_INSTALLED */
export async function sampleFolder(name: string, state = stateFolder()): Promise<string> {
  const { folder, packages, isInstalled } = await findSample(name, state)
  if (isInstalled) return folder
  throw new HostError({
    code: 'NOT_INSTALLED',
    message: `The sample "${name}" needs ${packages.length} packages from npm, which are not installed.`,
    hint: `Install them: grove up --sample ${name}`,
  })
}

/** Holds a copy of each sample that has packages, `<name>-<hash of its files>/<name>`. */
export function installsFolder(state: string): string {
  return join(state, 'samples')
}

/** Whether a file of a sample belongs to it: a developer may have installed its packages in the source. */
export function isSampleFile(source: string, path: string): boolean {
  return !relative(source, path).split(/[\\/]/).includes('node_modules')
}

async function sampleNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** Returns the paths of the packages that a lock file (version 2 or later) installs. */
function packagesOf(lock: unknown): string[] {
  if (typeof lock !== 'object' || lock === null || !('packages' in lock)) return []
  return Object.keys(lock.packages ?? {}).filter((path) => /(^|\/)node_modules\//.test(path))
}

async function hashOf(source: string): Promise<string> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => isSampleFile(source, file))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${relative(source, file)}\0`).update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}

async function describeSample({
  name,
  source,
  packages,
  isInstalled,
}: Sample): Promise<Home['samples'][number]> {
  const packageJson = await readJson(join(source, 'package.json'))
  const description = textAt(packageJson, 'description') ?? (await countServers(join(source, PLAN_FILE)))
  const title = textAt(packageJson, 'title') ?? name
  return { name, title, description, packages: packages.length, installed: isInstalled }
}

async function countServers(file: string): Promise<string> {
  const reading = await readPlan(file)
  if (!reading.ok) return ''
  const groups = Object.entries(reading.plan.servers).map(([type, { count }]) => `${count} ${type}`)
  return `A master and ${groups.join(', ')}`
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const text = (value as Record<string, unknown>)[key]
  return typeof text === 'string' ? text : null
}
