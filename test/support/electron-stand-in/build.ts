// Bundles the stand-in: its process for Node, its two worlds for the browser.
import { build } from 'esbuild'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
/** In the project, so that the bundle finds its packages; outside `out/`, which is packed. */
const folder = resolve(here, '../../../node_modules/.cache/grove-stand-in')

/** Returns the path of the program that runs an app. */
export async function buildStandIn(): Promise<string> {
  await Promise.all([
    build({
      entryPoints: [join(here, 'process.ts')],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
    }),
    build({
      entryPoints: [join(here, 'page-world.ts'), join(here, 'preload-world.ts')],
      outdir: folder,
      bundle: true,
      format: 'iife',
      target: 'es2022',
    }),
  ])
  return join(folder, 'process.mjs')
}
