// Electron's security checklist on the built desktop program: each test names its rows. docs/SECURITY.md has the table.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import type { Observed } from '../support/electron-stand-in/protocol.ts'
import { fromChromium } from '../support/electron-stand-in/scheme.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

interface WindowOptions {
  webPreferences: Record<string, unknown>
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let desktop: Desktop

beforeAll(async () => {
  folder = await temporaryFolder()
  const env = { GROVE_STATE: folder.path, STAND_IN_APP_DATA: folder.path }
  desktop = await Desktop.launch('out/main/electron.js', { args: ['--sample', 'minimal'], env })
  const verdict = desktop.page.getByRole('group', { name: 'Verdict' })
  await verdict.getByText('all 3 servers know each other').waitFor({ timeout: 60_000 })
})
afterAll(async () => {
  expect(await desktop.close(), desktop.output).toBe(0)
  await folder[Symbol.asyncDispose]()
})

const observed = () => desktop.request<Observed>({ ask: 'observed' })
const send = (message: unknown) =>
  desktop.page.evaluate(
    (sent) =>
      (window.groveShell as { send(message: unknown): Promise<void> }).send(sent).then(
        () => 'accepted',
        (error: unknown) => String(error),
      ),
    message,
  )
/** The built JavaScript of the main process and the preload. */
async function builtCode(): Promise<string> {
  const folders = ['out/main', 'out/main/chunks', 'out/preload']
  const files = await Promise.all(
    folders.map(async (path) =>
      (await readdir(path)).filter((name) => name.endsWith('js')).map((name) => join(path, name)),
    ),
  )
  return (await Promise.all(files.flat().map((file) => readFile(file, 'utf8')))).join('\n')
}

test('1, 18: everything is loaded from app://bundle, and no file outside the page’s folder', async () => {
  expect(fromChromium(desktop.page.url())).toMatch(/^app:\/\/bundle\/index\.html/)
  expect((await observed()).outside).toEqual([])
  const status = (path: string) => desktop.page.evaluate(async (name) => (await fetch(name)).status, path)
  for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e%2fmain%2felectron.js', '/..%5cmain', '/.env'])
    expect(await status(path), path).toBe(404)
  const electron = await readFile('out/main/electron.js', 'utf8')
  expect(electron).not.toMatch(/loadFile\(|file:\/\//)
})

test('2, 3, 4, 6, 8, 9, 10, 11: windows are sandboxed and isolated, and have nothing switched on', async () => {
  const { sandboxed, windows } = await observed()
  expect(sandboxed).toBe(true)
  for (const { webPreferences } of windows as WindowOptions[]) {
    const { preload, ...preferences } = webPreferences
    expect(preload).toMatch(/preload\.cjs$/)
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    })
  }
  const globals = await desktop.page.evaluate(() => [
    typeof globalThis.process,
    'require' in window,
    'Buffer' in window,
  ])
  expect(globals).toEqual(['undefined', false, false])
})

test('5: every permission is refused, but writing to the clipboard from Grove’s page', async () => {
  const ask = (permission: string, origin = 'app://bundle/') =>
    desktop.request({ ask: 'permission', permission, origin })
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fileSystem',
    'clipboard-read',
  ])
    expect(await ask(permission), permission).toEqual({ request: false, check: false })
  expect(await ask('clipboard-sanitized-write')).toEqual({ request: true, check: true })
  expect(await ask('clipboard-sanitized-write', 'https://a.example')).toEqual({
    request: false,
    check: false,
  })
})

test('7: the policy of the page allows its own files only, and its HTML has no inline script', async () => {
  const policy = await desktop.page.evaluate(async () =>
    (await fetch('/index.html')).headers.get('content-security-policy'),
  )
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self';",
    "frame-ancestors 'none'",
  ])
    expect(`${policy};`).toContain(rule)
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|ws:|\*/)
  const html = await readFile('out/renderer/index.html', 'utf8')
  expect(html.match(/<script(?![^>]*\bsrc=)/g)).toBeNull()
  expect(html).not.toMatch(/\son\w+=/)
})

test('12, 13, 14: no webview, no other page, no further window', async () => {
  expect(await desktop.request({ ask: 'attachWebview' })).toBe(true)
  const before = fromChromium(desktop.page.url())
  // The second is app://bundle.evil.example/ in Chromium, which does not know the scheme.
  for (const [href, address] of [
    ['https://evil.example/', 'https://evil.example/'],
    ['https://bundle.app.grove.invalid.evil.example/', 'app://bundle.evil.example/'],
  ] as const) {
    await desktop.page.evaluate((to) => void (location.href = to), href)
    await until(`${address} is refused`, async () => (await observed()).refused.includes(address))
  }
  await desktop.page.evaluate(() => void window.open('https://evil.example/window'))
  await until('the window is refused', async () =>
    (await observed()).refused.includes('https://evil.example/window'),
  )
  expect(fromChromium(desktop.page.url()).split('#')[0]).toBe(before.split('#')[0])
  expect((await observed()).outside).toEqual([])
})

test('15: only https addresses leave, after a question', async () => {
  for (const address of [
    'http://a.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://me:x@a.example/',
    '/etc',
  ])
    expect(await send({ type: 'openAddress', address }), address).toContain('Only https')
  await send({ type: 'openAddress', address: 'https://a.example/page' })
  expect((await observed()).openedOutside).toEqual([])
  await desktop.request({ ask: 'answer', button: 'Open' })
  await send({ type: 'openAddress', address: 'https://a.example/page' })
  expect((await observed()).openedOutside).toEqual(['https://a.example/page'])
  expect((await observed()).messageBoxes.at(-1)).toMatchObject({ detail: 'https://a.example/page' })
})

test('16: Electron’s version is exact, and the one that the package asks for', async () => {
  const { devDependencies, peerDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >
  const [major = ''] = devDependencies?.['electron']?.split('.') ?? []
  expect(devDependencies?.['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  expect(peerDependencies?.['electron']).toBe(`>=${major} <${Number(major) + 1}`)
})

test('17: each IPC channel answers the main frame of Grove’s page only, and validates what it gets', async () => {
  const channels = await desktop.request<string[]>({ ask: 'channels' })
  expect(channels.toSorted()).toEqual(['grove:call', 'grove:from-page'])
  const strangers = [
    { url: 'app://bundle/index.html', parent: { url: 'app://bundle/' } },
    { url: 'https://evil.example/', parent: null },
    { url: 'app://bundle.evil.example/', parent: null },
  ]
  for (const frame of strangers) {
    const call = await desktop.request({ ask: 'invokeAs', frame, channel: 'grove:call', args: ['runs', []] })
    expect(call).toMatchObject({ ok: false, problem: { code: 'SENDER_REFUSED' } })
    const message = desktop.request({
      ask: 'invokeAs',
      frame,
      channel: 'grove:from-page',
      args: [{ type: 'newWindow' }],
    })
    await expect(message).rejects.toThrow('main frame')
  }
  for (const message of [
    null,
    { type: 'quit' },
    { type: 'newWindow', path: '/' },
    { type: 'language', language: 'x' },
  ])
    expect(await send(message)).toContain('malformed')
  const bad = await desktop.page.evaluate(() => window.grove?.call('act', [1, {}]))
  expect(bad).toMatchObject({ ok: false, problem: { code: 'BAD_CALL' } })
})

test('20: the page gets two objects of plain functions', async () => {
  const exposed = await desktop.page.evaluate(() =>
    [window.grove, window.groveShell].map((api) =>
      Object.entries(api ?? {})
        .map(([name, value]) => `${name}: ${typeof value}`)
        .toSorted(),
    ),
  )
  expect(exposed).toEqual([
    ['call: function', 'listen: function', 'watch: function'],
    ['listen: function', 'pathOf: function', 'send: function'],
  ])
  const preload = await readFile('out/preload/preload.cjs', 'utf8')
  expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(2)
  expect(preload.match(/require\("[^"]+"\)/g)).toEqual(['require("electron")'])
})

test('c: programs are started with lists of arguments, and none by a shell', async () => {
  const code = await builtCode()
  expect(code).not.toMatch(/\bshell: (?:true|!0)/)
  expect(code).not.toMatch(/child_process"\)?\.exec\(|\bexecSync\(/)
})
