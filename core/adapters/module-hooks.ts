// Watches modules as they are loaded: `require`, and CommonJS modules that ES modules import.
import { readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, join } from 'node:path'
import type { Foreign, LoadedModule, ModuleMatch, OnModuleLoaded } from './adapter.ts'

interface Rule {
  match: ModuleMatch
  callback: OnModuleLoaded
  /** What the callback returned, by file and, where the rule looks at it, by the file that requires it. */
  results: Map<string, Foreign>
}

/** The parts of Node's loader that are replaced or read. They are undocumented, and the same since Node 0.6. */
interface Loader {
  _load(request: string, parent: { filename?: string | null } | undefined, isMain: boolean): Foreign
  _resolveFilename(request: string, parent: unknown, isMain?: boolean): string
  _cache: Record<string, { exports: Foreign; loaded: boolean } | undefined>
}

const loader = Module as unknown as Loader
const NOTHING: readonly Rule[] = []
const builtins = new Set(Module.builtinModules)

export class ModuleHooks {
  readonly #rules: Rule[] = []
  /** The rules for what a file requires by a name. */
  readonly #known = new Map<string, Map<string, { file: string; rules: readonly Rule[] }>>()
  /** Reports what a rule threw. */
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  add(match: ModuleMatch, callback: OnModuleLoaded): void {
    this.#rules.push({ match, callback, results: new Map() })
    this.#known.clear()
  }

  install(): void {
    const load = loader._load
    const apply = this.#apply.bind(this)
    loader._load = function (this: unknown, request, parent, isMain) {
      return apply(load.call(this, request, parent, isMain), request, parent)
    } as Loader['_load']
  }

  uninstall(): void {
    this.#rules.length = 0
    this.#known.clear()
  }

  #apply(exported: Foreign, request: string, parent: { filename?: string | null } | undefined): Foreign {
    if (this.#rules.length === 0 || builtins.has(request)) return exported
    try {
      const requiredBy = parent?.filename ?? null
      const { file, rules } = this.#find(request, parent, requiredBy)
      let result = exported
      // In a cycle of imports a module is seen before it has been loaded.
      if (rules.length > 0 && loader._cache[file]?.loaded) {
        for (const rule of rules) result = applyRule(rule, result, file, requiredBy)
      }
      return result
    } catch (error) {
      this.#onError(error)
      return exported
    }
  }

  #find(
    request: string,
    parent: unknown,
    requiredBy: string | null,
  ): { file: string; rules: readonly Rule[] } {
    const by = requiredBy ?? ''
    let requests = this.#known.get(by)
    if (!requests) this.#known.set(by, (requests = new Map()))
    let found = requests.get(request)
    if (!found) requests.set(request, (found = this.#match(request, parent, requiredBy)))
    return found
  }

  #match(request: string, parent: unknown, requiredBy: string | null) {
    const file = resolve(request, parent)
    if (file === null) return { file: '', rules: NOTHING }
    return { file, rules: this.#rules.filter(({ match }) => matches(match, file, requiredBy)) }
  }
}

function applyRule(rule: Rule, exported: Foreign, file: string, requiredBy: string | null): Foreign {
  const isForOne = rule.match.requiredBy !== undefined
  const key = isForOne ? `${requiredBy} ${file}` : file
  if (!rule.results.has(key)) {
    rule.results.set(key, exported)
    const result = rule.callback(exported, loadedModule(file, requiredBy)) ?? exported
    rule.results.set(key, result)
    // An ES module gets what stands in the cache.
    const cached = loader._cache[file]
    if (!isForOne && cached && result !== exported) cached.exports = result
  }
  return rule.results.get(key)
}

function loadedModule(file: string, requiredBy: string | null): LoadedModule {
  const directory = packageOf(file)?.directory ?? null
  return {
    file,
    directory,
    requiredBy,
    version: () => (directory === null ? undefined : readPackage(directory)?.version),
  }
}

/** Returns null for what is no file: a module of Node, a name that a hook of someone else knows. */
function resolve(request: string, parent: unknown): string | null {
  try {
    const file = loader._resolveFilename(request, parent, false)
    return builtins.has(file) || file.startsWith('node:') ? null : file
  } catch {
    return null
  }
}

function matches(match: ModuleMatch, file: string, requiredBy: string | null): boolean {
  if (match.requiredBy && !(requiredBy !== null && match.requiredBy.test(slashes(requiredBy)))) return false
  if (match.package === undefined) return match.file !== undefined && hasPath(slashes(file), match.file)
  const owner = packageOf(file)
  if (!owner || !isNamed(owner.name, match.package)) return false
  if (match.file === undefined) return resolve(owner.directory, undefined) === file
  const inside = slashes(file).slice(owner.directory.length + 1)
  return typeof match.file === 'string' ? inside === match.file : match.file.test(inside)
}

function isNamed(name: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? name === wanted : wanted.test(name)
}

function hasPath(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.endsWith(`/${wanted}`) : wanted.test(path)
}

interface Package {
  name: string
  directory: string
}

const IN_NODE_MODULES = /^.*\/node_modules\/(@[^/]+\/[^/]+|[^/]+)/
const folders = new Map<string, Package | null>()

/** Returns the package that holds a file: below `node_modules`, or, for one that is linked, by its `package.json`. */
function packageOf(file: string): Package | null {
  const [directory, name] = IN_NODE_MODULES.exec(slashes(file)) ?? []
  if (directory !== undefined && name !== undefined)
    return { name, directory: file.slice(0, directory.length) }
  return packageAt(dirname(file))
}

function packageAt(folder: string): Package | null {
  const known = folders.get(folder)
  if (known !== undefined) return known
  const name = readPackage(folder)?.name
  const above = dirname(folder)
  const found = name ? { name, directory: folder } : above === folder ? null : packageAt(above)
  folders.set(folder, found)
  return found
}

function readPackage(folder: string): { name: string | undefined; version: string | undefined } | undefined {
  try {
    const found: Foreign = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { name: textOrNothing(found.name), version: textOrNothing(found.version) }
  } catch {
    return undefined
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function slashes(path: string): string {
  return path.replace(/\\/g, '/')
}
