// Builds a TypeScript program of the tests and runs it: `run.mjs bench NAME` (what `npm run bench -- NAME` calls), or
// `run.mjs pictures`.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const test = join(import.meta.dirname, '..')
const [kind, ...rest] = process.argv.slice(2)
const [file, args] =
  kind === 'bench' ? [await benchmark(rest[0]), rest.slice(1)] : [join(test, 'support', `${kind}.ts`), rest]

const temporary = await mkdtemp(join(test, '..', 'out', 'run-'))
const outfile = join(temporary, 'program.mjs')
try {
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
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

async function benchmark(name) {
  const names = (await readdir(join(test, 'bench'))).flatMap(
    (entry) => /^(.*)\.bench\.ts$/.exec(entry)?.[1] ?? [],
  )
  if (names.includes(name)) return join(test, 'bench', `${name}.bench.ts`)
  process.stderr.write(`Which one? npm run bench -- ${names.join(' | ')}\n`)
  return process.exit(2)
}
