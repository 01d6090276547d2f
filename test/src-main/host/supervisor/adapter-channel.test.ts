import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ParentMessage } from '../../../../core/process/messages.ts'
import { AdapterChannel, type AdapterMember } from '../../../../src-main/host/supervisor/adapter-channel.ts'
import { until } from '../../../support/until.ts'

let folder: string
let channel: AdapterChannel
let joined: AdapterMember[]
let problems: string[]
let sockets: Socket[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'channel-'))
  open(join(folder, 'run'))
  sockets = []
})

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  channel.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(place: string): void {
  channel = new AdapterChannel(place)
  joined = []
  problems = []
  channel.on('joined', (member) => joined.push(member))
  channel.on('malformed', (problem) => problems.push(problem))
}

/** Connects, sends lines, and gathers what is answered. */
function dial(...lines: (object | string)[]) {
  const socket = connect(channel.path)
  sockets.push(socket)
  const answers: ParentMessage[] = []
  let rest = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const whole = (rest + chunk).split('\n')
    rest = whole.pop() ?? ''
    answers.push(...whole.map((line) => JSON.parse(line) as ParentMessage))
  })
  let isClosed = false
  socket.on('close', () => (isClosed = true))
  socket.on('error', () => {})
  const send = (line: object | string) =>
    socket.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)
  for (const line of lines) send(line)
  return { socket, answers, send, isClosed: () => isClosed }
}

const hello = { grove: 'hello', instance: 'i1', pid: 4711, node: 'node-1' }

test('welcomes a member after its listeners know it', async () => {
  const { answers } = dial(hello)
  await until('it is welcomed', () => answers.length > 0)
  expect(answers).toEqual([{ grove: 'welcome' }])
  expect(joined[0]?.hello).toMatchObject({ instance: 'i1', pid: 4711, node: 'node-1' })
  expect(joined[0]?.worker).toBeNull()
  expect(channel.main).toBe(joined[0])
})

test('emits the messages of a member in order, and its end', async () => {
  const { send, socket } = dial(hello)
  await until('it has joined', () => joined.length > 0)
  const seen: string[] = []
  joined[0]?.on('message', ({ grove }) => seen.push(grove))
  joined[0]?.on('closed', () => seen.push('closed'))
  send({ grove: 'records', records: [{ t: 'log', at: 1, level: 'info', text: 'é'.repeat(100_000) }] })
  send({ grove: 'started' })
  socket.end()
  await until('it has left', () => seen.includes('closed'))
  expect(seen).toEqual(['records', 'started', 'closed'])
  expect(channel.main).toBeUndefined()
})

test('tells a later member what all must know', async () => {
  channel.send({ grove: 'tap', rpc: 'head' })
  channel.send({ grove: 'fault', link: 'rpc', fault: { kind: 'cut' } })
  channel.send({ grove: 'tap', rpc: 'off' })
  channel.send({ grove: 'measure' })
  const { answers } = dial(hello)
  await until('it has three messages', () => answers.length === 3)
  expect(answers).toEqual([
    { grove: 'tap', rpc: 'off' },
    { grove: 'fault', link: 'rpc', fault: { kind: 'cut' } },
    { grove: 'welcome' },
  ])
})

test('gives a second process that takes itself for the server a name of its own', async () => {
  dial(hello)
  await until('it has joined', () => joined.length === 1)
  dial(hello)
  await until('it has joined', () => joined.length === 2)
  dial({ ...hello, worker: 'w1' })
  dial({ ...hello, worker: 'w1' })
  await until('it has joined', () => joined.length === 4)
  expect(joined.map(({ worker }) => worker)).toEqual([null, '2', 'w1', 'w1-2'])
})

test.each([
  ['no JSON', 'nonsense\n', /JSON/],
  ['something else first', '{"grove":"started"}\n', /first message must be hello/],
  ['a hello without a pid', '{"grove":"hello","instance":"i"}\n', /first message must be hello/],
  ['a worker that is no name', '{"grove":"hello","instance":"i","pid":1,"worker":"../x"}\n', /worker/],
])('reports %s', async (_, line, problem) => {
  dial(line)
  await until('a problem is reported', () => problems.length > 0)
  expect(problems[0]).toMatch(problem)
  expect(joined).toEqual([])
})

test('closes a connection whose line does not end', async () => {
  const { isClosed } = dial('x'.repeat(8 * 1024 ** 2 + 1))
  await until('it is closed', isClosed)
  expect(problems[0]).toMatch(/more than/)
})

test('closes connections beyond the limit', async () => {
  const dialled = Array.from({ length: 257 }, () => dial())
  await until('one is closed', () => dialled.some(({ isClosed }) => isClosed()))
  expect(problems).toEqual(['it has more than 256 connections'])
})

test('waits until no process of the program is connected', async () => {
  const { socket } = dial(hello)
  await until('it has joined', () => joined.length > 0)
  let isDrained = false
  const drained = channel.drained(10_000).then(() => (isDrained = true))
  expect(isDrained).toBe(false)
  socket.end()
  await drained
})

test('listens in a private temporary folder where the path would be too long', () => {
  channel.close()
  open(join(folder, 'x'.repeat(120)))
  expect(Buffer.byteLength(channel.path)).toBeLessThanOrEqual(100)
  const { mode } = statSync(dirname(channel.path))
  expect(mode & 0o777).toBe(0o700)
  channel.close()
  expect(existsSync(dirname(channel.path))).toBe(false)
})
