// The IPC of the desktop shell, without Electron.
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'
import { serveCalls, isOwnFrame, pushEvents, type SenderFrame } from '../../../src-main/electron/ipc.ts'
import { fakeHost, fakeRun } from '../../support/fake-host.ts'

type Handler = Parameters<IpcMain['handle']>[1]

function answering() {
  const handlers = new Map<string, Handler>()
  const host = fakeHost()
  const stop = serveCalls(
    {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    host,
  )
  const call = async (senderFrame: SenderFrame, ...args: unknown[]): Promise<unknown> =>
    handlers.get('grove:call')?.({ senderFrame } as IpcMainInvokeEvent, ...args)
  return { call, host, stop, handlers }
}

const OWN = { url: 'app://bundle/index.html#open=x', parent: null }

test('calls of the own main frame are served', async () => {
  const { call, host } = answering()
  expect(await call(OWN, 'runs', [])).toEqual({ ok: true, value: [] })
  expect(host.calls).toEqual(['runs: []'])
})

test.each<[string, SenderFrame]>([
  ['a sub-frame of the own page', { url: 'app://bundle/index.html', parent: OWN }],
  ['a frame that is gone', null],
  ['another origin', { url: 'https://evil.example/', parent: null }],
  ['another host of the scheme', { url: 'app://other/index.html', parent: null }],
  ['a host that begins alike', { url: 'app://bundle.evil.example/', parent: null }],
  ['a user name that looks alike', { url: 'app://bundle@evil.example/', parent: null }],
  ['a scheme that begins alike', { url: 'application://bundle/', parent: null }],
  ['a file', { url: 'file:///bundle/index.html', parent: null }],
  ['an empty page', { url: 'about:blank', parent: null }],
  ['nothing', { url: '', parent: null }],
])('%s is refused before its payload is read', async (_, frame) => {
  const { call, host } = answering()
  expect(isOwnFrame(frame)).toBe(false)
  expect(await call(frame, 'runs', [])).toMatchObject({ ok: false, problem: { code: 'SENDER_REFUSED' } })
  expect(host.calls).toEqual([])
})

test('a payload that violates the contract gets an error result', async () => {
  const { call } = answering()
  const cycle: unknown[] = []
  cycle.push(cycle)
  for (const [method, args] of [
    [10n, []],
    [cycle, []],
    ['start', cycle],
    ['stop', [new Map()]],
    [undefined, undefined],
    ['x'.repeat(100_000), []],
  ]) {
    const answer = await call(OWN, method, args)
    expect(answer).toMatchObject({ ok: false, problem: { code: 'BAD_CALL' } })
    expect(JSON.stringify(answer).length).toBeLessThan(400)
  }
})

test('no call is served after the end', () => {
  const { stop, handlers } = answering()
  stop()
  expect(handlers.size).toBe(0)
})

test('events go to windows with the own page, until unsubscribed', () => {
  const host = fakeHost()
  const told: string[] = []
  const window = (url: string, crashed = false) => ({
    getURL: () => url,
    isCrashed: () => crashed,
    send: (channel: string, event: unknown) => void told.push(`${url} ${channel} ${JSON.stringify(event)}`),
  })
  const windows = [
    window('app://bundle/index.html'),
    window('https://evil.example/'),
    window(''),
    window('app://bundle/', true),
  ]
  const stop = pushEvents(host, () => windows)
  const event = { type: 'runChanged', run: fakeRun('chat') } as const
  host.emit(event)
  stop()
  host.emit(event)
  expect(told).toEqual([`app://bundle/index.html grove:event ${JSON.stringify(event)}`])
})
