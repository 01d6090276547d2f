// `npm run bench -- NAME`: builds the benchmark of that name and runs it. Figures are ratios measured in one run.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = import.meta.dirname
const names = (await readdir(folder))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''))
const [name, ...args] = process.argv.slice(2)
if (!name || !names.includes(name)) {
  process.stderr.write(`Which one? npm run bench -- ${names.join(' | ')}\n`)
  process.exit(2)
}
const temporary = await mkdtemp(join(folder, '..', '..', 'out', 'bench-'))
const outfile = join(temporary, `${name}.mjs`)
try {
  await build({
    entryPoints: [join(folder, `${name}.bench.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { __GROVE_VERSION__: '"bench"' },
    logLevel: 'error',
  })
  const { run } = await import(pathToFileURL(outfile).href)
  await run(args)
} finally {
  await rm(temporary, { recursive: true, force: true })
}
