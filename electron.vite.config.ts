// Builds everything into out/: the host's three shells, the preload, the window, and the framework.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { build, transform, type Plugin } from 'esbuild'
import { buildIcons } from './src-main/electron/icons.build.ts'
import { buildReport } from './src-renderer/report/report.build.ts'

const out = resolve(import.meta.dirname, 'out')
const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, 'package.json'), 'utf8')) as {
  version: string
}
const define = { __GROVE_VERSION__: JSON.stringify(version) }

export default defineConfig({
  main: {
    define,
    plugins: [
      { name: 'grove-framework', closeBundle: buildFramework },
      { name: 'grove-icons', closeBundle: buildIcons },
    ],
    build: {
      outDir: 'out/main',
      // What every command loads lies in few files: a third of its start went into finding some hundred and fifty small ones.
      externalizeDeps: { exclude: ['zod', 'execa'] },
      // The oldest Node that may run it; what it does not know is written out.
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: {
          electron: resolve(import.meta.dirname, 'src-main/electron/main.ts'),
          cli: resolve(import.meta.dirname, 'src-main/cli/main.ts'),
          'compile-file': resolve(import.meta.dirname, 'src-main/host/project/compile-file.ts'),
          'png-worker': resolve(import.meta.dirname, 'src-main/host/exports/png-worker.ts'),
          'export-worker': resolve(import.meta.dirname, 'src-main/host/exports/worker.ts'),
          'diff-worker': resolve(import.meta.dirname, 'src-main/host/diffs/worker.ts'),
          'log-worker': resolve(import.meta.dirname, 'src-main/host/logs/worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: resolve(import.meta.dirname, 'src-main/electron/preload.ts') },
        // A sandboxed window can load nothing else.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    define,
    plugins: [svelte(), { name: 'grove-report', closeBundle: () => buildReport(define) }],
    build: {
      outDir: 'out/renderer',
      target: 'es2023',
      rollupOptions: { input: resolve(import.meta.dirname, 'src-renderer/index.html') },
    },
  },
})

/** `require('node:net')` exists since Node 14.18. */
const withoutNodePrefix: Plugin = {
  name: 'without-node-prefix',
  setup({ onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path: path.slice('node:'.length), external: true }))
  },
}

/** core/ is built apart: what each server process executes must be one file, for starting it to cost hardly more than Node. */
async function buildFramework(): Promise<void> {
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    write: false,
  } as const
  const preloaded = { ...common, format: 'cjs', plugins: [withoutNodePrefix] } as const
  const [run, thread, index, hook, probe] = await Promise.all([
    // The names are what stacks and heap snapshots show; the two modules are native accelerators that ws can do without.
    build({
      ...common,
      entryPoints: ['core/run.ts'],
      format: 'cjs',
      minify: true,
      keepNames: true,
      external: ['bufferutil', 'utf-8-validate'],
    }),
    build({ ...common, entryPoints: ['core/process/thread.ts'], format: 'cjs' }),
    build({ ...common, entryPoints: ['core/index.ts'], format: 'esm', packages: 'external' }),
    build({ ...preloaded, entryPoints: ['core/adapters/hook.ts'] }),
    build({ ...preloaded, entryPoints: ['core/adapters/pomelo/probe.ts'] }),
  ])
  const bundle = run.outputFiles[0]?.text ?? ''
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, 12)
  const loader = (await readFile('core/load.cjs', 'utf8')).replace('__BUILD__', hash)
  await mkdir(`${out}/core`, { recursive: true })
  await keep('index.js', index.outputFiles[0]?.text ?? '')
  await keep('thread.cjs', thread.outputFiles[0]?.text ?? '')
  await keep('hook.bundle.cjs', await forOldNode(hook.outputFiles[0]?.text ?? ''))
  await keep('hook.cjs', await readFile('core/adapters/load-hook.cjs', 'utf8'))
  await keep('probe.cjs', await forOldNode(probe.outputFiles[0]?.text ?? ''))
  await keep('run.bundle.cjs', bundle)
  await keep('run.cjs', loader)
  for (const name of await readdir(`${out}/core`)) {
    if (name.endsWith('.cache') && !name.includes(hash)) await rm(`${out}/core/${name}`)
  }
}

/** Where a private name stands in what esbuild prints: after a dot, and at the beginning of a member of a class. */
const PRIVATE_NAME = /(\.|^[ \t]+(?:(?:static|async|get|set) |\*)*)#(?=[A-Za-z_])/gm

/**
 * Foreign programs may run on an old Node. Node 12 has no private methods, and esbuild would turn all private names into
 * lookups in WeakMaps, which packets would pay for: they become plain names instead.
 */
async function forOldNode(bundle: string): Promise<string> {
  const { code } = await transform(bundle.replace(PRIVATE_NAME, '$1_'), { target: 'node12.20' })
  return code
}

/** Written whole: a cluster that runs meanwhile may start a process at any moment. */
async function keep(name: string, text: string): Promise<void> {
  await writeFile(`${out}/core/${name}.new`, text)
  await rename(`${out}/core/${name}.new`, `${out}/core/${name}`)
}
