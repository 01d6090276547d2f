// Finds every source file that a project's entry files lead to, and what each of their imports resolves to.
import { existsSync, readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Metafile, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { settleWithin } from '../../../core/kit/timeout.ts'
import { readFailure, readRegularFile } from '../state/safe-read.ts'
import { ConfigGuard } from './config-guard.ts'
import { FRAMEWORK, FRAMEWORK_NAMESPACE, frameworkPlugin } from './framework-plugin.ts'
import { CODE, isPackageFile, linkedModules, moduleFormat, type ModuleFormat } from './module-format.ts'

type Esbuild = typeof import('esbuild')

/** What an import resolves to. `file` is absolute. */
export type Target =
  | { kind: 'source' | 'data'; file: string }
  | { kind: 'package'; file: string; format: ModuleFormat }
  | { kind: 'framework' }

/** A source file that Grove compiles. */
export interface SourceModule {
  file: string
  format: ModuleFormat
  /** By specifier: what `import` gets, and what `require` gets. */
  imports: Map<string, Target>
  requires: Map<string, Target>
}

/** What a build read or looked for. */
export interface BuildInputs {
  /** Files, whether they exist or not. */
  files: Set<string>
  /** Folders whose set of names decides what an import resolves to. */
  folders: Set<string>
}

/** What Node resolves by, besides "node", "import" or "require", and "default". */
const CONDITIONS = ['node-addons', 'module-sync']

export const RESOLUTION = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: CONDITIONS,
  mainFields: ['main'] as string[],
  logLevel: 'silent',
} as const satisfies BuildOptions

const RESOLVE_TIMEOUT_MS = 20_000
const MAX_SOURCE_BYTES = 256 * 1024 ** 2

/** A string that is only the start of what is imported; esbuild would read every file that might be meant. */
const COMPUTED = /\b(import|require)(\s*\(\s*)(?=(?:(['"])(?:(?!\3)[^\\\n])*\3\s*\+|`[^`]*\$\{))/g
const COMPUTED_FOLDER =
  /\b(?:import|require)\s*\(\s*['"`](\.{1,2}\/(?:[^'"`$]*\/)?)[^'"`]*(?:['"]\s*\+|\$\{)/g
const URL_BESIDE = /\bnew\s+URL\(\s*(['"`])(\.{1,2}\/[^'"`$]+)\1\s*,\s*import\.meta\.url\s*\)/g

export class ModuleGraph {
  readonly modules = new Map<string, SourceModule>()
  readonly inputs: BuildInputs = { files: new Set(), folders: new Set() }
  readonly #esbuild: Esbuild
  readonly #directory: string
  /** Files that may be loaded by a computed name. What is wrong in them is reported when they are. */
  readonly #optional = new Set<string>()
  readonly #linked: string[]
  readonly #compiled: ReadonlySet<string>
  readonly #configs = new ConfigGuard()

  /** `compiled`: sources that the process which wants more has compiled already. */
  constructor(esbuild: Esbuild, directory: string, compiled: ReadonlySet<string> = new Set()) {
    this.#esbuild = esbuild
    this.#directory = directory
    this.#linked = linkedModules(directory)
    this.#compiled = compiled
  }

  /** Adds entry files and what they lead to. @throws {BuildFailure} */
  async add(entries: string[]): Promise<void> {
    await this.#walk(entries)
    for (;;) {
      const more = [...this.#optional].filter((file) => !this.modules.has(file) && !this.#compiled.has(file))
      this.#optional.clear()
      if (more.length === 0) return
      await this.#walk(more).catch(async () => {
        for (const file of more) await this.#walk([file]).catch(() => undefined)
      })
    }
  }

  async #walk(entryPoints: string[]): Promise<void> {
    for (const file of entryPoints) this.#configs.check(dirname(file))
    const found = new Map<string, SourceModule>()
    const { metafile } = await this.#esbuild.build({
      ...RESOLUTION,
      absWorkingDir: this.#directory,
      entryPoints,
      outdir: join(this.#directory, 'build'),
      plugins: [frameworkPlugin, this.#plugin(found)],
    })
    for (const [name, input] of Object.entries(metafile.inputs)) this.#adopt(name, input, found)
  }

  #adopt(name: string, input: Metafile['inputs'][string], found: Map<string, SourceModule>): void {
    if (name.startsWith(`${FRAMEWORK_NAMESPACE}:`)) return
    const file = join(this.#directory, name)
    const { imports = new Map(), requires = new Map() } = found.get(file) ?? {}
    this.modules.set(file, { file, format: moduleFormat(file, input.format), imports, requires })
    this.inputs.files.add(file)
    this.inputs.folders.add(dirname(file))
  }

  #plugin(found: Map<string, SourceModule>): Plugin {
    const moduleOf = (file: string): SourceModule => {
      let module = found.get(file)
      if (!module)
        found.set(file, (module = { file, format: 'esm', imports: new Map(), requires: new Map() }))
      return module
    }
    return {
      name: 'grove-modules',
      setup: (build) => {
        build.onResolve({ filter: /.*/ }, async (args) => {
          if (args.kind === 'entry-point' || args.pluginData === SELF) return undefined
          const { imports, requires } = moduleOf(args.importer)
          const targets = args.kind.startsWith('require') ? requires : imports
          return this.#resolve(build, args, (target) => targets.set(args.path, target))
        })
        build.onLoad({ filter: CODE }, async ({ path }) => {
          const text = await readSource(path)
          this.#findOptional(path, text)
          const contents = text.replace(COMPUTED, '$1$2_+')
          return contents === text ? undefined : { contents, loader: 'default', resolveDir: dirname(path) }
        })
      },
    }
  }

  async #resolve(
    build: PluginBuild,
    { path, kind, importer, resolveDir, with: attributes }: OnResolveArgs,
    record: (target: Target) => void,
  ): Promise<OnResolveResult> {
    const external = { path, external: true }
    if (path === FRAMEWORK) {
      record({ kind: 'framework' })
      return { path, namespace: FRAMEWORK_NAMESPACE }
    }
    if (isBuiltin(path) || /^(?:data|https?|node):/.test(path)) return external
    const wanted = path.startsWith('file:') ? fileURLToPath(path) : path
    const isStatic = kind === 'import-statement'
    this.#checkConfigs(wanted, resolveDir)
    const resolving = build.resolve(wanted, {
      kind,
      importer,
      resolveDir,
      with: attributes,
      pluginData: SELF,
    })
    // An alias may lead past a FIFO that was not checked.
    if (!(await settleWithin(RESOLVE_TIMEOUT_MS, resolving))) return { errors: [{ text: noAnswer(wanted) }] }
    const result = await resolving
    this.#lookedFor(wanted, resolveDir, result.path)
    const [error] = result.errors
    // Node resolves the others when it gets there, if it does.
    if (error) return isStatic ? { errors: [{ text: unresolved(wanted, error.text, resolveDir) }] } : external
    if (result.external || result.namespace !== 'file') return external
    const file = result.path
    if (/\.(?:json|node)$/.test(file)) {
      record({ kind: 'data', file })
    } else if (!CODE.test(file)) {
      if (isStatic && !isPackageFile(file, this.#linked)) return { errors: [{ text: notAModule(path) }] }
      return external
    } else if (isPackageFile(file, this.#linked)) {
      record({ kind: 'package', file, format: moduleFormat(file) })
    } else {
      record({ kind: 'source', file })
      return { path: file, external: this.#compiled.has(file) }
    }
    this.inputs.files.add(file)
    return { path: file, external: true }
  }

  /** Before esbuild reads them. */
  #checkConfigs(specifier: string, from: string): void {
    if (/^\.{0,2}\//.test(specifier)) this.#configs.check(resolve(from, specifier))
    else {
      const name = packageName(specifier)
      for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
        this.#configs.check(join(folder, 'node_modules', name))
      }
    }
  }

  /** Notes what another file could change about the resolution. */
  #lookedFor(specifier: string, from: string, found: string): void {
    const { files, folders } = this.inputs
    if (found !== '') folders.add(dirname(found)).add(dirname(dirname(found)))
    if (/^\.{0,2}\//.test(specifier)) {
      const place = resolve(from, specifier)
      folders.add(dirname(place))
      if (found !== place) folders.add(place)
      return
    }
    const name = packageName(specifier)
    for (let folder = from; ; folder = dirname(folder)) {
      const manifest = join(folder, 'node_modules', name, 'package.json')
      files.add(manifest)
      if (found.startsWith(dirname(manifest)) || folder === dirname(folder)) return
    }
  }

  #findOptional(file: string, text: string): void {
    const folder = dirname(file)
    for (const [, , beside = ''] of text.matchAll(URL_BESIDE)) {
      if (CODE.test(beside)) this.#optional.add(join(folder, beside))
    }
    for (const [, start = ''] of text.matchAll(COMPUTED_FOLDER)) {
      const place = join(folder, start)
      this.inputs.folders.add(place)
      for (const name of namesIn(place)) this.#optional.add(join(place, name))
    }
  }
}

const SELF = Symbol('resolved by esbuild')

function packageName(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

function noAnswer(path: string): string {
  const seconds = RESOLVE_TIMEOUT_MS / 1_000
  return `"${path}" was not found within ${seconds} s: a tsconfig.json or package.json near it may be a named pipe`
}

async function readSource(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, MAX_SOURCE_BYTES)).toString('utf8')
  } catch (error) {
    throw new Error(`${path} cannot be read: ${readFailure(error)}`, { cause: error })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => CODE.test(name) && !/\.d\.[cm]?ts$/.test(name))
  } catch {
    return []
  }
}

function unresolved(path: string, text: string, from: string): string {
  const name = packageName(path)
  if (/^[./#~]/.test(path) || path.startsWith('@/')) return text
  if (isInstalled(name, from)) return `The package "${name}" does not export "${path}"`
  return `The package "${name}" is not installed. Install it: npm install ${name}`
}

function isInstalled(name: string, from: string): boolean {
  if (existsSync(join(from, 'node_modules', name))) return true
  return from !== dirname(from) && isInstalled(name, dirname(from))
}

function notAModule(path: string): string {
  const kind = extname(path) === '.wasm' ? 'WebAssembly' : `"${basename(path)}"`
  return `${kind} cannot be imported: it is not JavaScript, TypeScript or JSON. Read the file: readFileSync(new URL('${path}', import.meta.url))`
}
