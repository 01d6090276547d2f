// A project of another framework runs on the Node that it asks for, among those that version managers have installed.
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it, test } from 'vitest'
import { chooseNode } from '../../../../src-main/host/system/installed-nodes.ts'
import { isInRange } from '../../../../src-main/host/system/node-range.ts'
import { temporaryFolder } from '../../../support/grove.ts'

const isWindows = process.platform === 'win32'

/** Where each version manager keeps its versions, below the home folder. */
const MANAGERS = {
  nvm: (version: string) => `.nvm/versions/node/v${version}/bin/node`,
  fnm: (version: string) => `.local/share/fnm/node-versions/v${version}/installation/bin/node`,
  Volta: (version: string) => `.volta/tools/image/node/${version}/bin/node`,
  asdf: (version: string) => `.asdf/installs/nodejs/${version}/bin/node`,
}

/** Writes a program that answers like Node, and returns its path. */
async function fakeNode(path: string, version: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\nprintf '\\ngrove-node v${version}\\n'\n`)
  await chmod(path, 0o755)
  return path
}

async function prepare(folder: string, files: Record<string, string> = {}) {
  const path = await fakeNode(join(folder, 'bin/node'), '20.19.0')
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const env = { HOME: folder, PATH: join(folder, 'bin'), N_PREFIX: join(folder, 'n') }
  const choose = (wish: { wanted?: string; engines?: string } = {}, more: NodeJS.ProcessEnv = {}) =>
    chooseNode({ directory: folder, wanted: wish.wanted, engines: wish.engines ?? null }, { ...env, ...more })
  return { path, choose }
}

const RANGES: [range: string, yes: string[], no: string[]][] = [
  ['14', ['14.0.0', '14.21.3'], ['13.9.0', '15.0.0']],
  ['v14.21.3', ['14.21.3'], ['14.21.2']],
  ['14.x', ['14.5.0'], ['16.0.0']],
  ['>=12 <17', ['12.0.0', '16.20.0'], ['17.0.0', '10.0.0']],
  ['>= 12.20', ['12.20.0'], ['12.19.0']],
  ['^14.17 || ^16', ['14.17.0', '16.1.0'], ['14.16.0', '18.0.0']],
  ['~14.17.1', ['14.17.6'], ['14.18.0', '14.17.0']],
  ['12 - 14', ['12.0.0', '14.21.3'], ['15.0.0']],
  ['>14', ['15.0.0'], ['14.21.3']],
  ['<=14', ['14.21.3'], ['15.0.0']],
  ['*', ['20.0.0'], []],
  ['lts/fermium', ['14.1.0'], ['16.0.0']],
  ['lts/*', ['18.0.0'], ['19.0.0']],
  ['node', ['23.0.0'], []],
]

it.each(RANGES)('the range %s', (range, yes, no) => {
  expect(yes.filter((version) => isInRange(version, range) !== true)).toEqual([])
  expect(no.filter((version) => isInRange(version, range) !== false)).toEqual([])
})

test('a text that is no range is known as such', () => {
  for (const range of ['fourteen', '14 and a half', '>=x.y', '1'.repeat(300), 'lts/unobtainium']) {
    expect(isInRange('14.0.0', range), range).toBeNull()
  }
})

it.skipIf(isWindows).each(Object.entries(MANAGERS))(
  '.nvmrc chooses among the versions of %s',
  async (_, place) => {
    await using folder = await temporaryFolder()
    const { choose } = await prepare(folder.path, { '.nvmrc': '# old\n14\n' })
    await fakeNode(join(folder.path, place('12.22.12')), '12.22.12')
    await fakeNode(join(folder.path, place('14.17.0')), '14.17.0')
    const newest = await fakeNode(join(folder.path, place('14.21.3')), '14.21.3')
    expect(await choose()).toEqual({ path: newest, version: 'v14.21.3', source: '.nvmrc', note: null })
  },
)

test.skipIf(isWindows)(
  'what is named comes before what the project asks for, and its files before engines',
  async () => {
    await using folder = await temporaryFolder()
    const { path, choose } = await prepare(folder.path)
    const old = await fakeNode(join(folder.path, MANAGERS.nvm('14.21.3')), '14.21.3')
    expect(await choose()).toMatchObject({ path, source: 'PATH', note: null })
    expect(await choose({ engines: '>=10 <15' })).toMatchObject({ path: old, source: 'engines' })
    expect(await choose({ engines: '>=12' })).toMatchObject({ path, source: 'engines', note: null })
    await writeFile(join(folder.path, '.node-version'), '20.19.0\n')
    expect(await choose({ engines: '14' })).toMatchObject({ path, source: '.node-version' })
    expect(await choose({ engines: '14' }, { GROVE_NODE: old })).toMatchObject({
      path: old,
      source: 'GROVE_NODE',
    })
    expect(await choose({ wanted: path }, { GROVE_NODE: old })).toMatchObject({ path, source: '--node' })
  },
)

test.skipIf(isWindows)('a wish that cannot be met is a note, and the Node of the PATH is used', async () => {
  await using folder = await temporaryFolder()
  const { choose } = await prepare(folder.path, { '.nvmrc': '10' })
  await fakeNode(join(folder.path, MANAGERS.nvm('10.24.1')), '10.24.1')
  expect(await choose()).toMatchObject({
    version: 'v20.19.0',
    note: {
      field: '.nvmrc',
      message:
        'asks for Node "10", which is not installed, or older than 12.20 (found: v20.19.0, v10.24.1): v20.19.0 runs the servers',
    },
  })
  await writeFile(join(folder.path, '.nvmrc'), 'the newest')
  expect((await choose()).note?.message).toBe(
    'asks for Node "the newest", which is no version that Grove understands: v20.19.0 runs the servers',
  )
})

test.skipIf(isWindows)('the floor is said, and a program that is not Node is refused', async () => {
  await using folder = await temporaryFolder()
  const { choose } = await prepare(folder.path)
  const old = await fakeNode(join(folder.path, 'old/node'), '12.19.1')
  await expect(choose({ wanted: old })).rejects.toMatchObject({
    code: 'BAD_NODE',
    message: `Servers of another framework need Node 12.20 or later under Grove, but ${old} is v12.19.1.`,
  })
  await expect(choose({ wanted: 'no-such-node' })).rejects.toMatchObject({ code: 'NO_NODE' })
})
