// Builds the template of exported reports: the app as one HTML file that loads nothing, with a placeholder for the timeline.
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type Rollup } from 'vite'

const root = resolve('src-renderer/report')
const out = resolve('out/report')

export async function buildReport(define: Record<string, string>): Promise<void> {
  const built = await build({
    root,
    define,
    configFile: false,
    logLevel: 'warn',
    plugins: [svelte()],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: Infinity,
      rollupOptions: { input: resolve(root, 'report.html'), output: { codeSplitting: false } },
    },
  })
  const page = inlined((built as Rollup.RollupOutput).output)
  await mkdir(out, { recursive: true })
  await writeFile(resolve(out, 'report.html'), page)
}

function inlined(files: Rollup.RollupOutput['output']): string {
  const asset = (extension: string) =>
    files.flatMap((file) =>
      file.type === 'asset' && file.fileName.endsWith(extension) ? [String(file.source)] : [],
    )
  const [page = '', ...pages] = asset('.html')
  const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
  const script = (scripts[0] ?? '').replaceAll('</script', String.raw`<\/script`)
  if (pages.length > 0 || scripts.length !== 1 || /<script/i.test(script))
    throw new Error('A report must be one page with one script.')
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${hash}'`,
    `style-src 'unsafe-inline'`,
    `img-src data: blob:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
  return page
    .replace(/\s*<script type="module"[^>]*src=[^>]*><\/script>/, '')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${asset('.css').join('')}</style>`)
    .replace('<!--policy-->', policy)
    .replace('</body>', () => `<script type="module">${script}</script>\n</body>`)
}
