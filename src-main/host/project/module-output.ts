// Compiles the modules of a graph file by file and links them: each import names the compiled file that it gets.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { parse, type ImportSpecifier } from 'es-module-lexer/js'
import type { CompiledModule } from '../../../core/process/messages.ts'
import { HostError } from '../../contract/index.ts'
import { frameworkSource } from './framework-plugin.ts'
import { isNodeMode } from './module-format.ts'
import type { ModuleGraph, SourceModule, Target } from './module-graph.ts'

type Esbuild = typeof import('esbuild')

/** core/process/user-modules.ts, which gives a module the `require`, `import.meta` and so on of its source. */
const RUNTIME = 'globalThis[Symbol.for("grove-cluster.modules")]'

const SETTINGS = {
  bundle: false,
  write: false,
  platform: 'node',
  target: 'node20',
  sourcemap: 'external',
  charset: 'utf8',
  logLevel: 'silent',
} as const satisfies BuildOptions

const SETTINGS_OF = {
  esm: {
    ...SETTINGS,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // A line of its own, which is filled in for each file.
    banner: { js: '//' },
    define: {
      'import.meta': '__grove.meta',
      __dirname: '__grove.dirname',
      __filename: '__grove.filename',
      require: '__grove.require',
      module: '__grove.module',
      exports: '__grove.module.exports',
    },
  },
  commonjs: { ...SETTINGS, format: 'cjs', outExtension: { '.js': '.cjs' } },
} as const satisfies Record<string, BuildOptions>

/** Part of a build's fingerprint. */
export const OUTPUT_SETTINGS = JSON.stringify(SETTINGS_OF)

const FRAMEWORK_FILE = 'grove-cluster.mjs'
/** The name under which an interop module exports what `import * as` gets. */
const NAMESPACE = '"grove:namespace"'

/** Makes what a CommonJS module, a JSON file or an add-on exports importable by name. */
interface Interop {
  file: string
  isNodeMode: boolean
  names: Set<string>
}

/** A compiled ES module. */
interface Linked {
  text: string
  exports: Set<string>
  /** What `export *` names: sources, and interop modules by name. */
  stars: (Target | string)[]
}

export interface CompiledGraph {
  /** Relative name → contents. */
  outputs: Record<string, Uint8Array>
  /** By source file. */
  modules: Record<string, CompiledModule>
  /** The files, by source file, whose default export is that of the source. */
  entries: Record<string, string>
}

/**
 * Compiles the graph. `compiled` are modules of an earlier build, with absolute files.
 * @throws {BuildFailure}
 */
export async function compileGraph(
  esbuild: Esbuild,
  directory: string,
  graph: ModuleGraph,
  entries: string[],
  compiled: Record<string, CompiledModule> = {},
): Promise<CompiledGraph> {
  const linker = new Linker(directory, graph, compiled)
  for (const format of ['esm', 'commonjs'] as const) {
    const modules = [...graph.modules.values()].filter((module) => module.format === format)
    for (const transformed of await transform(esbuild, directory, modules)) linker.link(transformed)
  }
  return linker.finish(entries)
}

interface Transformed {
  module: SourceModule
  text: string
  map: string
}

async function transform(
  esbuild: Esbuild,
  directory: string,
  modules: SourceModule[],
): Promise<Transformed[]> {
  const [first] = modules
  if (!first) return []
  const outdir = join(directory, 'build')
  const result = await esbuild.build({
    ...SETTINGS_OF[first.format],
    absWorkingDir: directory,
    entryPoints: modules.map(({ file }, index) => ({ in: file, out: String(index) })),
    outdir,
  })
  const texts = new Map(result.outputFiles.map(({ path, text }) => [path, text]))
  const extension = first.format === 'esm' ? '.mjs' : '.cjs'
  return modules.map((module, index) => {
    const out = join(outdir, `${index}${extension}`)
    return { module, text: texts.get(out) ?? '', map: texts.get(`${out}.map`) ?? '{}' }
  })
}

class Linker {
  readonly #directory: string
  readonly #modules: Record<string, CompiledModule> = {}
  readonly #compiled: Record<string, CompiledModule>
  readonly #linked = new Map<string, Linked>()
  /** By name of the file. */
  readonly #interops = new Map<string, Interop>()
  /** The names that others import of a source. */
  readonly #wanted = new Map<string, Set<string>>()
  readonly #outputs: Record<string, Uint8Array> = {}

  constructor(directory: string, graph: ModuleGraph, compiled: Record<string, CompiledModule>) {
    this.#directory = directory
    this.#compiled = compiled
    for (const { file, format, requires } of graph.modules.values()) {
      this.#modules[file] = { file: this.#nameOf(file, format === 'esm' ? '.mjs' : '.cjs'), format }
      if (requires.size > 0) this.#modules[file].requires = filesOf(requires)
    }
  }

  link({ module, text, map }: Transformed): void {
    const { file, format } = this.#modules[module.file] ?? {}
    if (file === undefined) return
    const sources = [pathToFileURL(module.file).href]
    const sourceMap = JSON.stringify({ ...(JSON.parse(map) as object), sources })
    const stars: Linked['stars'] = []
    const [imports, exports] = parse(text)
    let linked = text
    for (const found of imports.toReversed()) {
      const edit = found.d === -1 ? this.#staticImport(module, found, text, stars) : undefined
      const { start, end, replacement } = edit ?? this.#dynamicImport(module, found)
      linked = linked.slice(0, start) + replacement + linked.slice(end)
    }
    if (format === 'commonjs') {
      // It runs under the name of its source, where a relative address of the map would not lead here.
      const data = Buffer.from(sourceMap).toString('base64')
      this.#write(file, `${linked}//# sourceMappingURL=data:application/json;base64,${data}\n`)
      return
    }
    if (linked.includes('__grove.')) {
      const context = `const __grove = ${RUNTIME}.context(${JSON.stringify(module.file)}, import.meta.url);`
      linked = linked.replace('//', () => context)
    }
    this.#write(`${file}.map`, sourceMap)
    this.#linked.set(module.file, { text: linked, exports: new Set(exports.map(({ n }) => n)), stars })
  }

  finish(entries: string[]): CompiledGraph {
    for (const [file, names] of this.#wanted) this.#addMissingNames(file, names)
    for (const [source, { text }] of this.#linked) {
      const { file } = this.#modules[source] ?? {}
      if (file) this.#write(file, `${text}//# sourceMappingURL=${posix.basename(encodeURI(file))}.map\n`)
    }
    const files = entries.map((entry) => {
      const module = this.#modules[entry]
      return [entry, module?.format === 'esm' ? module.file : this.#interop(entry, false, ['default'])]
    })
    for (const [name, interop] of this.#interops) this.#write(name, interopText(interop))
    this.#write(FRAMEWORK_FILE, frameworkSource)
    return {
      outputs: this.#outputs,
      modules: this.#modules,
      entries: Object.fromEntries(files) as Record<string, string>,
    }
  }

  /** Names the compiled file in an `import` or `export … from`. */
  #staticImport(module: SourceModule, found: ImportSpecifier, text: string, stars: Linked['stars']): Edit {
    const { ss: start, se: end, s, e, n: specifier = '' } = found
    const target = module.imports.get(specifier)
    if (!target) return { start, end, replacement: text.slice(start, end) }
    const clause = text.slice(start, s - 1)
    const names = importedNames(clause)
    const url = this.#urlOf(module, target)
    if (url !== undefined) {
      if (target.kind === 'package')
        assertExported(this.#directory, module.file, specifier, target.file, names)
      if (target.kind === 'source') {
        const wanted = this.#wanted.get(target.file) ?? new Set()
        this.#wanted.set(target.file, wanted)
        for (const name of names) wanted.add(name)
      }
      if (clause.startsWith('export *') && !clause.includes(' as ')) stars.push(target)
      return { start, end, replacement: clause + JSON.stringify(url) + text.slice(e + 1, end) }
    }
    // One of the others: what is loaded by `require`.
    if (!('file' in target)) return { start, end, replacement: text.slice(start, end) }
    const interop = this.#interop(target.file, isNodeMode(module.file), names)
    if (clause.startsWith('export *') && !clause.includes(' as ')) {
      if (target.kind === 'package') {
        const address = JSON.stringify(pathToFileURL(target.file).href)
        return { start, end, replacement: clause + address }
      }
      stars.push(interop)
    }
    const named = clause.replace(/\* as ([\w$]+|"[^"]*")/, `{ ${NAMESPACE} as $1 }`)
    const address = JSON.stringify(this.#relative(module, interop))
    // Attributes are for Node's own loader, and the line count stays.
    return { start, end, replacement: named + address + (text.slice(e + 1, end).endsWith(';') ? ';' : '') }
  }

  /** Lets the runtime resolve what is known only when it runs. */
  #dynamicImport(module: SourceModule, found: ImportSpecifier): Edit {
    const { ss: start, s, e, n: specifier, d } = found
    if (d < 0) return { start, end: start, replacement: '' }
    const target = specifier === undefined ? undefined : module.imports.get(specifier)
    const url = target && this.#urlOf(module, target)
    if (url !== undefined && module.format === 'esm')
      return { start: s, end: e, replacement: JSON.stringify(url) }
    const own = this.#modules[module.file]
    if (own && specifier !== undefined && target && 'file' in target) {
      const isModule = target.kind === 'package' && target.format === 'esm'
      own.imports = { ...own.imports, [specifier]: isModule ? pathToFileURL(target.file).href : target.file }
    }
    const replacement = module.format === 'esm' ? '__grove.import' : `${RUNTIME}.context(__filename).import`
    return { start, end: start + 'import'.length, replacement }
  }

  /** Returns the address of what `import` can load as it is. */
  #urlOf(module: SourceModule, target: Target): string | undefined {
    if (target.kind === 'framework') return this.#relative(module, FRAMEWORK_FILE)
    if (target.kind === 'data') return undefined
    if (target.kind === 'package') {
      return target.format === 'esm' ? pathToFileURL(target.file).href : undefined
    }
    const earlier = this.#compiled[target.file]
    if (earlier) return earlier.format === 'esm' ? pathToFileURL(earlier.file).href : undefined
    const { file, format } = this.#modules[target.file] ?? {}
    return file !== undefined && format === 'esm' ? this.#relative(module, file) : undefined
  }

  /** Returns the name of an interop module that exports these names. */
  #interop(file: string, nodeMode: boolean, names: Iterable<string>): string {
    const name = this.#nameOf(file, nodeMode ? '.node-interop.mjs' : '.interop.mjs')
    const interop = this.#interops.get(name) ?? { file, isNodeMode: nodeMode, names: new Set() }
    this.#interops.set(name, interop)
    for (const imported of names) interop.names.add(imported)
    return name
  }

  /**
   * Adds what others import and the module lacks: a name of CommonJS that `export *` passes on, or a type that is
   * exported again without the word "type". esbuild has reported what else is missing.
   */
  #addMissingNames(file: string, names: Set<string>): void {
    const linked = this.#linked.get(file)
    const module = this.#modules[file]
    if (!linked || !module) return
    const missing = [...names].filter((name) => !this.#provides(file, name))
    const interop = linked.stars.find((star) => typeof star === 'string')
    for (const name of missing) {
      linked.exports.add(name)
      const quoted = JSON.stringify(name)
      if (interop !== undefined) {
        this.#interops.get(interop)?.names.add(name)
        linked.text += `export { ${quoted} } from ${JSON.stringify(relativeName(module.file, interop))};\n`
      } else {
        linked.text += `let __type_${linked.exports.size};\nexport { __type_${linked.exports.size} as ${quoted} };\n`
      }
    }
  }

  #provides(file: string, name: string, seen = new Set<string>()): boolean {
    const linked = this.#linked.get(file)
    if (!linked) return true
    if (linked.exports.has(name)) return true
    if (seen.has(file)) return false
    seen.add(file)
    return linked.stars.some((star) => {
      if (typeof star === 'string') return false
      return star.kind === 'source' ? this.#provides(star.file, name, seen) : true
    })
  }

  #relative(module: SourceModule, name: string): string {
    return relativeName(this.#modules[module.file]?.file ?? '', name)
  }

  /** Returns the name of an output for a file: its path in the project, so that tools show something familiar. */
  #nameOf(file: string, extension: string): string {
    const path = relative(this.#directory, file)
    if (!path.startsWith('..') && !/^[A-Za-z]:/.test(path)) return path.split(sep).join('/') + extension
    const folder = createHash('sha256').update(dirname(file)).digest('hex').slice(0, 8)
    return `outside/${folder}/${file.slice(dirname(file).length + 1)}${extension}`
  }

  #write(name: string, text: string): void {
    this.#outputs[name] = Buffer.from(text)
  }
}

/** Node would name the compiled file, or none. @throws {HostError} COMPILE_FAILED */
function assertExported(
  directory: string,
  importer: string,
  specifier: string,
  file: string,
  names: string[],
): void {
  if (names.length === 0) return
  const [text, source] = [readText(file), readText(importer)]
  if (text === undefined || source === undefined) return
  const [imports, exports] = parse(text)
  const hasStars = imports.some(({ ss, s }) => /^export\s*\*/.test(text.slice(ss, s)))
  const missing = names.find((name) => !exports.some(({ n }) => n === name))
  if (hasStars || missing === undefined) return
  const line = source
    .split('\n')
    .findIndex((each) => each.includes(`'${specifier}'`) || each.includes(`"${specifier}"`))
  const place = `${relative(directory, importer)}:${line + 1}`
  throw new HostError({
    code: 'COMPILE_FAILED',
    message: `${place}: No matching export in "${specifier}" for import "${missing}"`,
    field: place,
  })
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

interface Edit {
  start: number
  end: number
  replacement: string
}

/** Returns the names that an `import` or `export … from` takes from the other module. */
function importedNames(clause: string): string[] {
  const names = /^import\s+[\w$]+\s*(?:,|from)/.test(clause) ? ['default'] : []
  const [, list = ''] = /\{([^]*)\}/.exec(clause) ?? []
  for (const item of list.split(',')) {
    const [name = ''] = item.trim().split(/\s+as\s+/)
    if (name) names.push(name.startsWith('"') ? (JSON.parse(name) as string) : name)
  }
  return names
}

function interopText({ file, isNodeMode: nodeMode, names }: Interop): string {
  const lines = [
    `const { value, namespace } = ${RUNTIME}.interop(${JSON.stringify(file)}, ${nodeMode});`,
    `export default namespace.default;`,
    `export { namespace as ${NAMESPACE} };`,
  ]
  let count = 0
  for (const name of names) {
    if (name === 'default') continue
    count += 1
    lines.push(`const name${count} = value?.[${JSON.stringify(name)}];`)
    lines.push(`export { name${count} as ${JSON.stringify(name)} };`)
  }
  return `${lines.join('\n')}\n`
}

function relativeName(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to)
  return encodeURI(path.startsWith('.') ? path : `./${path}`)
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23')
}

function filesOf(targets: Map<string, Target>): Record<string, string> {
  return Object.fromEntries(
    [...targets].flatMap(([specifier, target]) => ('file' in target ? [[specifier, target.file]] : [])),
  )
}
