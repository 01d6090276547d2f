// A new project of the user's, made from a sample.
import { cp, mkdir, readdir, readFile, realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { HostError, type Target } from '../../contract/index.ts'
import { writeNewFile } from '../state/json-file.ts'
import { PLAN_FILE } from './plan-file.ts'
import { sampleFolder } from './samples.ts'
import type { TrustedFolders } from './trust.ts'

/** The plan's schema lies beside Grove's own samples only; the README is about the sample. */
const LEFT_OUT = new Set(['README.md', 'package.json', PLAN_FILE, 'node_modules'])

const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'es2023', module: 'nodenext', strict: true, noEmit: true },
    ...{ allowImportingTsExtensions: true, skipLibCheck: true },
  },
  exclude: ['node_modules'],
}

/** Copies a sample into a folder that is empty or not there, and trusts it. Fails with `ALREADY_THERE` or `NO_SUCH_SAMPLE`. */
export async function createProject(
  sample: string,
  folder: string,
  trusted: TrustedFolders,
): Promise<Target> {
  const from = await sampleFolder(sample)
  const to = resolve(folder)
  await refuseFull(to)
  await mkdir(to, { recursive: true })
  const name = nameFor(to)
  const taken = (await readdir(from)).filter((entry) => !LEFT_OUT.has(entry))
  for (const entry of taken) await cp(join(from, entry), join(to, entry), { recursive: true })
  await writeNewFile(
    join(to, 'package.json'),
    packageText(await readFile(join(from, 'package.json'), 'utf8'), name),
  )
  await writeNewFile(join(to, PLAN_FILE), planText(await readFile(join(from, PLAN_FILE), 'utf8'), name))
  await writeNewFile(join(to, 'tsconfig.json'), json(TSCONFIG))
  await writeNewFile(join(to, '.gitignore'), 'node_modules/\n')
  const path = await realpath(to)
  await trusted.add(path)
  return { kind: 'path', path }
}

/** Hidden entries, such as a fresh `.git`, are no reason to refuse. */
async function refuseFull(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new HostError({ code: 'ALREADY_THERE', message: `${folder} is no folder.` }, error)
  })
  const [first] = entries.filter((entry) => !entry.startsWith('.'))
  if (first === undefined) return
  throw new HostError({
    code: 'ALREADY_THERE',
    message: `${folder} is not empty: it has ${first}. Name a new folder, or empty this one.`,
    field: 'folder',
  })
}

function packageText(sample: string, name: string): string {
  const { dependencies } = JSON.parse(sample) as { dependencies?: unknown }
  return json({ name, private: true, type: 'module', ...(dependencies ? { dependencies } : {}) })
}

function planText(sample: string, name: string): string {
  const { servers } = JSON.parse(sample) as { servers: unknown }
  return json({ name, servers })
}

/** A name that npm and a plan take. */
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
