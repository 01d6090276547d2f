// The web shell against a real browser: the own page works under its policy, and other pages, which run in the same
// browser on the same machine, get nothing, not even when they know the secret.
import { build } from 'esbuild'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rendererFolder } from '../../src-main/host/locations.ts'
import { openBrowser, serveWeb, type WebServer } from '../../src-main/web/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { makePageFolder, type PageFolder } from '../support/page-folder.ts'
import { fakeHost, fakeRun, type FakeHost } from '../support/fake-host.ts'

const HTML = `<!doctype html><title>Grove</title><p id="log"></p><script>document.title = 'inline ran'</script>
<script type="module" src="/page.js"></script>`
const SCRIPT = `
import { io } from 'socket.io-client'
const log = (text) => (document.querySelector('#log').textContent += text + ' ')
const code = new URLSearchParams(location.hash.slice(1)).get('code')
const socket = io({ transports: ['websocket'], auth: code ? { code } : {}, reconnection: false })
socket.on('connect', async () => {
  log('connected')
  log('answer ' + JSON.stringify(await socket.emitWithAck('call', 'runs', [])))
})
socket.on('connect_error', (error) => log('refused ' + error.message))
socket.on('event', (event) => log('heard ' + event.run.name))
log('referrer [' + document.referrer + '] cookie [' + document.cookie + ']')
try { new Function('1')() } catch { log('no eval') }
`

let browser: Browser
let folder: PageFolder
let stranger: Server
let strangerAddress: string
let host: FakeHost
let server: WebServer
let page: Page

beforeAll(async () => {
  const stdin = { contents: SCRIPT, resolveDir: resolve('.'), loader: 'js' as const }
  const bundled = await build({ stdin, bundle: true, format: 'esm', write: false })
  folder = await makePageFolder({ 'index.html': HTML, 'page.js': bundled.outputFiles[0]?.text ?? '' })
  stranger = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>Stranger</title><body>')
  })
  await once(stranger.listen(0, '127.0.0.1'), 'listening')
  strangerAddress = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`
  browser = await launchBrowser(['--host-resolver-rules=MAP rebound.example 127.0.0.1'])
})

afterAll(async () => {
  await browser.close()
  stranger.close()
  await folder.remove()
})

beforeEach(async () => {
  host = fakeHost()
  server = await serveWeb(host, { port: 0, rendererDirectory: folder.directory })
  page = await browser.newPage()
})

afterEach(async () => {
  await page.context().close()
  await server.close()
})

const says = (text: string) => page.locator('#log').getByText(text).waitFor({ timeout: 10_000 })

test('the page runs under its content security policy: no inline script, no eval, its socket connects', async () => {
  await page.goto(server.address())
  await says('answer {"ok":true,"value":[]}')
  await says('no eval')
  expect(await page.title()).toBe('Grove')
  host.emit({ type: 'runChanged', run: fakeRun('chat') })
  await says('heard chat')
  expect(await page.context().cookies()).toEqual([])
})

test.each(['localhost', '127.0.0.1'])('the page works under the name %s', async (name) => {
  await page.goto(server.address().replace(server.name, name))
  await says('answer {"ok":true,"value":[]}')
})

test('the page without a code loads but reaches nothing', async () => {
  await page.goto(`http://127.0.0.1:${server.port}/`)
  await says('refused TOKEN_REFUSED')
  expect(host.calls).toEqual([])
})

test('the private redirect file opens the page with the code and without a referrer', async () => {
  const state = await mkdtemp(join(tmpdir(), 'grove-state-'))
  try {
    const given = join(state, 'given')
    await writeFile(join(state, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > "${given}"\n`, { mode: 0o755 })
    const address = server.address()
    expect(await openBrowser(address, join(state, 'private'), { PATH: state, DISPLAY: ':9' })).toBe(true)
    await page.goto(pathToFileURL(await readFile(given, 'utf8')).href)
    await page.waitForURL(address)
    await says('referrer [] cookie []')
    await says('connected')
  } finally {
    await rm(state, { recursive: true, force: true })
  }
})

test('another page cannot read, load, frame or post to it; only a link works', async () => {
  await page.goto(strangerAddress)
  const base = `http://127.0.0.1:${server.port}/`
  const outcomes = await page.evaluate(async (address) => {
    const load = (tag: 'script' | 'img', name: string) =>
      new Promise<string>((done) => {
        const element = document.createElement(tag)
        element.addEventListener('load', () => done('loaded'))
        element.addEventListener('error', () => done('refused'))
        element.src = address + name
        document.body.append(element)
      })
    const status = (init: RequestInit) =>
      fetch(address, init).then(
        (response) => `${response.type} ${response.status}`,
        () => 'refused',
      )
    return [
      await status({}),
      await status({ mode: 'no-cors' }),
      await status({ method: 'POST', mode: 'no-cors' }),
      await load('script', 'page.js'),
      await load('img', 'index.html'),
    ]
  }, base)
  expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused', 'refused'])
  await page.evaluate((address) => {
    const frame = document.createElement('iframe')
    frame.src = address
    document.body.append(frame)
  }, server.address())
  await expect.poll(() => page.frames().length).toBe(2)
  await expect.poll(() => page.frames().at(-1)?.url(), { timeout: 10_000 }).toMatch(/^chrome-error:/)
  await page.evaluate((address) => void (location.href = address), server.address())
  await says('connected')
})

test('another page that knows the code cannot open a socket', async () => {
  await page.goto(strangerAddress)
  const outcome = await page.evaluate(
    (address) =>
      new Promise((done) => {
        const socket = new WebSocket(address)
        socket.addEventListener('open', () => done('open'))
        socket.addEventListener('error', () => done('refused'))
      }),
    `ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`,
  )
  expect(outcome).toBe('refused')
})

test('a host name rebound to 127.0.0.1 gets 421', async () => {
  const answer = await page.goto(`http://rebound.example:${server.port}/${new URL(server.address()).hash}`)
  expect(answer?.status()).toBe(421)
  expect(await page.content()).not.toContain('page.js')
  expect(host.calls).toEqual([])
})

test('a service worker that another server left on the port does not get the page', async () => {
  const worker = "addEventListener('fetch', (event) => event.respondWith(new Response('taken over')))"
  const hostile = createServer((request, response) => {
    const isScript = request.url === '/worker.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? worker : '<!doctype html>')
  }).listen(0, '127.0.0.1')
  await once(hostile, 'listening')
  const { port } = hostile.address() as AddressInfo
  for (const name of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${name}:${port}/`)
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/worker.js')
      await navigator.serviceWorker.ready
    })
    await page.goto(`http://${name}:${port}/`)
    expect(await page.content()).toContain('taken over')
  }
  hostile.closeAllConnections()
  await new Promise((closed) => hostile.close(closed))
  const successor = await serveWeb(host, { port, rendererDirectory: folder.directory })
  try {
    await page.goto(successor.address())
    await says('answer {"ok":true,"value":[]}')
    const registered = await page.evaluate(() =>
      navigator.serviceWorker.register('/page.js').then(
        () => 'registered',
        (error: unknown) => String(error),
      ),
    )
    expect(registered).not.toBe('registered')
  } finally {
    await successor.close()
  }
})

describe('the built page', () => {
  let built: WebServer
  const READING = ['about', 'home', 'runs', 'orphans', 'history', 'opening', 'otherGroves', 'ping']

  beforeEach(async () => {
    host = fakeHost({
      about: async () => ({
        version: '0.1.0',
        shell: 'web',
        node: null,
        platform: 'linux',
        nativeDialogs: false,
      }),
      home: async () => ({ samples: [], recent: [] }),
      orphans: async () => [],
      history: async () => [],
      opening: async () => null,
      otherGroves: async () => [],
      ping: async () => {},
    })
    built = await serveWeb(host, { port: 0, rendererDirectory: rendererFolder })
  })
  afterEach(() => built.close())

  const names = () => [...new Set(host.calls.map((call) => call.split(':')[0]))]

  test('has no inline script, loads own files only, and breaks no rule of its policy', async () => {
    const html = await readFile(join(rendererFolder, 'index.html'), 'utf8')
    expect(html.match(/<script(?![^>]*\bsrc=)/g)).toBeNull()
    expect(html).not.toMatch(/\son\w+=|javascript:|https?:/)
    const foreign: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(`http://${built.name}:${built.port}/`)) foreign.push(request.url())
    })
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(built.address())
    await page.getByRole('heading', { name: 'Grove' }).waitFor()
    expect([foreign, complaints]).toEqual([[], []])
  })

  test('keeps the token in this tab only: not in the address, the history, a cookie or for other tabs', async () => {
    await page.context().close()
    page = await (await browser.newContext()).newPage()
    await page.goto(built.address())
    await page.getByRole('heading', { name: 'Grove' }).waitFor()
    await expect.poll(() => new URL(page.url()).hash).toBe('#home')
    const kept = await page.evaluate(() => ({
      session: Object.values(sessionStorage),
      local: JSON.stringify({ ...localStorage }),
      state: JSON.stringify(history.state),
      cookie: document.cookie,
    }))
    expect(kept.session).toContain(built.token)
    expect([kept.local, kept.state, kept.cookie].join()).not.toContain(built.token)
    const other = await page.context().newPage()
    await other.goto(`http://${built.name}:${built.port}/#home`)
    await other.getByRole('heading', { name: /needs the address/ }).waitFor()
  })

  test('starts, opens and trusts nothing that an address names', async () => {
    await page.goto(built.address())
    await page.getByRole('heading', { name: 'Grove' }).waitFor()
    for (const hash of [
      '#open=/home/user/project',
      '#open=/home/user/run.ndjson&environment=production',
      '#run=run-1&select=server:chat-1&panel=logs',
      '#run=__proto__&filter=%22%3E%3Cscript%3E&at=1e999',
      '#start=chat&trust=1&token=x',
    ]) {
      await page.evaluate((next) => (location.hash = next), hash)
      await page.keyboard.press('Escape')
    }
    await page.goto(`http://${built.name}:${built.port}/#open=/home/user/project`)
    await page.getByRole('dialog', { name: 'Open this?' }).waitFor()
    expect(names().filter((name) => !READING.includes(name ?? ''))).toEqual([])
  })
})
