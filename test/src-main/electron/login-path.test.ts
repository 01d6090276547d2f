// The PATH of the login shell, with shells that behave and shells that do not.
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergedPath, needsLoginPath, readLoginPath } from '../../../src-main/electron/login-path.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grove-shell-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A shell that first runs `start`, as its start-up files would, and then the command. */
async function shell(name: string, start: string): Promise<string> {
  const path = join(folder, name, 'bin', 'zsh')
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, `#!/bin/sh\n[ "$1" = -ilc ] || exit 9\n${start}\neval "$2"\n`)
  await chmod(path, 0o755)
  return path
}

const read = (path: string, timeoutMs = 5_000) => readLoginPath(path, { PATH: '/usr/bin:/bin' }, timeoutMs)

test.runIf(process.platform !== 'win32').each([
  ['a plain shell', 'PATH=/opt/node/bin:$PATH; export PATH', '/opt/node/bin:/usr/bin:/bin'],
  ['noise before', 'echo Welcome; echo /not/this; PATH=/a:$PATH; export PATH', '/a:/usr/bin:/bin'],
  ['noise on stderr', 'echo oops >&2; PATH=/a:$PATH; export PATH', '/a:/usr/bin:/bin'],
  [
    'much noise',
    'i=0; while [ $i -lt 3000 ]; do echo xxxxxxxxxxxxxxxxxxxxxxxxx; i=$((i+1)); done',
    '/usr/bin:/bin',
  ],
])('%s', async (name, start, path) => {
  expect(await read(await shell(name, start))).toBe(path)
})

test.runIf(process.platform !== 'win32').each([
  ['fails', 'exit 3'],
  ['prints nothing', 'exec true'],
  ['has no PATH', 'PATH=; export PATH'],
  ['has a PATH of relative folders', '/usr/bin/env() { :; }; PATH=bin; export PATH; exit 0'],
])('a shell that %s gives none', async (name, start) => {
  expect(await read(await shell(name, start))).toBeNull()
})

test.runIf(process.platform !== 'win32')('a shell that hangs is ended with what it started', async () => {
  const path = await shell('hangs', 'sleep 47.11 & wait')
  expect(await read(path, 300)).toBeNull()
  const left = execFileSync('sh', ['-c', 'ps -eo args | grep "^sleep 47.11" || true'], { encoding: 'utf8' })
  expect(left).toBe('')
})

test('what is no shell is not run', async () => {
  expect(await readLoginPath(null)).toBeNull()
  expect(await readLoginPath('/usr/sbin/nologin')).toBeNull()
  expect(await readLoginPath(join(folder, 'missing', 'zsh'))).toBeNull()
})

test('the shell is asked only by a program that the desktop started', () => {
  expect(needsLoginPath('darwin', {}, false)).toBe(true)
  expect(needsLoginPath('darwin', {}, true)).toBe(false)
  expect(needsLoginPath('darwin', { TERM: 'xterm' }, false)).toBe(false)
  expect(needsLoginPath('darwin', { GROVE_TARGET: '{}' }, false)).toBe(false)
  expect(needsLoginPath('linux', {}, false)).toBe(false)
  expect(needsLoginPath('linux', { GIO_LAUNCHED_DESKTOP_FILE: '/x.desktop' }, false)).toBe(true)
  expect(needsLoginPath('linux', { APPIMAGE: '/x.AppImage' }, false)).toBe(true)
  expect(needsLoginPath('win32', {}, false)).toBe(false)
})

test('the present PATH stays behind that of the shell', () => {
  expect(mergedPath('/a:/usr/bin', '/usr/bin:/bin')).toBe('/a:/usr/bin:/bin')
  expect(mergedPath('/a::/b', undefined)).toBe('/a:/b')
})
