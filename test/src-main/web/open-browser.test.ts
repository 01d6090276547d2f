// Opens the browser with a fake opener that records its arguments.
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findOpener } from '../../../src-main/web/open-browser.ts'
import { openBrowser } from '../../../src-main/web/index.ts'

const ADDRESS = 'http://grove-1.localhost:4321/#code=secret&open=</script>"b'
let root: string
let state: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'grove-open-'))
  state = join(root, 'private')
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function opener(script: string): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(root, 'xdg-open'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: `${root}:/usr/bin:/bin`, DISPLAY: ':9', OUT: join(root, 'arguments') }
}

test.runIf(process.platform === 'linux')(
  'the code is in a private file, not on the command line',
  async () => {
    const env = await opener('printf %s "$*" > "$OUT"')
    expect(await openBrowser(ADDRESS, state, env)).toBe(true)
    const given = await readFile(join(root, 'arguments'), 'utf8')
    expect(given).toMatch(/\.html$/)
    expect(given).not.toContain('secret')
    expect((await stat(state)).mode & 0o777).toBe(0o700)
    expect((await stat(given)).mode & 0o777).toBe(0o600)
    const page = await readFile(given, 'utf8')
    expect(page).toContain(
      'href="http://grove-1.localhost:4321/#code=secret&#38;open=&#60;/script&#62;&#34;b"',
    )
    expect(page).toContain(String.raw`"http://grove-1.localhost:4321/#code=secret&open=\u003C/script>\"b"`)
    // For Safari.
    expect(page).toContain(String.raw`"http://127.0.0.1:4321/#code=secret&open=\u003C/script>\"b"`)
  },
)

test.runIf(process.platform === 'linux')('the file is gone after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await openBrowser(ADDRESS, state, await opener('exit 0'))
    const [file = ''] = await readdir(state)
    expect(existsSync(join(state, file))).toBe(true)
    vi.advanceTimersByTime(30_000)
    expect(await readdir(state)).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})

test.runIf(process.platform === 'linux')('an opener that fails is no browser', async () => {
  expect(await openBrowser(ADDRESS, state, await opener('exit 3'))).toBe(false)
})

test('without a display or an opener, no browser is opened and no file written', async () => {
  const env = await opener('exit 0')
  expect(findOpener('linux', { ...env, DISPLAY: '' })).toBeNull()
  expect(findOpener('linux', { ...env, PATH: state })).toBeNull()
  expect(findOpener('linux', { ...env, DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' })).toEqual([
    join(root, 'xdg-open'),
  ])
  expect(findOpener('darwin', {})).toEqual(['open'])
  expect(findOpener('win32', {})).toEqual(['rundll32', 'url.dll,FileProtocolHandler'])
  expect(existsSync(state)).toBe(false)
})
