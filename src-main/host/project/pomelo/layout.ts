// Finds a Pomelo or Pinus project in a folder: its framework, entry file and configuration. Runs none of its code.
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, normalize, relative } from 'node:path'
import type { Problem } from '../../../contract/index.ts'
import { fileSystemCalls } from '../../state/file-system-calls.ts'
import { readJsonFile } from '../plan-file.ts'
import { exists, fieldsOf, firstOf, foldersIn, textOf } from './files.ts'
import { findFramework, modulesFor, type Framework } from './framework.ts'
import { parseStartScript } from './start-script.ts'

export interface PomeloLayout extends Framework {
  /** Real path of the project: the folder of its package.json, else the one that has `config/`. */
  directory: string
  name: string
  /** Working directory of each process, absolute. */
  cwd: string
  /** The file that each process executes, relative to `cwd`. */
  entry: string
  /** Modules that Node loads before it. */
  require: string[]
  /** The folder that has `config/`, absolute: that of the entry file, if it has one. */
  base: string
  /** From the start script. */
  environment: string | null
  /** Versions of Node in package.json. */
  engines: string | null
  /** What keeps it from being started. */
  problems: Problem[]
}

/** What a `grove.json` says. */
export interface LayoutOverrides {
  /** Relative to the folder. */
  directory?: string | undefined
  /** Relative to the directory. */
  entry?: string | undefined
  /** Packages, and files relative to the directory. */
  require?: string[] | undefined
}

/** The server of a project is often in `game-server`; TypeScript is compiled to `dist`. */
const ROOTS = ['.', 'game-server']
const BASES = ['dist', '.']
/** A program has the ending of its language, also after `.json`. */
export const CONFIG_ENDINGS = ['.json', '.json.js', '.json.ts', '.js', '.ts']
const ENTRIES = ['dist/app.js', 'app.js', 'app.ts']

/** Returns whether a folder has such a project. Looks at names of files only. */
export async function hasPomeloProject(folder: string): Promise<boolean> {
  return (await findRoot(folder)) !== null
}

/** Returns null if the folder has no such project. */
export async function findPomeloLayout(
  folder: string,
  overrides: LayoutOverrides = {},
): Promise<PomeloLayout | null> {
  const root = await findRoot(join(folder, overrides.directory ?? '.'))
  if (root === null) return null
  const directory = await fileSystemCalls.run(() => realpath(root))
  const manifest = await readManifest(directory)
  const start = parseStartScript(manifest.start)
  const found = await findEntry(directory, overrides.entry, [
    ...(start ? [{ cwd: start.cwd, entry: start.entry }] : []),
    ...(manifest.main === null ? [] : [{ cwd: '.', entry: manifest.main }]),
    ...ENTRIES.map((entry) => ({ cwd: '.', entry })),
  ])
  const cwd = join(directory, found?.cwd ?? '.')
  const entry = found?.entry ?? overrides.entry ?? 'app.js'
  const beside = dirname(join(cwd, entry))
  const base = (await findServersFile(beside)) ? beside : directory
  const { framework, version } = await findFramework(base, manifest.dependencies)
  const require =
    overrides.require?.map((module) => fromFolder(directory, cwd, module)) ??
    (await modulesFor(base, entry, start?.require ?? []))
  const layout = {
    directory,
    name: nameOf(directory),
    framework,
    version,
    cwd,
    entry,
    require: require ?? [],
    base,
    environment: start?.environment ?? null,
    engines: manifest.engines,
  }
  const problems = [
    ...(manifest.problem ? [manifest.problem] : []),
    ...(await missingParts(layout, found !== null, require !== null)),
  ]
  return { ...layout, problems }
}

/** Returns the path of a file with the list of servers below `config/`, relative to `base`; null if there is none. */
async function findServersFile(base: string): Promise<string | null> {
  const environments = await foldersIn(join(base, 'config'))
  const folders = ['config', ...environments.map((name) => `config/${name}`)]
  return firstOf(
    base,
    folders.flatMap((folder) => CONFIG_ENDINGS.map((ending) => `${folder}/servers${ending}`)),
  )
}

async function findRoot(folder: string): Promise<string | null> {
  for (const root of ROOTS) {
    for (const base of BASES) {
      if (await findServersFile(join(folder, root, base))) return packageFolder(join(folder, root), base)
    }
  }
  return null
}

/** A `dist` without a package beside it is a project of its own. */
async function packageFolder(root: string, base: string): Promise<string> {
  const isOwn = base === 'dist' && !(await exists(join(root, 'package.json')))
  return isOwn && (await exists(join(root, base, 'package.json'))) ? join(root, base) : root
}

interface Manifest {
  start: string
  main: string | null
  engines: string | null
  dependencies: string[]
  problem: Problem | null
}

async function readManifest(directory: string): Promise<Manifest> {
  const file = join(directory, 'package.json')
  const read = (await exists(file)) ? await readJsonFile(file) : ({ ok: true, value: {} } as const)
  const fields = read.ok ? fieldsOf(read.value) : {}
  return {
    start: textOf(fieldsOf(fields['scripts'])['start']) ?? '',
    main: textOf(fields['main']),
    engines: textOf(fieldsOf(fields['engines'])['node']),
    dependencies: [
      ...Object.keys(fieldsOf(fields['dependencies'])),
      ...Object.keys(fieldsOf(fields['devDependencies'])),
    ],
    problem: read.ok ? null : read.problem,
  }
}

interface Entry {
  /** Both are relative: to the project, and to `cwd`. */
  cwd: string
  entry: string
}

/** Returns the first file that is there and beside a `config/`; else the first that is there: it may name its base. */
async function findEntry(
  directory: string,
  wanted: string | undefined,
  candidates: Entry[],
): Promise<Entry | null> {
  const all = wanted === undefined ? candidates : [{ cwd: '.', entry: wanted }]
  let other: Entry | null = null
  for (const { cwd, entry } of all) {
    const path = normalize(join(cwd, entry))
    // A project is what lies in its folder.
    if (path.startsWith('..')) continue
    const names = /\.[jt]s$/.test(entry) ? [''] : ['.js', '.ts']
    const ending = await firstOf(
      directory,
      names.map((each) => path + each),
    )
    if (ending === null) continue
    const found = { cwd: normalize(cwd), entry: relative(normalize(cwd), ending) }
    if (await findServersFile(join(directory, dirname(path)))) return found
    other ??= found
  }
  return other
}

async function missingParts(
  layout: Omit<PomeloLayout, 'problems'>,
  hasEntry: boolean,
  canCompile: boolean,
): Promise<Problem[]> {
  const { directory, framework, version, entry } = layout
  const problem = (field: string, message: string, hint: string): Problem => ({
    code: 'BAD_PROJECT',
    field,
    message: `${directory} ${message}.`,
    hint,
  })
  if (version === null) {
    const message = `has no node_modules/${framework}: its packages are not installed`
    return [problem('node_modules', message, `Run npm install in ${directory}.`)]
  }
  if (!hasEntry) {
    const looked = ENTRIES.join(', ')
    const hint =
      'Build the project (npm run build), or name the file in grove.json: "pomelo": { "entry": "…" }.'
    return [
      problem('entry', `has no entry file beside its config/; looked for the start script, ${looked}`, hint),
    ]
  }
  if (!canCompile) {
    const message = `has ${entry}, which is neither compiled to dist/ nor can be compiled, without ts-node`
    return [problem('entry', message, 'Build the project (npm run build), or install ts-node.')]
  }
  return []
}

/** A relative path in a plan is relative to the project; Node takes it from the working directory. */
function fromFolder(directory: string, cwd: string, module: string): string {
  return module.startsWith('.') && cwd !== directory ? join(directory, module) : module
}

/** `game-server` is in every project: the name of its parent is used instead. */
function nameOf(directory: string): string {
  const own = basename(directory)
  return own === 'game-server' || own === 'dist' ? nameOf(dirname(directory)) : own || 'cluster'
}
