// The layering rule, broken on purpose: the linter itself runs over a tree of files that hold one import each.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const project = resolve(import.meta.dirname, '..')

/** A file of a room, and an import that the room may not have. */
const FORBIDDEN = [
  ['core/protocol/x.ts', `import '../kit/deferred.ts'`],
  ['core/protocol/x.ts', `import 'node:fs'`],
  ['core/kit/x.ts', `import '../protocol/errors.ts'`],
  ['core/transport/x.ts', `import '../tap/tap.ts'`],
  ['core/tap/x.ts', `import '../console/module.ts'`],
  ['core/console/x.ts', `import 'socket.io'`],
  ['core/console/x.ts', `import '../membership/view.ts'`],
  ['core/membership/x.ts', `import '../rpc/router.ts'`],
  ['core/rpc/x.ts', `import '../roles/server.ts'`],
  ['core/roles/x.ts', `import '../process/setup.ts'`],
  ['core/process/x.ts', `import '../run.ts'`],
  ['core/adapters/x.ts', `import '../console/module.ts'`],
  ['core/adapters/x.ts', `import '../process/setup.ts'`],
  ['core/x.ts', `import '../src-main/contract/index.ts'`],
  ['core/x.ts', `import 'execa'`],
  ['src-main/timeline/x.ts', `import '../contract/index.ts'`],
  ['src-main/timeline/x.ts', `import 'node:fs'`],
  ['src-main/timeline/x.ts', `import '../../core/index.ts'`],
  ['src-main/contract/x.ts', `import '../host/host.ts'`],
  ['src-main/contract/x.ts', `import '../timeline/replay.ts'`],
  ['src-main/samples/chat/x.ts', `import '../../../core/index.ts'`],
  ['src-main/host/state/x.ts', `import '../project/plan-file.ts'`],
  ['src-main/host/system/x.ts', `import '../supervisor/child.ts'`],
  ['src-main/host/metrics/x.ts', `import '../recording/recorder.ts'`],
  ['src-main/host/project/x.ts', `import '../recording/recorder.ts'`],
  ['src-main/host/recording/x.ts', `import '../supervisor/child.ts'`],
  ['src-main/host/logs/x.ts', `import '../supervisor/child.ts'`],
  ['src-main/host/exports/x.ts', `import '../runs.ts'`],
  ['src-main/host/supervisor/x.ts', `import '../host.ts'`],
  ['src-main/host/supervisor/x.ts', `import '../launch.ts'`],
  ['src-main/host/supervisor/x.ts', `import '../../../core/adapters/hook.ts'`],
  ['src-main/host/x.ts', `import 'electron'`],
  ['src-main/host/x.ts', `import '../web/index.ts'`],
  ['src-main/host/x.ts', `import '../control/index.ts'`],
  ['src-main/host/x.ts', `import '../../core/rpc/router.ts'`],
  ['src-main/control/x.ts', `import '../host/supervisor/child.ts'`],
  ['src-main/shell/x.ts', `import '../web/index.ts'`],
  ['src-main/web/x.ts', `import '../electron/runtime.ts'`],
  ['src-main/electron/x.ts', `import '../web/index.ts'`],
  ['src-main/electron/x.ts', `import '../../core/index.ts'`],
  ['src-main/cli/x.ts', `import 'electron'`],
  ['src-main/cli/x.ts', `import '../electron/main.ts'`],
  ['src-renderer/flow/x.ts', `import 'svelte'`],
  ['src-renderer/flow/x.ts', `import '../state/run.svelte.ts'`],
  ['src-renderer/ui/X.svelte', `<script lang="ts">import '../views/Home/Home.svelte'</script>`],
  ['src-renderer/host.ts', `import '../src-main/host/host.ts'`],
  ['src-renderer/state/x.ts', `import '../views/Home/Home.svelte'`],
  ['src-renderer/views/X.svelte', `<script lang="ts">import '../host.ts'</script>`],
  ['src-renderer/x.ts', `import '../core/index.ts'`],
  ['src-renderer/x.ts', `import '../test/support/until.ts'`],
  ['src-main/elsewhere/x.ts', `import 'node:fs'`],
  // Each way to import.
  ['core/kit/x.ts', `import type { A } from '../tap/tap.ts'`],
  ['core/kit/x.ts', `export { a } from '../tap/tap.ts'`],
  ['core/kit/x.ts', `export * from '../tap/tap.ts'`],
  ['core/kit/x.ts', `export const a = import('../tap/tap.ts')`],
  ['core/kit/x.ts', `export type A = import('../tap/tap.ts').A`],
  ['src-renderer/X.svelte', `<script module lang="ts">import '../core/tap/tap.ts'</script>`],
] as const

const ALLOWED = [
  ['core/tap/x.ts', `import '../transport/link.ts'`],
  ['core/x.ts', `import './rpc/router.ts'`],
  ['src-main/contract/x.ts', `import '../timeline/index.ts'`],
  ['src-main/host/supervisor/x.ts', `import '../system/reaper.ts'`],
  ['src-main/host/system/ports/x.ts', `import '../../../../core/kit/deferred.ts'`],
  ['src-main/host/x.ts', `import './exports/worker.ts?nodeWorker'`],
  ['src-main/cli/x.ts', `import '../electron/runtime.ts'`],
  [
    'src-renderer/views/X.svelte',
    `<script lang="ts">import type { A } from '../../src-main/contract/index.ts'</script>`,
  ],
  ['test/x.ts', `import '../core/rpc/router.ts'`],
] as const

let root: string
let reported: Map<string, string>

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'grove-boundaries-')))
  await copyFile(join(project, 'boundaries.mjs'), join(root, 'boundaries.mjs'))
  await writeFile(
    join(root, '.oxlintrc.json'),
    JSON.stringify({ jsPlugins: ['./boundaries.mjs'], rules: { 'boundaries/imports': 'error' } }),
  )
  await Promise.all([...FORBIDDEN, ...ALLOWED].map(writeCase))
  reported = await lint()
})
afterAll(() => rm(root, { recursive: true, force: true }))

test.each(FORBIDDEN)('%s: %s is reported', (file, code) => {
  expect(reported.get(pathOf(file, code))).toMatch(/may not import|is in no room/)
})

test.each(ALLOWED)('%s: %s is allowed', (file, code) => {
  expect(reported.get(pathOf(file, code))).toBeUndefined()
})

const codes = [...FORBIDDEN, ...ALLOWED].map(([, code]) => code)

/** Several cases may be files of one room, so each gets a name of its own beside the one it stands for. */
function pathOf(file: string, code: string): string {
  if (file === 'src-renderer/host.ts') return file
  return file.replace(/(x|X)(?=\.\w+$)/, `$1${codes.indexOf(code as (typeof codes)[number])}`)
}

async function writeCase([file, code]: readonly [string, string]): Promise<void> {
  const path = join(root, pathOf(file, code))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, code)
}

/** Returns the message for each file that the linter complains about. */
async function lint(): Promise<Map<string, string>> {
  const binary = join(project, 'node_modules/oxlint/bin/oxlint')
  const run = promisify(execFile)(process.execPath, [binary, '--format', 'json'], { cwd: root })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; message: string; filename: string }[]
  }
  const ours = diagnostics.filter(({ code }) => code.startsWith('boundaries'))
  return new Map(ours.map(({ filename, message }) => [filename.replaceAll('\\', '/'), message]))
}
