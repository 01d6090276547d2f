import { stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findInstances } from '../../../../src-main/control/index.ts'
import { readHistory } from '../../../../src-main/host/recording/history.ts'
import { findOrphans } from '../../../../src-main/host/system/orphans.ts'
import { RecentEntries } from '../../../../src-main/host/state/recent.ts'
import { makeFolder } from '../../../../src-main/host/state/make-folder.ts'
import { stateFolder } from '../../../../src-main/host/state/state-folder.ts'
import { TrustedProjects } from '../../../../src-main/host/project/trust.ts'
import { clusterToken } from '../../../../src-main/host/launch.ts'
import { temporaryFolder } from '../../../support/grove.ts'

test('the state folder follows the conventions of each system', () => {
  expect(stateFolder({ GROVE_STATE: '/s', XDG_STATE_HOME: '/x' }, 'linux')).toBe('/s')
  expect(stateFolder({ XDG_STATE_HOME: '/x' }, 'linux')).toBe('/x/grove')
  expect(stateFolder({}, 'linux')).toMatch(/\.local\/state\/grove$/)
  expect(stateFolder({}, 'darwin')).toMatch(/Library\/Application Support\/Grove$/)
})

test('empty and relative folders in the environment are ignored, except GROVE_STATE', () => {
  const { homedir } = userInfo()
  for (const bad of ['', 'relative', './x', '~']) {
    expect(stateFolder({ XDG_STATE_HOME: bad, HOME: '/h' }, 'linux')).toBe('/h/.local/state/grove')
    expect(stateFolder({ HOME: bad }, 'linux')).toBe(join(homedir, '.local/state/grove'))
    expect(stateFolder({ LOCALAPPDATA: bad, USERPROFILE: '/u' }, 'win32')).toBe('/u/AppData/Local/Grove')
  }
  expect(stateFolder({ HOME: '/h' }, 'darwin')).toBe('/h/Library/Application Support/Grove')
  expect(stateFolder({ GROVE_STATE: '', HOME: '/h' }, 'linux')).toBe('/h/.local/state/grove')
  expect(stateFolder({ GROVE_STATE: 'state' }, 'linux')).toBe(resolve('state'))
})

test('a folder is created with its parents, and a file system that refuses it gives an error', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a', 'b', 'c')
  await Promise.all([makeFolder(path, 0o700), makeFolder(path, 0o700), makeFolder(join(path, 'd'), 0o700)])
  await makeFolder(path)
  expect((await stat(join(folder.path, 'a'))).mode & 0o777).toBe(0o700)
  await writeFile(join(path, 'file'), '')
  await expect(makeFolder(join(path, 'file'))).rejects.toThrow('EEXIST')
  await expect(makeFolder(join(path, 'file', 'x'))).rejects.toThrow('ENOTDIR')
  // Node's own recursive mkdir never returns here.
  if (process.platform === 'linux') await expect(makeFolder('/proc/none/x')).rejects.toThrow('ENOENT')
})

test('trust is stored for one plan and what it runs, and survives a damaged file', async () => {
  await using folder = await temporaryFolder()
  const trusted = new TrustedProjects(folder.path)
  expect(await trusted.changes('/p/grove.json', ['a'])).toBe(null)
  await trusted.add('/p/grove.json', ['a', 'b'])
  expect(await trusted.changes('/p/grove.json', ['a', 'b'])).toEqual({ added: [], removed: [] })
  expect(await trusted.changes('/p/grove.json', ['b', 'c'])).toEqual({ added: ['c'], removed: ['a'] })
  expect(await trusted.changes('/p/other.json', ['a', 'b'])).toBe(null)
  for (const damaged of ['{"plans": {"/p/grove.json": [1', '{"plans":{"/p/grove.json":[1]}}', '[]']) {
    await writeFile(join(folder.path, 'trusted.json'), damaged)
    expect(await trusted.changes('/p/grove.json', ['a', 'b'])).toBe(null)
  }
})

test('recent entries are unique, newest first, 20 at most', async () => {
  await using folder = await temporaryFolder()
  const recent = new RecentEntries(folder.path)
  for (let n = 1; n <= 22; n += 1) await recent.add('project', `/p/${n}`, `p${n}`)
  await recent.add('timeline', '/p/5', 'again')
  const entries = await recent.list()
  expect(entries).toHaveLength(20)
  expect(entries[0]).toMatchObject({ kind: 'timeline', path: '/p/5', name: 'again' })
  expect(entries.filter(({ path }) => path === '/p/5')).toHaveLength(1)
})

test('a token is random unless GROVE_TOKEN is set', () => {
  expect(clusterToken({})).toMatch(/^[\w-]{43}$/)
  expect(clusterToken({})).not.toBe(clusterToken({}))
  expect(clusterToken({ GROVE_TOKEN: 'mine' })).toBe('mine')
})

test('state folders that cannot be read are an error, never empty', async () => {
  await using folder = await temporaryFolder()
  for (const name of ['runs', 'instances']) {
    const path = join(folder.path, name)
    await writeFile(path, 'a file in place of the folder')
  }
  const state = folder.path
  for (const read of [findOrphans, findInstances, (path: string) => readHistory(path, null)]) {
    await expect(read(state)).rejects.toMatchObject({ code: 'CANNOT_READ' })
  }
})
