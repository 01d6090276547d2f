// Compiles the files of a project, once for all its processes and only if something changed.
import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, BuildOptions, BuildResult } from 'esbuild'
import { HostError } from '../../contract/index.ts'
import { openBuildCache, type BuildCache } from './build-cache.ts'
import { withEsbuild } from './esbuild.ts'
import { frameworkPlugin, frameworkSource } from './framework-plugin.ts'
import type { ProjectFiles } from './project-files.ts'

/** The built entry files of one server type, as file URLs. */
interface TypeEntries {
  services: Record<string, string>
  lifecycle: string | null
}

/** Defines `require`, which ESM output lacks. */
const BANNER = `import { createRequire as createGroveRequire } from 'node:module'
const require = createGroveRequire(import.meta.url)`

const SETTINGS = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'linked',
  charset: 'utf8',
  outExtension: { '.js': '.mjs' },
  banner: { js: BANNER },
  logLevel: 'silent',
  metafile: true,
  write: false,
} as const satisfies BuildOptions

/** The compiled files of a project. */
export interface ProjectEntries {
  types: Record<string, TypeEntries>
  /** Modules by name, as file URLs. */
  modules: Record<string, string>
}

/** Builds all entry files of a project. @throws {HostError} COMPILE_FAILED with file, line and column */
export async function compileProject(directory: string, files: ProjectFiles): Promise<ProjectEntries> {
  const inputs = entryPoints(files)
  if (Object.keys(inputs).length === 0) return entriesOf(files, '')
  const state = join(directory, 'node_modules', '.cache', 'grove')
  const cache = openBuildCache({ state, directory, fingerprint: fingerprint(directory, inputs) })
  const current = await cache.current()
  return entriesOf(files, current ?? (await build(directory, inputs, cache)))
}

/** Entry name → file, relative to the project. */
function entryPoints(files: ProjectFiles): Record<string, string> {
  const inputs: Record<string, string> = {}
  for (const [module, file] of Object.entries(files.modules)) inputs[moduleEntry(module)] = file
  for (const { serverType, services, lifecycle } of files.types) {
    for (const [service, file] of Object.entries(services)) inputs[serviceEntry(serverType, service)] = file
    if (lifecycle) inputs[lifecycleEntry(serverType)] = lifecycle
  }
  return inputs
}

async function build(directory: string, inputs: Record<string, string>, cache: BuildCache): Promise<string> {
  const outdir = join(cache.folder, 'build')
  try {
    const result = await withEsbuild((esbuild) =>
      esbuild.build({
        ...SETTINGS,
        absWorkingDir: directory,
        entryPoints: Object.fromEntries(
          Object.entries(inputs).map(([name, file]) => [name, join(directory, file)]),
        ),
        outdir,
        plugins: [frameworkPlugin],
      }),
    )
    const settings = ['package.json', 'tsconfig.json'].map((name) => join(directory, name))
    return await cache.save(outputsOf(result, outdir), {
      files: [...sourcesOf(result, directory), ...settings],
      folders: [],
    })
  } catch (error) {
    throw compileError(error)
  }
}

type Built = BuildResult<typeof SETTINGS>

function outputsOf(result: Built, outdir: string): Record<string, Uint8Array> {
  return Object.fromEntries(result.outputFiles.map((file) => [relative(outdir, file.path), file.contents]))
}

function sourcesOf(result: Built, directory: string): string[] {
  return Object.keys(result.metafile.inputs)
    .filter((input) => !input.startsWith('grove:'))
    .map((input) => join(directory, input))
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

function entriesOf(files: ProjectFiles, folder: string): ProjectEntries {
  const url = (entry: string) => pathToFileURL(join(folder, `${entry}.mjs`)).href
  const urls = (names: string[], entry: (name: string) => string) =>
    Object.fromEntries(names.map((name) => [name, url(entry(name))]))
  const types = files.types.map(({ serverType, services, lifecycle }) => [
    serverType,
    {
      services: urls(Object.keys(services), (service) => serviceEntry(serverType, service)),
      lifecycle: lifecycle ? url(lifecycleEntry(serverType)) : null,
    },
  ])
  return { types: Object.fromEntries(types), modules: urls(Object.keys(files.modules), moduleEntry) }
}

const serviceEntry = (serverType: string, service: string) => `${serverType}/remote/${service}`
const moduleEntry = (module: string) => `modules/${module}`
const lifecycleEntry = (serverType: string) => `${serverType}/lifecycle`

/** Identifies the inputs of a build. Includes the directory, so that a copied project does not reuse the original's cache. */
function fingerprint(directory: string, inputs: Record<string, string>): string {
  const parts = JSON.stringify([directory, inputs, SETTINGS, frameworkSource])
  return createHash('sha256').update(parts).digest('hex').slice(0, 12)
}
