// Builds everything into out/: the host's three shells, the preload, the window, and the framework.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { build } from 'esbuild'

const out = resolve(import.meta.dirname, 'out')
const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, 'package.json'), 'utf8')) as {
  version: string
}
const define = { __GROVE_VERSION__: JSON.stringify(version) }

export default defineConfig({
  main: {
    define,
    plugins: [{ name: 'grove-framework', closeBundle: buildFramework }],
    build: {
      outDir: 'out/main',
      minify: false,
      rollupOptions: {
        input: {
          electron: resolve(import.meta.dirname, 'src-main/electron/main.ts'),
          cli: resolve(import.meta.dirname, 'src-main/cli/main.ts'),
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
    plugins: [svelte()],
    build: {
      outDir: 'out/renderer',
      target: 'es2023',
      rollupOptions: { input: resolve(import.meta.dirname, 'src-renderer/index.html') },
    },
  },
})

/** core/ is built apart: what each server process executes must be one file, for starting it to cost hardly more than Node. */
async function buildFramework(): Promise<void> {
  const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' } as const
  await rm(`${out}/core`, { recursive: true, force: true })
  await mkdir(`${out}/core`, { recursive: true })
  const [run] = await Promise.all([
    build({
      ...common,
      entryPoints: ['core/run.ts'],
      outfile: `${out}/core/run.bundle.cjs`,
      format: 'cjs',
      minify: true,
      keepNames: true,
      // Socket.IO's debug output and ws's native accelerators: never used here, and dear to load.
      external: ['bufferutil', 'utf-8-validate'],
      write: false,
    }),
    build({
      ...common,
      entryPoints: ['core/index.ts'],
      outfile: `${out}/core/index.js`,
      format: 'esm',
      packages: 'external',
    }),
  ])
  const code = run.outputFiles[0]?.text ?? ''
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12)
  const loader = await readFile('core/load.cjs', 'utf8')
  await writeFile(`${out}/core/run.bundle.cjs`, code)
  await writeFile(`${out}/core/run.cjs`, loader.replace('__BUILD__', hash))
}
