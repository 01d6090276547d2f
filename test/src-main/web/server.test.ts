// The HTTP server of the web shell, by raw requests.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveWeb, type WebServer } from '../../../src-main/web/index.ts'
import { makePageFolder, type PageFolder } from '../../support/page-folder.ts'
import { rawRequest } from '../../support/raw-http.ts'
import { fakeHost } from '../../support/fake-host.ts'

let folder: PageFolder
let server: WebServer

beforeAll(async () => {
  folder = await makePageFolder()
  server = await serveWeb(fakeHost(), { port: 0, rendererDirectory: folder.directory })
})

afterAll(async () => {
  await server.close()
  await folder.remove()
})

const get = (path: string, ...headers: string[]) => request(`GET ${path} HTTP/1.1`, ...headers)
const request = (first: string, ...headers: string[]) =>
  rawRequest(server.port, [first, `Host: 127.0.0.1:${server.port}`, ...headers])
const withHost = (...lines: string[]) => rawRequest(server.port, ['GET / HTTP/1.1', ...lines])

describe('what is served', () => {
  test('the page is served with confining headers', async () => {
    const { status, headers, body } = await get('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Grove</title>')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.has('access-control-allow-origin')).toBe(false)
    expect(headers.has('set-cookie')).toBe(false)
  })

  test('the policy allows own files only', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')?.split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    const names = [server.name, '127.0.0.1', 'localhost'].map((name) => `ws://${name}:${server.port}`)
    expect(policy).toContain(`connect-src 'self' ${names.join(' ')}`)
    for (const name of ['base-uri', 'frame-ancestors', 'form-action', 'object-src', 'worker-src'])
      expect(policy).toContain(`${name} 'none'`)
  })

  test('assets are served with their type, HEAD without a body', async () => {
    const asset = await get('/assets/page.js?v=1')
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(asset.body).toBe('export {}')
    const head = await request('HEAD /assets/page.js HTTP/1.1')
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe('9')
    expect(head.body).toBe('')
  })

  test.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '/..\\secret.js',
    '/%252e%252e%252fsecret.js',
    '//secret.js',
    '/link.js',
    '/.hidden.js',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/%00.js',
    '/index.html%00.js',
    '/%',
    '/page.constructor',
    '/socket.io/?EIO=4&transport=polling',
    'http://evil.example/index.html',
    '*',
  ])('nothing else: %s', async (path) => {
    const { status, body } = await get(path)
    expect([400, 404]).toContain(status)
    expect(body).not.toContain('secret')
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('not by %s', async (method) => {
    const { status, headers } = await request(`${method} / HTTP/1.1`, 'Content-Length: 0')
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('GET, HEAD')
  })
})

describe('who is served', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('the name %s', async (name) => {
    expect((await withHost(`Host: ${name}:${server.port}`)).status).toBe(200)
  })

  test('its own name, which is new for each run', async () => {
    expect(server.name).toMatch(/^grove-[0-9a-f]{20}\.localhost$/)
    expect((await withHost(`Host: ${server.name}:${server.port}`)).status).toBe(200)
    const other = server.name.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))
    expect((await withHost(`Host: ${other}:${server.port}`)).status).toBe(421)
  })

  test('a service worker gets no script', async () => {
    expect((await get('/assets/page.js', 'Service-Worker: script')).status).toBe(403)
  })

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '0.0.0.0',
    '127.0.0.2',
    'x@127.0.0.1',
  ])('not the name %s', async (name) => {
    const { status, body } = await withHost(`Host: ${name}:${server.port}`)
    expect(status).toBe(421)
    expect(body).not.toContain('Grove')
  })

  test('a Host without a port, with another port, twice or missing is refused', async () => {
    expect((await withHost('Host: 127.0.0.1')).status).toBe(421)
    expect((await withHost(`Host: 127.0.0.1:${server.port + 1}`)).status).toBe(421)
    expect((await withHost(`Host: 127.0.0.1:${server.port}`, 'Host: evil.example')).status).not.toBe(200)
    expect((await withHost()).status).toBe(400)
    expect((await rawRequest(server.port, ['GET / HTTP/1.0'])).status).toBe(421)
  })

  test('a foreign origin is refused', async () => {
    const from = async (origin: string) => (await get('/', `Origin: ${origin}`)).status
    expect(await from(`http://127.0.0.1:${server.port}`)).toBe(200)
    expect(await from('https://evil.example')).toBe(403)
    expect(await from(`http://127.0.0.1:${server.port + 1}`)).toBe(403)
    expect(await from(`https://127.0.0.1:${server.port}`)).toBe(403)
    // Another name of the same port is another origin for the browser as well.
    expect(await from(`http://localhost:${server.port}`)).toBe(403)
    expect(await from('null')).toBe(403)
  })

  test('other sites are refused, except for navigation', async () => {
    const status = async (site: string, mode: string, destination: string) =>
      (await get('/', `Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${destination}`))
        .status
    expect(await status('same-origin', 'cors', 'empty')).toBe(200)
    expect(await status('none', 'navigate', 'document')).toBe(200)
    expect(await status('cross-site', 'navigate', 'document')).toBe(200)
    expect(await status('cross-site', 'navigate', 'iframe')).toBe(403)
    expect(await status('cross-site', 'no-cors', 'script')).toBe(403)
    expect(await status('same-site', 'no-cors', 'script')).toBe(403)
  })
})

describe('where it listens', () => {
  test('the address holds a random code of 32 bytes, and not the token', () => {
    const address = server.address({ open: '/a b' })
    const [, code = ''] = /#code=([^&]*)&open=%2Fa%20b$/.exec(address) ?? []
    expect(address).toMatch(`http://${server.name}:${server.port}/#code=`)
    expect(Buffer.from(code, 'base64url')).toHaveLength(32)
    expect(address).not.toContain(server.token)
  })

  test('both loopback addresses of the port', async () => {
    const reached = await fetch(`http://[::1]:${server.port}/`)
    expect(await reached.text()).toContain('<title>Grove</title>')
    const taken = createServer().listen(server.port, '::1')
    expect(await once(taken, 'error')).toMatchObject([{ code: 'EADDRINUSE' }])
  })

  test('a port that another program has on ::1 is in use', async () => {
    const other = createServer().listen(0, '::1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const second = serveWeb(fakeHost(), { port, rendererDirectory: folder.directory })
    await expect(second).rejects.toMatchObject({ problem: { code: 'PORT_IN_USE' } })
    other.close()
    await once(other, 'close')
    const third = await serveWeb(fakeHost(), { port, rendererDirectory: folder.directory })
    await third.close()
  })

  test('a port in use is an error with a hint', async () => {
    const second = serveWeb(fakeHost(), { port: server.port, rendererDirectory: folder.directory })
    await expect(second).rejects.toMatchObject({
      name: 'HostError',
      problem: { code: 'PORT_IN_USE', field: 'port', message: expect.stringContaining(`${server.port}`) },
    })
  })

  test('close ends idle and incomplete connections', async () => {
    const other = await serveWeb(fakeHost(), { port: 0, rendererDirectory: folder.directory })
    const idle = rawRequest(other.port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${other.port}`])
    expect((await idle).status).toBe(200)
    await other.close()
    await expect(rawRequest(other.port, ['GET / HTTP/1.1'])).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
