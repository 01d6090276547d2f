import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { compileProject } from '../../../../src-main/host/project/compile.ts'
import { findProjectFiles } from '../../../../src-main/host/project/project-files.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function writeProject(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function compile(folder: string, types = ['chat', 'gate'], state = join(folder, 'state')) {
  return (await compileProject(folder, await findProjectFiles(folder, types), state)).types
}

/** Loads built files in one Node that has a framework, and answers what the expression says about them. */
async function evaluate(urls: string[], expression: string): Promise<unknown> {
  await using folder = await temporaryFolder()
  const code = `import { createRequire } from 'node:module'
    const { UserModules } = createRequire(process.cwd() + '/')(${JSON.stringify(await buildRuntime(folder.path))})
    new UserModules(${JSON.stringify(buildOf(fileURLToPath(urls[0] ?? '')))}).install()
    globalThis[Symbol.for('grove-cluster')] = { defineService: (f) => f, mark: 'the one' }
    const loaded = []
    for (const url of ${JSON.stringify(urls)}) loaded.push((await import(url)).default)
    process.stdout.write(JSON.stringify(await (${expression})(...loaded)))`
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', code])
  return JSON.parse(stdout) as unknown
}

/** Returns the folder of the build that a file is in. */
const buildOf = (file: string): string =>
  existsSync(join(file, 'modules.json')) ? file : buildOf(dirname(file))

/** Builds what processes load compiled files with. */
async function buildRuntime(folder: string): Promise<string> {
  const outfile = join(folder, 'user-modules.cjs')
  await build({
    entryPoints: [join(import.meta.dirname, '../../../../core/process/user-modules.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  })
  return outfile
}

const urlsOf = (compiled: Awaited<ReturnType<typeof compile>>) =>
  Object.values(compiled).flatMap(({ services, lifecycle }) => [
    ...Object.values(services),
    ...(lifecycle ? [lifecycle] : []),
  ])

test('a module shared by files is shared in the build, in a folder with spaces and non-ASCII letters', async () => {
  await using folder = await temporaryFolder('grove größe 群 ')
  await writeProject(folder.path, {
    'lib/count.ts': 'let n = 0; export const next = (): number => (n += 1)',
    'servers/chat/remote/a.ts': `import { next } from '../../../lib/count.ts'\nexport default next`,
    'servers/chat/remote/b.ts': `import { next } from '../../../lib/count'\nexport default next`,
    'servers/chat/lifecycle.js': `const { next } = require('../../lib/count.ts')\nmodule.exports = next`,
  })
  const compiled = await compile(folder.path)
  expect(Object.keys(compiled['chat']?.services ?? {})).toEqual(['a', 'b'])
  expect(compiled['gate']).toEqual({ services: {}, lifecycle: null })
  expect(await evaluate(urlsOf(compiled), '(a, b, c) => [a(), b(), c()]')).toEqual([1, 2, 3])
})

test('grove-cluster resolves to the framework of the process, packages to those of the project', async () => {
  await using folder = await temporaryFolder()
  await writeProject(folder.path, {
    'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }',
    'node_modules/dep/index.js': 'module.exports = { word: "dependency" }',
    'servers/chat/remote/room.ts': `import { defineService } from 'grove-cluster'
      import dep from 'dep'
      export default defineService(() => ({ word: dep.word }))`,
    'servers/gate/remote/old.js': `module.exports = () => require('dep').word`,
  })
  const compiled = await compile(folder.path)
  expect(await evaluate(urlsOf(compiled), '(room, old) => [room().word, old()]')).toEqual([
    'dependency',
    'dependency',
  ])
})

test.each([
  ['export default (', 'servers/chat/remote/room.ts:1:17: Unexpected end of file'],
  [
    'import { nope } from "grove-cluster"; export default nope',
    'servers/chat/remote/room.ts:1:10: No matching export in "grove-cluster" for import "nope"',
  ],
  ['import "./gone"', 'servers/chat/remote/room.ts:1:8: Could not resolve "./gone"'],
  [
    'import { nope } from "modern"; export default nope',
    'servers/chat/remote/room.ts:1: No matching export in "modern" for import "nope"',
  ],
  [
    'import x from "@org/absent/sub"; export default x',
    'servers/chat/remote/room.ts:1:15: The package "@org/absent" is not installed. Install it: npm install @org/absent',
  ],
  [
    'import x from "modern/inner.js"; export default x',
    'servers/chat/remote/room.ts:1:15: The package "modern" does not export "modern/inner.js"',
  ],
  [
    'import text from "../notes.txt"; export default text',
    `servers/chat/remote/room.ts:1:18: "notes.txt" cannot be imported: it is not JavaScript, TypeScript or JSON. Read the file: readFileSync(new URL('../notes.txt', import.meta.url))`,
  ],
])('what cannot be built is one sentence with its place: %s', async (source, message) => {
  await using folder = await temporaryFolder()
  await writeProject(folder.path, {
    'servers/chat/remote/room.ts': source,
    'servers/chat/notes.txt': 'text',
    'node_modules/modern/package.json': '{ "name": "modern", "type": "module", "exports": "./index.js" }',
    'node_modules/modern/index.js': 'export {}',
  })
  await expect(compile(folder.path)).rejects.toMatchObject({ code: 'COMPILE_FAILED', message })
})

test('a changed project is built again, and the old build stays usable', async () => {
  await using folder = await temporaryFolder()
  const room = 'servers/chat/remote/room.ts'
  await writeProject(folder.path, { [room]: 'export default 1' })
  const first = urlsOf(await compile(folder.path))
  await writeProject(folder.path, { [room]: 'export default 22' })
  const second = urlsOf(await compile(folder.path))
  expect(second).not.toEqual(first)
  expect(await evaluate([...first, ...second], '(a, b) => [a, b]')).toEqual([1, 22])
})

test('a copied project with its cache runs the code of the copy', async () => {
  await using folder = await temporaryFolder()
  const [original, copy] = [join(folder.path, 'original'), join(folder.path, 'copy')]
  const room = 'servers/chat/remote/room.ts'
  await writeProject(original, { [room]: 'export default 1' })
  const first = urlsOf(await compile(original))
  await cp(original, copy, { recursive: true })
  await writeProject(copy, { [room]: 'export default 2' })
  const second = urlsOf(await compile(copy))
  expect(await evaluate([...first, ...second], '(a, b) => [a, b]')).toEqual([1, 2])
})

test('concurrent builds of the same project both succeed and leave no drafts', async () => {
  await using folder = await temporaryFolder()
  await writeProject(folder.path, { 'servers/chat/remote/room.ts': 'export default 1' })
  const builds = await Promise.all(Array.from({ length: 4 }, () => compile(folder.path)))
  expect(new Set(builds.flatMap(urlsOf)).size).toBe(1)
  const cache = join(folder.path, 'state', 'builds')
  const names = await readdir(join(cache, (await readdir(cache))[0] ?? ''))
  expect(names.filter((name) => name.startsWith('draft'))).toEqual([])
})

test('a state folder that cannot be written is reported as a problem', async () => {
  await using folder = await temporaryFolder()
  await writeProject(folder.path, {
    'servers/chat/remote/room.ts': 'export default 1',
    state: 'a file',
  })
  await expect(compile(folder.path)).rejects.toMatchObject({ code: 'CANNOT_WRITE' })
})

test('two files with one name are refused, other files ignored', async () => {
  await using folder = await temporaryFolder()
  await writeProject(folder.path, {
    'servers/chat/remote/room.ts': '',
    'servers/chat/remote/room.test.ts': '',
    'servers/chat/remote/types.d.ts': '',
    'servers/chat/remote/notes.md': '',
  })
  expect((await findProjectFiles(folder.path, ['chat'])).types).toEqual([
    { serverType: 'chat', services: { room: 'servers/chat/remote/room.ts' }, lifecycle: null },
  ])
  await writeProject(folder.path, { 'servers/chat/remote/room.js': '' })
  await expect(findProjectFiles(folder.path, ['chat'])).rejects.toMatchObject({ code: 'BAD_PROJECT' })
})
