// Builds and runs a TypeScript program of the tests: `run.mjs bench NAME`, `run.mjs conformance`, `run.mjs pictures`.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const test = join(import.meta.dirname, '..')
const [kind, ...rest] = process.argv.slice(2)
const [file, args] = await programOf(kind)

const out = join(test, '..', 'out')
// Without a build there is no out/ yet.
await mkdir(out, { recursive: true })
const temporary = await mkdtemp(join(out, 'run-'))
const outfile = join(temporary, 'program.mjs')
try {
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    define: { __GROVE_VERSION__: '"test"' },
    logLevel: 'error',
  })
  const { run } = await import(pathToFileURL(outfile).href)
  await run(args)
} finally {
  await rm(temporary, { recursive: true, force: true })
}

async function programOf(kind) {
  if (kind === 'bench') return [await benchmark(rest[0]), rest.slice(1)]
  if (kind === 'conformance') return [join(test, 'conformance', 'program.ts'), rest]
  return [join(test, 'support', `${kind}.ts`), rest]
}

async function benchmark(name) {
  const names = (await readdir(join(test, 'bench'))).flatMap(
    (entry) => /^(.*)\.bench\.ts$/.exec(entry)?.[1] ?? [],
  )
  if (names.includes(name)) return join(test, 'bench', `${name}.bench.ts`)
  process.stderr.write(`Which one? npm run bench -- ${names.join(' | ')}\n`)
  return process.exit(2)
}
