// The built Electron shell over a fake host, on the Electron stand-in with a real Chromium and the real preload.
import { build } from 'esbuild'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Desktop, type DesktopOptions } from '../support/electron-stand-in/launch.ts'
import type { Observed } from '../support/electron-stand-in/protocol.ts'

const PAGE = `<!doctype html><meta charset="utf-8"><title>Fake</title><p id="log"></p>
<script>document.title = 'inline ran'</script><script type="module" src="/page.js"></script>`
const PAGE_SCRIPT = `
const log = (text) => (document.querySelector('#log').textContent += text + '\\n')
log('keys ' + Object.keys(window.grove).sort() + ' ' + typeof require + typeof process)
window.grove.watch((connected) => log('connected ' + connected))
window.undo = window.grove.listen((event) => log('heard ' + event.run.name))
log('opened ' + location.hash)
log('shell keys ' + Object.keys(window.groveShell).sort())
window.groveShell.listen((message) => log('asked ' + JSON.stringify(message)))
window.groveShell.send({ type: 'shown', screen: 'home', run: null })
`
const MAIN = `
import { appendFileSync } from 'node:fs'
import { runDesktop } from './src-main/electron/desktop.ts'
import { fakeHost, fakeRun } from './test/support/fake-host.ts'
runDesktop(({ pick }) => {
  const host = fakeHost({
    pick,
    preview: async ({ path }) => ({ trusted: false, problems: [] }),
    add: async (run, type) => (host.emit({ type: 'runChanged', run: fakeRun(type) }), 'added'),
  })
  return { ...host, close: async () => appendFileSync(process.env.FAKE_HOST_CLOSED, 'closed') }
}, process.env.FAKE_HOST_BUILD)
`

let directory: string
let main: string
/** For tests that do not change it: they call the host or read the page. */
let shared: Desktop
const running: Desktop[] = []

async function launch(options: DesktopOptions = {}, entry = main): Promise<Desktop> {
  const env = {
    FAKE_HOST_BUILD: directory,
    FAKE_HOST_CLOSED: join(directory, 'closed'),
    GROVE_STATE: join(directory, 'state'),
    STAND_IN_APP_DATA: join(directory, 'app-data'),
    ...options.env,
  }
  const desktop = await Desktop.launch(entry, { ...options, env })
  running.push(desktop)
  return desktop
}

async function bundleMain(name: string, contents: string): Promise<string> {
  const outfile = join(directory, 'main', `${name}.mjs`)
  const stdin = { contents, resolveDir: resolve('.'), loader: 'js' as const }
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['electron'] })
  return outfile
}

const observed = (desktop: Desktop) => desktop.request<Observed>({ ask: 'observed' })
const call = (desktop: Desktop, method: string, args: unknown) =>
  desktop.page.evaluate(
    ([name, parameters]) =>
      (window as unknown as { grove: { call(...args: unknown[]): Promise<unknown> } }).grove.call(
        name,
        parameters,
      ),
    [method, args] as const,
  )
const log = (desktop: Desktop) => desktop.page.locator('#log')
const says = (desktop: Desktop, text: string) => log(desktop).getByText(text).waitFor({ timeout: 10_000 })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'grove-desktop-'))
  await mkdir(join(directory, 'renderer'))
  await writeFile(join(directory, 'renderer', 'index.html'), PAGE)
  await writeFile(join(directory, 'renderer', 'page.js'), PAGE_SCRIPT)
  await writeFile(join(directory, 'secret.js'), 'secret')
  main = await bundleMain('electron', MAIN)
  await build({
    entryPoints: ['src-main/electron/preload.ts'],
    outfile: join(directory, 'preload', 'preload.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['electron'],
  })
  shared = await launch()
  running.length = 0
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((desktop) => desktop.close()))
  await rm(join(directory, 'closed'), { force: true })
})

afterAll(async () => {
  expect(await shared.close()).toBe(0)
  await rm(directory, { recursive: true, force: true })
})

test('the page gets a channel and nothing else, calls the host, and receives its events', async () => {
  await says(shared, 'keys call,listen,watch undefinedundefined')
  await says(shared, 'shell keys listen,pathOf,send')
  await says(shared, 'connected true')
  expect(await call(shared, 'runs', [])).toEqual({ ok: true, value: [] })
  expect(await call(shared, 'add', ['run-1', 'chat'])).toEqual({ ok: true, value: 'added' })
  await says(shared, 'heard chat')
  await shared.page.evaluate('undo()')
  await call(shared, 'add', ['run-1', 'gate'])
  expect(await log(shared).textContent()).not.toContain('heard gate')
})

test('malformed calls return BAD_CALL', async () => {
  for (const [method, args] of [
    ['nothing', []],
    ['constructor', []],
    ['start', [{ kind: 'sample' }]],
    ['start', 'no list'],
  ] as const) {
    expect(await call(shared, method, args)).toMatchObject({ ok: false, problem: { code: 'BAD_CALL' } })
  }
})

test('only calls from the main frame of the app’s own page are answered', async () => {
  const ask = (url: string, parent: unknown) =>
    shared.request({ ask: 'invokeAs', frame: { url, parent }, channel: 'grove:call', args: ['runs', []] })
  expect(await ask('app://bundle/index.html', null)).toMatchObject({ ok: true })
  const refused = { ok: false, problem: { code: 'SENDER_REFUSED' } }
  expect(await ask('app://bundle/index.html', { url: 'app://bundle/' })).toMatchObject(refused)
  expect(await ask('https://evil.example/', null)).toMatchObject(refused)
  expect(await ask('app://bundle.evil.example/', null)).toMatchObject(refused)
})

test('refuses to navigate away from the page or to open another window', async () => {
  const desktop = await launch()
  const { page } = desktop
  await says(desktop, 'connected true')
  expect(await page.title()).toBe('Fake')
  await page.evaluate(() => void (location.href = 'https://evil.example/'))
  await page.evaluate(() => void window.open('https://evil.example/window'))
  await expect
    .poll(async () => (await observed(desktop)).refused.toSorted(), { timeout: 10_000 })
    .toEqual(['https://evil.example/', 'https://evil.example/window'])
  await expect.poll(() => desktop.pages).toEqual([page])
  expect(page.url()).toMatch(/^https:\/\/bundle\.app\.grove\.invalid\//)
  expect((await observed(desktop)).outside).toEqual([])
})

test('files outside the page’s folder are not served', async () => {
  const status = (path: string) => shared.page.evaluate(async (name) => (await fetch(name)).status, path)
  expect(await status('/page.js')).toBe(200)
  expect(await status('/..%2fsecret.js')).toBe(404)
  expect(await status('/%2e%2e%2fsecret.js')).toBe(404)
  expect(await status('/')).toBe(200)
})

test('every permission is denied except writing to the clipboard from the app’s own page', async () => {
  const ask = (permission: string, origin = 'app://bundle/') =>
    shared.request({ ask: 'permission', permission, origin })
  expect(await ask('geolocation')).toEqual({ request: false, check: false })
  expect(await ask('clipboard-sanitized-write')).toEqual({ request: true, check: true })
  expect(await ask('clipboard-sanitized-write', 'https://evil.example/')).toEqual({
    request: false,
    check: false,
  })
})

test('a sample on the command line starts; an untrusted folder only opens its preview', async () => {
  const sample = await launch({ args: ['--sample', 'chat'] })
  await says(sample, 'opened #home')
  await says(sample, 'asked {"type":"open","fragment":"#run=run-1"}')
  await sample.close()
  const folder = await launch({
    env: { GROVE_TARGET: JSON.stringify({ kind: 'path', path: '/some/where' }) },
  })
  await says(folder, 'opened #open=%2Fsome%2Fwhere')
  await folder.request({
    ask: 'secondInstance',
    data: { requests: [{ kind: 'target', target: { kind: 'sample', name: 'second' } }] },
  })
  await says(folder, 'heard second')
})

test('pick returns the path chosen in the dialog, or null', async () => {
  await shared.request({ ask: 'choose', paths: ['/chosen'] })
  expect(await call(shared, 'pick', ['folder'])).toEqual({ ok: true, value: '/chosen' })
  expect(await call(shared, 'pick', ['folder'])).toEqual({ ok: true, value: null })
})

test('a page that crashes is reloaded while the servers keep running', async () => {
  const desktop = await launch()
  await says(desktop, 'connected true')
  const crashed = desktop.page
  await desktop.request({ ask: 'crash' })
  await expect.poll(() => desktop.page !== crashed, { timeout: 15_000 }).toBe(true)
  await says(desktop, 'connected true')
  await expect(readFile(join(directory, 'closed'))).rejects.toThrow('ENOENT')
  await desktop.request({ ask: 'quit' })
  expect(await desktop.exited).toBe(0)
  expect(await readFile(join(directory, 'closed'), 'utf8')).toBe('closed')
})

test('closing the last window stops the clusters, then quits', async () => {
  const desktop = await launch()
  await desktop.request({ ask: 'closeWindow' })
  expect(await desktop.exited).toBe(0)
  expect(await readFile(join(directory, 'closed'), 'utf8')).toBe('closed')
})

test('a second instance hands over to the first and exits', async () => {
  const desktop = await launch({ window: false, env: { STAND_IN_LOCK: 'taken' } })
  expect(await desktop.exited).toBe(0)
})

test('the stand-in, like Electron, never becomes ready for a main module that awaits readiness', async () => {
  const trapped = await bundleMain('trapped', `import { app } from 'electron'; await app.whenReady()`)
  const desktop = await launch({ window: false, env: { STAND_IN_DEADLINE: '1500' } }, trapped)
  expect(await desktop.exited).toBe(1)
  expect(desktop.output).toContain('whenReady')
})

test('the stand-in refuses a window without isolation and an API that Electron lacks', async () => {
  const open = await bundleMain(
    'open',
    `import { app, BrowserWindow } from 'electron'; app.enableSandbox()
     app.whenReady().then(() => new BrowserWindow({ webPreferences: { sandbox: true, contextIsolation: false } }))`,
  )
  const isolated = await launch({ window: false }, open)
  expect(await isolated.exited).not.toBe(0)
  expect(isolated.output).toContain('not sandboxed and isolated')
  const unknown = await launch(
    { window: false },
    await bundleMain('unknown', `import { app } from 'electron'; app.nothing()`),
  )
  expect(await unknown.exited).toBe(1)
  expect(unknown.output).toContain('no app.nothing')
})
