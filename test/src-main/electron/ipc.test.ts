// The IPC of the desktop shell, without Electron.
import { EventEmitter } from 'node:events'
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'
import {
  isOwnFrame,
  pushEvents,
  receiveMessages,
  serveCalls,
  type SenderFrame,
} from '../../../src-main/electron/ipc.ts'
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
  const sender = new EventEmitter()
  const callFrom = async (window: EventEmitter, senderFrame: SenderFrame, ...args: unknown[]) =>
    handlers.get('grove:call')?.({ sender: window as unknown, senderFrame } as IpcMainInvokeEvent, ...args)
  const call = (senderFrame: SenderFrame, ...args: unknown[]): Promise<unknown> =>
    callFrom(sender, senderFrame, ...args)
  return { call, callFrom, host, stop, handlers }
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

test('each window has a connection, which ends when its page is left or gone', async () => {
  const { callFrom, host } = answering()
  const ends = () => host.calls.filter((call) => call.startsWith('disconnect')).length
  const [first, second] = [new EventEmitter(), new EventEmitter()]
  for (const window of [first, first, second]) await callFrom(window, OWN, 'runs', [])
  first.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false })
  first.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
  expect(ends()).toBe(0)
  first.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  expect(ends()).toBe(1)
  await callFrom(first, OWN, 'runs', [])
  first.emit('destroyed')
  second.emit('render-process-gone')
  second.emit('destroyed')
  expect(ends()).toBe(3)
})

test('messages for the desktop program come from the main frame only, and are validated', async () => {
  const handlers = new Map<string, Handler>()
  const received: unknown[] = []
  receiveMessages(
    {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    (message) => void received.push(message),
  )
  const send = async (senderFrame: SenderFrame, message: unknown): Promise<unknown> =>
    handlers.get('grove:from-page')?.({ senderFrame } as IpcMainInvokeEvent, message)
  const newWindow = { type: 'newWindow' }
  await send(OWN, newWindow)
  await expect(send({ ...OWN, parent: OWN }, newWindow)).rejects.toThrow('main frame')
  await expect(send({ ...OWN, url: 'https://evil.example/' }, newWindow)).rejects.toThrow('main frame')
  const command = { id: 'x', title: 'X', enabled: true, menu: 'file' }
  for (const message of [
    null,
    'newWindow',
    { type: 'quit' },
    { type: 'newWindow', fragment: '#open=/etc' },
    { type: 'language', language: 'fr' },
    { type: 'commands', commands: [{ ...command, menu: 'apple' }] },
    { type: 'commands', commands: [{ ...command, title: 'x'.repeat(301) }] },
    { type: 'commands', commands: Array.from({ length: 1_001 }, () => command) },
  ])
    await expect(send(OWN, message)).rejects.toThrow('malformed')
  expect(received).toEqual([newWindow])
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
