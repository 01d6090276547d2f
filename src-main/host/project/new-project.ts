// Creates a project from a sample.
import { cp, readdir, readFile, realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError, type Target } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { writeNewFile } from '../state/json-file.ts'
import { makeFolder } from '../state/make-folder.ts'
import { isYarnFile } from './launch-review.ts'
import { PLAN_FILE } from './plan-file.ts'
import { findSample } from './samples.ts'
import { previewTarget, trustTarget } from './target.ts'
import type { TrustedProjects } from './trust.ts'

/** Not copied: the README describes the sample, the others are generated. */
const EXCLUDED = new Set(['README.md', 'package.json', PLAN_FILE, 'node_modules'])

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  exclude: ['node_modules'],
}

/**
 * Copies a sample into a new or empty folder. Trusts it, unless a hidden file that was there before would have a say.
 * @throws {HostError} ALREADY_THERE, CANNOT_WRITE, NO_SUCH_SAMPLE, NO_TEMPLATE
 */
export async function createProject(
  sample: string,
  folder: string,
  trusted: TrustedProjects,
): Promise<Target> {
  const { source: from, packages } = await findSample(sample, trusted.state)
  if (packages.length > 0) throw noTemplate(sample)
  const to = resolve(folder)
  const hidden = await hiddenEntries(to)
  await createFolder(to)
  const name = nameFor(to)
  const copied = (await readdir(from)).filter((entry) => !EXCLUDED.has(entry))
  for (const entry of copied) await cp(join(from, entry), join(to, entry), { recursive: true })
  await writeNewFile(
    join(to, 'package.json'),
    packageText(await readFile(join(from, 'package.json'), 'utf8'), name),
  )
  await writeNewFile(join(to, PLAN_FILE), planText(await readFile(join(from, PLAN_FILE), 'utf8'), name))
  await writeNewFile(join(to, 'tsconfig.json'), json(TSCONFIG))
  if (!hidden.includes('.gitignore')) await writeNewFile(join(to, '.gitignore'), 'node_modules/\n')
  const target: Target = { kind: 'path', path: await realpath(to) }
  const { shown, modules, variables, problems } = await previewTarget(target, trusted)
  const isOnlySample = variables.every(({ source }) => source !== '.env') && !modules.some(isYarnFile)
  if (isOnlySample && problems.length === 0) await trustTarget(target, shown, trusted)
  return target
}

/** Returns what is in the folder before: hidden entries, such as a new `.git`, are allowed. @throws {HostError} ALREADY_THERE */
async function hiddenEntries(folder: string): Promise<string[]> {
  const entries = await fileSystemCalls
    .run(() => readdir(folder))
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw new HostError({ code: 'ALREADY_THERE', message: `${folder} is not a folder.` }, error)
    })
  const [first] = entries.filter((entry) => !entry.startsWith('.'))
  if (first === undefined) return entries
  throw new HostError({
    code: 'ALREADY_THERE',
    message: `${folder} is not empty: it contains ${first}. Name a new folder, or empty this one.`,
    field: 'folder',
  })
}

async function createFolder(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw new HostError(
      { code: 'CANNOT_WRITE', message: `${folder} cannot be created: ${messageOf(error)}.`, field: 'folder' },
      error,
    )
  })
}

function noTemplate(sample: string): HostError {
  return new HostError({
    code: 'NO_TEMPLATE',
    message: `The sample "${sample}" is no template: it needs packages from npm and another framework.`,
    hint: `Start it with: grove up --sample ${sample}`,
    field: 'sample',
  })
}

function packageText(sample: string, name: string): string {
  const { dependencies } = JSON.parse(sample) as { dependencies?: unknown }
  return json({ name, private: true, type: 'module', dependencies })
}

function planText(sample: string, name: string): string {
  const { servers } = JSON.parse(sample) as { servers: unknown }
  return json({ name, servers })
}

/** Returns a name that is valid for npm and for a plan. */
function nameFor(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
  return name.slice(0, 128) || 'cluster'
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
