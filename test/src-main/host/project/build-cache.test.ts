// A build is used again only if all that it was made of is unchanged, and only if it is whole.
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBuildCache, type BuildCache } from '../../../../src-main/host/project/build-cache.ts'
import type { BuildInputs } from '../../../../src-main/host/project/input-stamps.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

const OUTPUTS = { 'chat/remote/room.mjs': Buffer.from('export default 1'), 'modules.json': Buffer.from('{}') }
const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

/** Files that were written just before a build might have been written during it. */
async function settle(): Promise<void> {
  const start = Date.now()
  await until('the files are older than a tick of the clock', () => Date.now() > start + 20)
}

/** A project of one source that imports from a folder, with a tsconfig that extends another one. */
async function makeProject(folder: string) {
  const directory = join(folder, 'project')
  const at = (name: string) => join(directory, name)
  await mkdir(at('lib/dir'), { recursive: true })
  await mkdir(at('other'))
  for (const name of ['room.ts', 'tsconfig.json', 'base.json', 'lib/dir/index.ts']) {
    await writeFile(at(name), `// ${name}`)
  }
  await writeFile(at('other/index.ts'), '// lib/dir/index.ts')
  await symlink(at('lib/dir'), at('linked'))
  const files = ['room.ts', 'tsconfig.json', 'base.json', 'linked/index.ts', 'package.json'].map(at)
  const inputs: BuildInputs = { files, folders: [at('lib'), at('none')] }
  const open = () => openBuildCache({ state: join(folder, 'state'), directory, fingerprint: 'entries' })
  const save = async (cache: BuildCache) => cache.save(OUTPUTS, inputs)
  await settle()
  return { at, open, save, inputs }
}

/** Acts as another user until disposal. */
function becomeNobody(): Disposable {
  process.seteuid?.(NOBODY)
  return { [Symbol.dispose]: () => process.seteuid?.(0) }
}

test('a build is used again while nothing changes, also if files were only touched', async () => {
  await using folder = await temporaryFolder()
  const { at, open, save } = await makeProject(folder.path)
  expect(await open().current()).toBe(null)
  const build = await save(open())
  expect(await open().current()).toBe(build)
  await utimes(at('room.ts'), 1, 1)
  await writeFile(at('base.json'), '// base.json')
  expect(await open().current()).toBe(build)
  expect(await readFile(join(build, 'chat/remote/room.mjs'), 'utf8')).toBe('export default 1')
})

test.each<[change: string, make: (at: (name: string) => string) => Promise<unknown>]>([
  [
    'a source of the same size and time',
    async (at) => {
      const { atime, mtime } = await stat(at('room.ts'))
      await writeFile(at('room.ts'), '// moor.ts')
      await utimes(at('room.ts'), atime, mtime)
    },
  ],
  ['an extended tsconfig', (at) => writeFile(at('base.json'), '{}')],
  ['a file that was absent', (at) => writeFile(at('package.json'), '{}')],
  ['a file that is gone', (at) => rm(at('tsconfig.json'))],
  ['a new file that an import resolves to', (at) => writeFile(at('lib/dir.ts'), '')],
  ['a new folder', (at) => mkdir(at('none'))],
  [
    'a link that leads elsewhere',
    async (at) => {
      await rm(at('linked'))
      await symlink(at('other'), at('linked'))
    },
  ],
  [
    'a file that is a folder now',
    async (at) => {
      await rm(at('room.ts'))
      await mkdir(at('room.ts'))
    },
  ],
])('%s makes a build outdated', async (_, make) => {
  await using folder = await temporaryFolder()
  const { at, open, save } = await makeProject(folder.path)
  await save(open())
  await make(at)
  expect(await open().current()).toBe(null)
})

test('other settings, another Node path or a change during the build make a new build', async () => {
  await using folder = await temporaryFolder()
  const { at, open, save } = await makeProject(folder.path)
  const cache = open()
  await writeFile(at('room.ts'), '// edited')
  await save(cache)
  expect(await open().current()).toBe(null)
  await settle()
  await save(open())
  expect(await open().current()).not.toBe(null)
  const other = openBuildCache({
    state: join(folder.path, 'state'),
    directory: at('.'),
    fingerprint: 'other entries',
  })
  expect(await other.current()).toBe(null)
  const nodePath = process.env['NODE_PATH']
  onTestFinished(() => {
    if (nodePath === undefined) delete process.env['NODE_PATH']
    else process.env['NODE_PATH'] = nodePath
  })
  process.env['NODE_PATH'] = folder.path
  expect(await open().current()).toBe(null)
})

test('a damaged build or manifest is not used, and is replaced', async () => {
  await using folder = await temporaryFolder()
  const { open, save } = await makeProject(folder.path)
  const build = await save(open())
  await writeFile(join(build, 'chat/remote/room.mjs'), 'export default ')
  expect(await open().current()).toBe(null)
  const second = await save(open())
  expect(second).not.toBe(build)
  expect(await open().current()).toBe(second)
  await rm(join(second, 'modules.json'))
  expect(await open().current()).toBe(null)
  const manifest = join(dirname(await save(open())), 'manifest.json')
  const text = await readFile(manifest, 'utf8')
  for (const damaged of ['', text.slice(0, 100), '{}', '{"build":"..","outputs":{},"inputs":{}}', 'null']) {
    await writeFile(manifest, damaged)
    expect(await open().current(), damaged).toBe(null)
  }
})

test('only the user may read a build, whatever the umask', async () => {
  await using folder = await temporaryFolder()
  const { open, save } = await makeProject(folder.path)
  const before = process.umask(0)
  onTestFinished(() => void process.umask(before))
  const build = await save(open())
  const paths = [build, dirname(build), dirname(dirname(build)), join(build, 'chat')]
  for (const path of paths) expect((await stat(path)).mode & 0o777, path).toBe(0o700)
  for (const path of [join(build, 'modules.json'), join(dirname(build), 'manifest.json')]) {
    expect((await stat(path)).mode & 0o777, path).toBe(0o600)
  }
  await chmod(dirname(build), 0o777)
  await save(open())
  expect((await stat(dirname(build))).mode & 0o777).toBe(0o700)
})

test.runIf(isRoot)('a cache that cannot be written is still used', async () => {
  await using folder = await temporaryFolder()
  const { at, open, save } = await makeProject(folder.path)
  await chmod(folder.path, 0o755)
  await mkdir(join(folder.path, 'state'), { recursive: true })
  await chown(join(folder.path, 'state'), NOBODY, NOBODY)
  await chown(at('room.ts'), NOBODY, NOBODY)
  await settle()
  using _ = becomeNobody()
  const build = await save(open())
  await chmod(dirname(build), 0o500)
  expect(await open().current()).toBe(build)
  await writeFile(at('room.ts'), '// edited')
  expect(await open().current()).toBe(null)
  await expect(open().save({ 'a.mjs': Buffer.from('') }, { files: [], folders: [] })).rejects.toMatchObject({
    code: 'CANNOT_WRITE',
  })
})

test.runIf(isRoot)('the cache of another user is neither used nor written', async () => {
  await using folder = await temporaryFolder()
  const { open, save } = await makeProject(folder.path)
  const build = await save(open())
  for (const path of [folder.path, join(folder.path, 'state'), dirname(dirname(build)), dirname(build)]) {
    await chmod(path, 0o777)
  }
  using _ = becomeNobody()
  expect(await open().current()).toBe(null)
  await expect(save(open())).rejects.toMatchObject({
    code: 'CANNOT_WRITE',
    message: expect.stringContaining('belongs to another user') as string,
  })
})

test('the latest builds and those of a week are kept, older ones are removed', async () => {
  await using folder = await temporaryFolder()
  const { open, inputs } = await makeProject(folder.path)
  const saveNumber = (n: number) => open().save({ 'a.mjs': Buffer.from(`${n}`) }, inputs)
  const builds: string[] = []
  for (let n = 0; n < 12; n += 1) builds.push(await saveNumber(n))
  for (const [n, build] of builds.entries()) await utimes(build, n, n)
  await utimes(builds[0] ?? '', new Date(), new Date())
  const latest = await saveNumber(12)
  const names = await readdir(dirname(latest))
  const kept = [builds[0] ?? '', ...builds.slice(5), latest].map((build) => basename(build))
  expect(names.sort()).toEqual([...kept, 'manifest.json'].sort())
})
