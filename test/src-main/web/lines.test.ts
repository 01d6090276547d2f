// The stream of recorded lines, by raw requests.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { HostApi } from '../../../src-main/contract/index.ts'
import { HostError } from '../../../src-main/contract/index.ts'
import { serveWeb, type WebServer } from '../../../src-main/web/index.ts'
import { fakeHost } from '../../support/fake-host.ts'
import { makePageFolder, type PageFolder } from '../../support/page-folder.ts'
import { rawRequest } from '../../support/raw-http.ts'

const PAGES = ['{"t":"header"}\n', '{"n":1}\n{"n":2}\n', '{"n":3}\n']
const STARTS = [0, 1, 3]

const lines = vi.fn<HostApi['lines']>(async (run, from) => {
  if (run === 'broken' && from > 0) throw new HostError({ code: 'CANNOT_READ', message: 'The disk is gone.' })
  if (run === 'gone') throw new HostError({ code: 'NO_SUCH_RUN', message: 'There is no run gone.' })
  const index = STARTS.findLastIndex((start) => start <= from)
  const text = new TextEncoder().encode(PAGES[index])
  return { first: STARTS[index] ?? 0, next: STARTS[index + 1] ?? null, text }
})

let folder: PageFolder
let server: WebServer

beforeAll(async () => {
  folder = await makePageFolder()
  server = await serveWeb(fakeHost({ lines }), { port: 0, rendererDirectory: folder.directory })
})

afterAll(async () => {
  await server.close()
  await folder.remove()
})

const get = (query: string, ...headers: string[]) =>
  rawRequest(server.port, [`GET /lines${query} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`, ...headers])
const withToken = (query: string, ...headers: string[]) =>
  get(query, `Authorization: Bearer ${server.token}`, ...headers)
const fetched = (query: string) =>
  fetch(`http://127.0.0.1:${server.port}/lines${query}`, {
    headers: { Authorization: `Bearer ${server.token}` },
  })

test('all lines from an index on are streamed, with the index of the first', async () => {
  const response = await fetched('?run=r&from=2')
  const { headers } = response
  expect(response.status).toBe(200)
  expect(headers.get('grove-first-line')).toBe('1')
  expect(headers.get('content-type')).toBe('application/x-ndjson')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(await response.text()).toBe(PAGES.slice(1).join(''))
})

test('a request without the token of the page gets nothing, and reads nothing', async () => {
  lines.mockClear()
  const wrong = ['', 'Bearer', 'Bearer x', `Basic ${server.token}`, `Bearer ${server.token}x`, server.token]
  for (const value of wrong) {
    const { status, body } = await get('?run=r&from=0', `Authorization: ${value}`)
    expect([value, status]).toEqual([value, 401])
    expect(body).not.toContain('"t"')
  }
  expect((await get(`?run=r&from=0&token=${server.token}`)).status).toBe(401)
  expect(lines).not.toHaveBeenCalled()
})

test('another site, and another host name, are refused even with the token', async () => {
  expect((await withToken('?run=r&from=0', 'Sec-Fetch-Site: cross-site')).status).toBe(403)
  expect((await withToken('?run=r&from=0', 'Origin: http://evil.example')).status).toBe(403)
  const rebound = [
    'GET /lines?run=r&from=0 HTTP/1.1',
    'Host: evil.example',
    `Authorization: Bearer ${server.token}`,
  ]
  expect((await rawRequest(server.port, rebound)).status).toBe(421)
})

test.each([
  '',
  '?run=r',
  '?run=r&from=-1',
  '?run=r&from=x',
  '?run=r&from=1.5',
  `?run=${'r'.repeat(65)}&from=0`,
])('arguments are checked: %s', async (query) => {
  expect((await withToken(query)).status).toBe(400)
})

test('an unknown run is not found', async () => {
  const response = await fetched('?run=gone&from=0')
  expect([response.status, await response.json()]).toMatchObject([404, { code: 'NO_SUCH_RUN' }])
})

test('lines that cannot be read break the connection, so that nobody takes them for all', async () => {
  const read = async () => (await fetched('?run=broken&from=0')).text()
  await expect(read()).rejects.toThrow(TypeError)
})
