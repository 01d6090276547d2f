// Compiles the files of a project, once for all its processes and only if something changed.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure } from 'esbuild'
import type { CompiledModule, ModuleTable } from '../../../core/process/messages.ts'
import { HostError } from '../../contract/index.ts'
import { openBuildCache, type BuildCache } from './build-cache.ts'
import { withEsbuild } from './esbuild.ts'
import { frameworkSource } from './framework-plugin.ts'
import { isInArchive } from './module-format.ts'
import { ModuleGraph, RESOLUTION } from './module-graph.ts'
import { compileGraph, OUTPUT_SETTINGS } from './module-output.ts'
import type { ProjectFiles } from './project-files.ts'
import { findCompilerOption, findUp, tsconfigChain } from './tsconfig.ts'

/** The built entry files of one server type, as file URLs. */
interface TypeEntries {
  services: Record<string, string>
  lifecycle: string | null
}

/** The compiled files of a project. */
export interface ProjectEntries {
  types: Record<string, TypeEntries>
  /** Modules by name, as file URLs. */
  modules: Record<string, string>
  /** The folder of the build; null if the project has no files. */
  build: string | null
  /** What the build leaves out: a sentence each. */
  warnings: string[]
}

/** What is kept in a build beside its compiled files. */
interface BuildManifest extends ModuleTable {
  /** The compiled file of each entry file, relative to the build. */
  entries: Record<string, string>
  warnings: string[]
}

const MANIFEST_NAME = 'modules.json'

/**
 * Builds all entry files of a project. `state`: Grove's state folder.
 * @throws {HostError} COMPILE_FAILED with file, line and column
 */
export async function compileProject(
  directory: string,
  files: ProjectFiles,
  state: string,
): Promise<ProjectEntries> {
  const entries = entryFiles(files).map((file) => join(directory, file))
  const skipped = files.skipped.map(
    (file) => `${file} is not loaded: the name must be NAME.ts, .mts, .cts, .js, .mjs or .cjs, with one dot.`,
  )
  if (entries.length === 0) return { ...namedEntries(files, () => ''), build: null, warnings: skipped }
  const cache = openBuildCache({ state, directory, fingerprint: fingerprint(directory, entries) })
  const folder = (await cache.current()) ?? (await build({ state, directory, entries }, cache))
  const manifest = JSON.parse(await readFile(join(folder, MANIFEST_NAME), 'utf8')) as BuildManifest
  const url = (file: string) =>
    pathToFileURL(join(folder, manifest.entries[join(directory, file)] ?? '')).href
  return { ...namedEntries(files, url), build: folder, warnings: [...skipped, ...manifest.warnings] }
}

/** What a process sends to compile-file.ts. */
export interface FileRequest {
  state: string
  directory: string
  /** Absolute. */
  file: string
  /** The modules that the process has. */
  compiled: Record<string, CompiledModule>
}

/**
 * Builds a file that a process loads by a computed name.
 * Returns the modules that come with it, by source file, with absolute files.
 * @throws {HostError} COMPILE_FAILED
 */
export async function compileFile({
  state,
  directory,
  file,
  compiled,
}: FileRequest): Promise<Record<string, CompiledModule>> {
  const inputs = [file, JSON.stringify(compiled)]
  const cache = openBuildCache({ state, directory: file, fingerprint: fingerprint(directory, inputs) })
  const folder =
    (await cache.current()) ?? (await build({ state, directory, entries: [file], compiled }, cache))
  const manifest = JSON.parse(await readFile(join(folder, MANIFEST_NAME), 'utf8')) as BuildManifest
  const modules = Object.entries(manifest.modules).map(([source, module]) => [
    source,
    { ...module, file: join(folder, module.file) },
  ])
  return Object.fromEntries(modules) as Record<string, CompiledModule>
}

/** Returns all entry files, relative to the project. */
function entryFiles({ modules, types }: ProjectFiles): string[] {
  const ofTypes = types.flatMap(({ services, lifecycle }) => [
    ...Object.values(services),
    ...(lifecycle ? [lifecycle] : []),
  ])
  return [...Object.values(modules), ...ofTypes]
}

interface BuildRequest {
  state: string
  directory: string
  /** Absolute. */
  entries: string[]
  compiled?: Record<string, CompiledModule>
}

/** Returns the folder of the build. */
async function build(
  { state, directory, entries, compiled = {} }: BuildRequest,
  cache: BuildCache,
): Promise<string> {
  try {
    return await withEsbuild(async (esbuild) => {
      const graph = new ModuleGraph(esbuild, directory, new Set(Object.keys(compiled)))
      await graph.add(entries)
      const output = await compileGraph(esbuild, directory, graph, entries, compiled)
      const manifest: BuildManifest = {
        state,
        directory,
        modules: output.modules,
        plugAndPlay: findPlugAndPlay(directory, graph),
        entries: output.entries,
        warnings: findWarnings(directory, graph, output.outputs),
      }
      const outputs = { ...output.outputs, [MANIFEST_NAME]: Buffer.from(JSON.stringify(manifest)) }
      return cache.save(outputs, { files: [...graph.inputs.files], folders: [...graph.inputs.folders] })
    })
  } catch (error) {
    throw compileError(error)
  }
}

/** Returns the file by which packages are loaded from Yarn's archives. */
function findPlugAndPlay(directory: string, { modules, inputs }: ModuleGraph): string | null {
  const targets = [...modules.values()].flatMap(({ imports, requires }) => [
    ...imports.values(),
    ...requires.values(),
  ])
  if (!targets.some((target) => target.kind === 'package' && isInArchive(target.file))) return null
  return findUp(directory, '.pnp.cjs', inputs.files) ?? null
}

/** Adds the configuration of each source to the inputs, and returns what it asks for that Grove does not do. */
function findWarnings(
  directory: string,
  { modules, inputs }: ModuleGraph,
  outputs: Record<string, Uint8Array>,
): string[] {
  const warnings = new Set<string>()
  const withoutMetadata = new Map<string, string | undefined>()
  for (const { file } of modules.values()) {
    const folder = dirname(file)
    findUp(folder, 'package.json', inputs.files)
    const tsconfig = findUp(folder, 'tsconfig.json', inputs.files)
    if (tsconfig === undefined) continue
    if (!withoutMetadata.has(tsconfig)) {
      const option = findCompilerOption(tsconfigChain(tsconfig, inputs.files), 'emitDecoratorMetadata')
      withoutMetadata.set(tsconfig, option?.value === true ? option.file : undefined)
    }
    const setting = withoutMetadata.get(tsconfig)
    if (setting !== undefined) warnings.add(setting)
  }
  const hasDecorators = Object.values(outputs).some((text) => Buffer.from(text).includes('__decorateClass('))
  if (!hasDecorators) return []
  return [...warnings].map(
    (file) =>
      `${relative(directory, file)}: "emitDecoratorMetadata" has no effect, because esbuild does not know types. ` +
      'Name what to inject, for example @inject(Db), or compile with tsc and let the services be its JavaScript.',
  )
}

function compileError(error: unknown): unknown {
  const first = (error as Partial<BuildFailure>).errors?.[0]
  if (!first) return error
  const { location, text } = first
  const place = location ? `${location.file}:${location.line}:${location.column + 1}` : undefined
  return new HostError({
    code: 'COMPILE_FAILED',
    message: (place ? `${place}: ${text}` : text).replace('grove:grove-cluster', 'grove-cluster'),
    field: place,
  })
}

function namedEntries(
  files: ProjectFiles,
  url: (file: string) => string,
): Pick<ProjectEntries, 'types' | 'modules'> {
  const urls = (named: Record<string, string>) =>
    Object.fromEntries(Object.entries(named).map(([name, file]) => [name, url(file)]))
  const types = files.types.map(({ serverType, services, lifecycle }) => [
    serverType,
    { services: urls(services), lifecycle: lifecycle ? url(lifecycle) : null },
  ])
  return { types: Object.fromEntries(types), modules: urls(files.modules) }
}

/** Identifies the inputs of a build. Includes the directory, so that a copied project does not reuse the original's cache. */
function fingerprint(directory: string, inputs: string[]): string {
  const parts = JSON.stringify([directory, inputs, RESOLUTION, OUTPUT_SETTINGS, frameworkSource])
  return createHash('sha256').update(parts).digest('hex').slice(0, 12)
}
