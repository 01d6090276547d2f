// Two Groves on one machine: the secret of one opens neither the page nor the control server of the other.
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findInstances, startControlServer } from '../../../src-main/control/index.ts'
import { serveWeb, type WebServer } from '../../../src-main/web/index.ts'
import { fakeHost, type FakeHost } from '../../support/fake-host.ts'
import { temporaryFolder } from '../../support/grove.ts'
import { makePageFolder, type PageFolder } from '../../support/page-folder.ts'
import { rawRequest } from '../../support/raw-http.ts'

let folder: PageFolder
let state: Awaited<ReturnType<typeof temporaryFolder>>
let hosts: [FakeHost, FakeHost]
let pages: [WebServer, WebServer]
let closeControl: () => Promise<void>
let control: { port: number; token: string }

beforeEach(async () => {
  folder = await makePageFolder()
  state = await temporaryFolder()
  hosts = [fakeHost(), fakeHost()]
  const serve = (host: FakeHost) => serveWeb(host, { port: 0, rendererDirectory: folder.directory })
  pages = [await serve(hosts[0]), await serve(hosts[1])]
  closeControl = await startControlServer(hosts[1], { shell: 'web', state: state.path, say: () => {} })
  const [instance] = await findInstances(state.path)
  if (!instance) throw new Error('no instance was announced')
  control = instance
})

afterEach(async () => {
  await Promise.all([...pages.map((page) => page.close()), closeControl()])
  await folder.remove()
  await state[Symbol.asyncDispose]()
})

/** What the server at the port says to a client with this `auth`. */
function dial(port: number, auth: object): Promise<string> {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
  })
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'))
    socket.once('connect_error', (error) => resolve(error.message))
  }).finally(() => socket.disconnect())
}

const codeOf = (address: string) => new URLSearchParams(new URL(address).hash.slice(1)).get('code') ?? ''

test('the token and the codes of one page are refused by the other', async () => {
  const [mine, theirs] = pages
  expect(await dial(mine.port, { token: mine.token })).toBe('connected')
  expect(await dial(theirs.port, { token: mine.token })).toBe('TOKEN_REFUSED')
  expect(await dial(theirs.port, { code: codeOf(mine.address()) })).toBe('CODE_REFUSED')
  expect(await dial(theirs.port, { code: codeOf(mine.furtherAddress()) })).toBe('CODE_REFUSED')
})

test('a control server refuses the token of a page, also of its own, and a page that of a control server', async () => {
  expect(await dial(control.port, { token: control.token })).toBe('connected')
  for (const { token, port } of pages) {
    expect(await dial(control.port, { token })).toBe('TOKEN_REFUSED')
    expect(await dial(port, { token: control.token })).toBe('TOKEN_REFUSED')
  }
})

test('recorded lines are served with the token of this page only', async () => {
  const [mine, theirs] = pages
  const ask = (authorization: string[]) =>
    rawRequest(theirs.port, [
      'GET /lines?run=run-1&from=0 HTTP/1.1',
      `Host: 127.0.0.1:${theirs.port}`,
      ...authorization,
    ])
  for (const token of [mine.token, control.token, ''])
    expect((await ask([`Authorization: Bearer ${token}`])).status).toBe(401)
  expect((await ask([])).status).toBe(401)
  expect(hosts[1].calls).toEqual([])
})

test('a page of one Grove is a foreign origin for the other, with every token', async () => {
  const [mine, theirs] = pages
  for (const [port, token] of [
    [theirs.port, theirs.token],
    [control.port, control.token],
  ] as const) {
    const answer = await rawRequest(port, [
      `GET /socket.io/?EIO=4&transport=websocket&token=${token} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Origin: http://${mine.name}:${mine.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ])
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('access-control-allow-origin')).toBeUndefined()
  }
})

test('a code that a page asked for admits one more page, and at most 16 wait', async () => {
  const [page] = pages
  const code = codeOf(page.furtherAddress())
  expect(await dial(page.port, { code })).toBe('connected')
  expect(await dial(page.port, { code })).toBe('CODE_REFUSED')
  const codes = Array.from({ length: 17 }, () => codeOf(page.furtherAddress()))
  expect(await dial(page.port, { code: codes[0] })).toBe('CODE_REFUSED')
  expect(await dial(page.port, { code: codes[16] })).toBe('connected')
  expect(await dial(page.port, { code: codeOf(page.address()) })).toBe('connected')
})
