// A project is built again if anything that its build was made of changes, and only then.
import { mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { compileProject } from '../../../../src-main/host/project/compile.ts'
import { findProjectFiles } from '../../../../src-main/host/project/project-files.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { ODD_FILES } from '../../../support/odd-files.ts'
import { until } from '../../../support/until.ts'

const ROOM = 'servers/chat/remote/room.ts'
const FILES = {
  'package.json': '{ "type": "module", "imports": { "#aliased": "./lib/one.ts" } }',
  'tsconfig.json': '{ "extends": ["./base.json", "preset/tsconfig.json"] }',
  'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
  'node_modules/preset/tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
  'node_modules/preset/package.json': '{ "name": "preset" }',
  'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }',
  'node_modules/dep/index.js': 'module.exports = 1',
  'node_modules/dep/other.js': 'module.exports = 2',
  'lib/one.ts': 'export const one = 1',
  'lib/two.ts': 'export const two = 2',
  'lib/dir/index.ts': 'export const dir = 1',
  'linked-a/package.json': '{ "name": "linked", "exports": "./index.ts" }',
  'linked-a/index.ts': 'export const linked = "a"',
  'linked-b/package.json': '{ "name": "linked", "exports": "./index.ts" }',
  'linked-b/index.ts': 'export const linked = "b"',
  [ROOM]: `import { one } from '#aliased'
import { two } from '@/two'
import { dir } from '../../../lib/dir'
import dep from 'dep'
import { linked } from 'linked'
export default () => ({ all: () => [one, two, dir, dep, linked] })`,
}

async function makeProject(folder: string) {
  const directory = join(folder, 'project')
  const at = (name: string) => join(directory, name)
  const write = async (name: string, text: string) => {
    await mkdir(dirname(at(name)), { recursive: true })
    await writeFile(at(name), text)
  }
  for (const [name, text] of Object.entries(FILES)) await write(name, text)
  await symlink(at('linked-a'), at('node_modules/linked'))
  const build = async (): Promise<string | null> => {
    const files = await findProjectFiles(directory, ['chat'])
    return (await compileProject(directory, files, join(folder, 'state'))).build
  }
  // What was written within a tick of the clock before a build is not taken for older.
  const start = Date.now()
  await until('the files are older than a tick of the clock', () => Date.now() > start + 20)
  return { at, write, build }
}

type Change = (project: Awaited<ReturnType<typeof makeProject>>) => Promise<unknown>

test.each<[string, Change]>([
  [
    'an extended tsconfig',
    ({ write }) =>
      write('base.json', '{ "compilerOptions": { "paths": { "@/*": ["./other/*", "./lib/*"] } } }'),
  ],
  ['a tsconfig of a package', ({ write }) => write('node_modules/preset/tsconfig.json', '{}')],
  [
    'a new tsconfig in a folder',
    ({ write }) =>
      write(
        'servers/chat/tsconfig.json',
        '{ "extends": "../../base.json", "compilerOptions": { "target": "es2015" } }',
      ),
  ],
  ['a new file that comes first', ({ write }) => write('lib/dir.ts', 'export const dir = 2')],
  [
    'subpath imports',
    ({ write }) =>
      write(
        'package.json',
        '{ "type": "module", "imports": { "#aliased": "./lib/one.ts", "#x": "./x.ts" } }',
      ),
  ],
  ['a new package.json in a folder', ({ write }) => write('lib/package.json', '{ "sideEffects": false }')],
  [
    'the entry of a package',
    ({ write }) => write('node_modules/dep/package.json', '{ "name": "dep", "main": "other.js" }'),
  ],
  [
    'a nearer package of the same name',
    ({ write }) =>
      write(
        'servers/node_modules/dep/package.json',
        '{ "name": "dep", "main": "../../../node_modules/dep/other.js" }',
      ),
  ],
  [
    'a linked package',
    async ({ at }) => {
      await rm(at('node_modules/linked'))
      await symlink(at('linked-b'), at('node_modules/linked'))
    },
  ],
  ['a source of a linked package', ({ write }) => write('linked-a/index.ts', 'export const linked = "c"')],
  ['a new service', ({ write }) => write('servers/chat/remote/new.ts', 'export default () => ({})')],
  ['a removed service', ({ at }) => rename(at(ROOM), at('servers/chat/remote/other.ts'))],
  [
    'a source of the same size and time',
    async ({ at, write }) => {
      const { atime, mtime } = await stat(at('lib/one.ts'))
      await write('lib/one.ts', 'export const one = 7')
      await utimes(at('lib/one.ts'), atime, mtime)
    },
  ],
])('%s is noticed', async (_, change) => {
  await using folder = await temporaryFolder()
  const project = await makeProject(folder.path)
  const first = await project.build()
  expect(await project.build()).toBe(first)
  const manifest = join(dirname(first ?? ''), 'manifest.json')
  const { ino } = await stat(manifest)
  await change(project)
  await project.build()
  expect((await stat(manifest).catch(() => ({ ino: 0 }))).ino).not.toBe(ino)
})

test('nothing is written when nothing has changed, and nothing into the project', async () => {
  await using folder = await temporaryFolder()
  const { at, build } = await makeProject(folder.path)
  const first = (await build()) ?? ''
  const { ino } = await stat(join(dirname(first), 'manifest.json'))
  await utimes(at(ROOM), 1, 1)
  expect(await build()).toBe(first)
  expect((await stat(join(dirname(first), 'manifest.json'))).ino).toBe(ino)
  await expect(stat(at('node_modules/.cache'))).rejects.toThrow('ENOENT')
})

test
  .skipIf(process.platform === 'win32')
  .each(['tsconfig.json', 'base.json', 'package.json', 'lib/two.ts', 'node_modules/dep/package.json'])(
  'a FIFO or a device as %s is reported, not waited for',
  async (name) => {
    for (const kind of ['a FIFO', 'a link to /dev/zero']) {
      await using folder = await temporaryFolder()
      const { at, build } = await makeProject(folder.path)
      await rm(at(name), { force: true })
      await ODD_FILES[kind]?.make(at(name))
      await expect(build(), kind).rejects.toThrow(/it is a named pipe|it is a device|it is not JavaScript/)
    }
  },
)
