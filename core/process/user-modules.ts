// Loads a project's files: each runs as if it were loaded from where its source lies, whatever it was compiled to.
import { execFileSync } from 'node:child_process'
import { readFileSync, existsSync } from 'node:fs'
import Module, { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { loader } from './loader.ts'
import type { CompiledModule, ModuleTable } from './messages.ts'

/** What a compiled ES module has instead of what its source names. */
interface ModuleContext {
  meta: object
  dirname: string
  filename: string
  require: NodeJS.Require
  module: NodeModule
  import: (specifier: unknown, options?: ImportCallOptions) => Promise<object>
}

type ImportCallOptions = { with?: Record<string, string> }

type Resolve<Result> = (specifier: string, context: { conditions: string[] }) => Result

type ResolveHook = (...args: [...Parameters<Resolve<unknown>>, next: Resolve<{ url: string }>]) => {
  url: string
  shortCircuit?: boolean
}

/** What Node's CommonJS loader has, and its types do not. */
interface ModuleInternals {
  _load(this: void, request: string, parent: NodeModule | undefined, isMain: boolean): unknown
  _resolveFilename(this: void, request: string, parent: NodeModule | undefined, ...rest: unknown[]): string
  _extensions: Record<string, ((module: LoadedModule, file: string) => void) | undefined>
  registerHooks?: (hooks: { resolve: ResolveHook }) => void
  new (id: string, parent?: NodeModule): LoadedModule
}

interface LoadedModule extends NodeModule {
  _compile(code: string, file: string): unknown
}

const internals = Module as unknown as ModuleInternals

const FRAMEWORK = 'grove-cluster'
const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/
const TYPESCRIPT = /\.(?:[cm]?ts|[jt]sx)$/
const TYPESCRIPT_NAME = /\.(?:[cm]?ts|[jt]sx)(?:[?#].*)?$/
const EXTENSIONS = ['.ts', '.tsx', '.cts', '.mts', '.jsx']
/** What TypeScript sources are called in imports. */
const SOURCE_OF: Record<string, string[]> = { '.js': ['.ts', '.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] }

export class UserModules {
  readonly #directory: string
  readonly #state: string
  readonly #plugAndPlay: string | null
  /** By source file; their files are absolute. */
  readonly #modules: Record<string, CompiledModule>
  readonly #namespaces = new Map<unknown, object>()

  constructor(build: string) {
    const table = JSON.parse(readFileSync(join(build, 'modules.json'), 'utf8')) as ModuleTable
    this.#directory = table.directory
    this.#state = table.state
    this.#plugAndPlay = table.plugAndPlay
    this.#modules = Object.assign(Object.create(null) as object, table.modules)
    for (const module of Object.values(this.#modules)) module.file = join(build, module.file)
  }

  /** Makes `require` load sources, and gives compiled files access to this object. */
  install(): void {
    if (this.#plugAndPlay !== null && !('pnp' in process.versions)) setUpPlugAndPlay(this.#plugAndPlay)
    Object.defineProperty(globalThis, Symbol.for('grove-cluster.modules'), { value: this })
    this.#resolveForPackages()
    const load = internals._load
    internals._load = (request, parent, isMain) =>
      request === FRAMEWORK ? framework() : load(request, parent, isMain)
    const resolveFilename = internals._resolveFilename
    internals._resolveFilename = (request, parent, ...rest) =>
      this.#resolveRequired(request, parent, () => resolveFilename(request, parent, ...rest))
    for (const extension of [...EXTENSIONS, '.js', '.cjs', '.mjs']) {
      const original = internals._extensions[extension]
      internals._extensions[extension] = (module, file) => {
        const compiled = this.#compiledFor(file)
        if (compiled) this.#loadRequired(module, file, compiled)
        else (original ?? internals._extensions['.js'])?.(module, file)
      }
    }
  }

  /** Packages may import sources by a computed name. Node 20 has no hooks that cost nothing. */
  #resolveForPackages(): void {
    internals.registerHooks?.({
      resolve: (specifier, context, next) => {
        if (!TYPESCRIPT_NAME.test(specifier) || !context.conditions.includes('import'))
          return next(specifier, context)
        const { url } = next(specifier, context)
        if (!url.startsWith('file:')) return { url, shortCircuit: true }
        const compiled = this.#compiledFor(fileURLToPath(url))
        const isModule = compiled?.format === 'esm'
        return { url: isModule ? pathToFileURL(compiled.file).href : url, shortCircuit: true }
      },
    })
  }

  /** Runs a source as the main module of this thread or process. */
  runMain(source: string): void {
    const compiled = this.#compiledFor(source) ?? this.#compile(source)
    if (compiled.format === 'commonjs') internals._load(source, undefined, true)
    else void loader.load(pathToFileURL(compiled.file).href)
  }

  /** Whether the file is one that Grove runs. JavaScript is too, because it may import TypeScript. */
  isSource(file: string): boolean {
    if (dirname(file) === __dirname) return false
    return file in this.#modules || (CODE.test(file) && !isInPackage(file) && existsSync(file))
  }

  /** Called by compiled ES modules. */
  context(source: string, address?: string): ModuleContext {
    const { search, hash } = new URL(address ?? 'file:///')
    const url = pathToFileURL(source).href + search + hash
    const require = createRequire(source)
    let module: LoadedModule | undefined
    return {
      meta: {
        dirname: dirname(source),
        filename: source,
        main: false,
        resolve: (specifier: string) => this.#resolveImported(source, specifier),
        url,
      },
      dirname: dirname(source),
      filename: source,
      require,
      get module() {
        module ??= Object.assign(new internals(source), { filename: source })
        return module
      },
      import: (specifier, options) => this.#import(source, String(specifier), options),
    }
  }

  /** Called by compiled ES modules that import a CommonJS module, a JSON file or an add-on. */
  interop(file: string, isNodeMode: boolean): { value: unknown; namespace: object } {
    const value = createRequire(file)(file) as unknown
    return { value, namespace: namespaceOf(value, isNodeMode) }
  }

  async #import(source: string, specifier: string, options?: ImportCallOptions): Promise<object> {
    if (specifier === FRAMEWORK) return framework() as object
    const known = this.#modules[source]?.imports?.[specifier]
    if (known !== undefined) return known.startsWith('file:') ? loader.load(known) : this.#load(known)
    if (!/^(?:\.{0,2}\/|file:|[A-Za-z]:[\\/])/.test(specifier)) return importFrom(source, specifier, options)
    const url = urlFrom(source, specifier)
    const file = this.#existing(fileURLToPath(url))
    const isOwn = /\.(?:json|node)$/.test(file) || this.#compiledFor(file) !== undefined
    if (isOwn) return this.#load(file, url.search)
    return importFrom(source, pathToFileURL(file).href + url.search, options)
  }

  async #load(file: string, search = ''): Promise<object> {
    const compiled = this.#compiledFor(file)
    if (compiled?.format !== 'esm') return this.#required(file)
    return loader.load(pathToFileURL(compiled.file).href + search)
  }

  #required(file: string): object {
    const value = createRequire(file)(file) as unknown
    const namespace = this.#namespaces.get(value) ?? namespaceOf(value, false)
    this.#namespaces.set(value, namespace)
    return namespace
  }

  #resolveImported(source: string, specifier: string): string {
    if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`
    const known = this.#modules[source]?.imports?.[specifier]
    if (known !== undefined) return known.startsWith('file:') ? known : pathToFileURL(known).href
    if (/^(?:\.{0,2}\/|[a-z]+:)/.test(specifier)) return urlFrom(source, specifier).href
    return pathToFileURL(createRequire(source).resolve(specifier)).href
  }

  #resolveRequired(request: string, parent: NodeModule | undefined, original: () => string): string {
    const from = parent?.filename ?? undefined
    const known = from === undefined ? undefined : this.#modules[from]?.requires?.[request]
    if (known !== undefined) return known
    try {
      return original()
    } catch (error) {
      if (from === undefined || !/^\.{0,2}[\\/]/.test(request) || isInPackage(from)) throw error
      const found = sourceFor(resolve(dirname(from), request))
      if (found === undefined) throw error
      return found
    }
  }

  #loadRequired(module: LoadedModule, source: string, { file, format }: CompiledModule): void {
    if (format === 'commonjs') {
      module._compile(readFileSync(file, 'utf8'), source)
      return
    }
    try {
      module.exports = createRequire(source)(file)
    } catch (error) {
      if (!isErrorWithCode(error, 'ERR_REQUIRE_ASYNC_MODULE')) throw error
      const name = source.startsWith(this.#directory + sep)
        ? source.slice(this.#directory.length + 1)
        : source
      error.message = `${name} uses top-level await, so require() cannot load it. Use await import()`
      throw error
    }
  }

  #existing(file: string): string {
    return existsSync(file) ? file : (sourceFor(file) ?? file)
  }

  #compiledFor(source: string): CompiledModule | undefined {
    const known = this.#modules[source]
    if (known) return known
    if (!TYPESCRIPT.test(source) || !existsSync(source)) return undefined
    return this.#compile(source)
  }

  #compile(file: string): CompiledModule {
    const [directory, state] = [this.#directory, this.#state]
    const input = JSON.stringify({ state, directory, file, compiled: this.#modules })
    const { NODE_OPTIONS: _, ...env } = process.env
    const output = execFileSync(process.execPath, [join(__dirname, '..', 'main', 'compile-file.js')], {
      input,
      env,
      encoding: 'utf8',
      maxBuffer: Infinity,
      windowsHide: true,
    })
    const { modules, problem } = JSON.parse(output) as {
      modules?: Record<string, CompiledModule>
      problem?: string
    }
    const compiled = modules?.[file]
    if (!compiled) throw new Error(problem)
    Object.assign(this.#modules, modules)
    return compiled
  }
}

/** Does what `yarn node` does at the start. */
function setUpPlugAndPlay(file: string): void {
  const api = createRequire(file)(file) as { setup: () => void }
  api.setup()
  const loaderFile = join(dirname(file), '.pnp.loader.mjs')
  if (existsSync(loaderFile)) Module.register(pathToFileURL(loaderFile))
}

function namespaceOf(value: unknown, isNodeMode: boolean): object {
  const names = typeof value === 'object' || typeof value === 'function' ? value : undefined
  const isConverted = !isNodeMode && names !== null && names !== undefined && '__esModule' in names
  const defaultExport = isConverted && 'default' in names ? names.default : value
  const namespace: object = {}
  for (const name of Object.getOwnPropertyNames(names ?? {})) {
    if (name === 'default' || (typeof value === 'function' && ['length', 'name', 'prototype'].includes(name)))
      continue
    const get = (): unknown => (value as Record<string, unknown>)[name]
    Object.defineProperty(namespace, name, { get, enumerable: true })
  }
  return Object.defineProperty(namespace, 'default', { value: defaultExport, enumerable: true })
}

/** Imports as a module at the source's place would. */
function importFrom(source: string, specifier: string, options?: ImportCallOptions): Promise<object> {
  const module = Object.assign(new internals(source), { filename: source })
  module._compile('module.exports = (specifier, options) => import(specifier, options)', source)
  const load = module.exports as (specifier: string, options?: ImportCallOptions) => Promise<object>
  return load(specifier, options)
}

/** The framework of this process. */
function framework(): unknown {
  return (globalThis as { [key: symbol]: unknown })[Symbol.for(FRAMEWORK)]
}

/** Returns the file that an extensionless or JavaScript name stands for. */
function sourceFor(file: string): string | undefined {
  const extension = extname(file)
  const replaced = (SOURCE_OF[extension] ?? []).map((other) => file.slice(0, -extension.length) + other)
  const appended = ['.ts', '.tsx', '.js', '.json'].flatMap((other) => [
    file + other,
    join(file, `index${other}`),
  ])
  return [...replaced, ...appended].find((candidate) => existsSync(candidate))
}

function urlFrom(source: string, specifier: string): URL {
  if (/^[A-Za-z]:[\\/]/.test(specifier) || (isAbsolute(specifier) && !specifier.includes('%'))) {
    const [path = '', search] = specifier.split('?')
    const url = pathToFileURL(path)
    if (search !== undefined) url.search = search
    return url
  }
  return new URL(specifier, pathToFileURL(source))
}

function isInPackage(file: string): boolean {
  return file.split(sep).includes('node_modules')
}

function isErrorWithCode(error: unknown, code: string): error is Error {
  return error instanceof Error && 'code' in error && error.code === code
}
