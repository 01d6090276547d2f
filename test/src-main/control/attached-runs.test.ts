// Runs of other Groves: who is listed, what a window may name, and where its calls and events go.
import { rename, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  HostError,
  hostCalls,
  type HostApi,
  type HostCall,
  type HostEvent,
} from '../../../src-main/contract/index.ts'
import { startControlServer, withOtherGroves } from '../../../src-main/control/index.ts'
import { fakeHost, fakeRun, type FakeHost } from '../../support/fake-host.ts'
import { temporaryFolder } from '../../support/grove.ts'
import { until } from '../../support/until.ts'

let state: Awaited<ReturnType<typeof temporaryFolder>>
let own: FakeHost
let other: FakeHost
let closeOther: () => Promise<void>
/** The other Grove is announced as the parent of this process: this one is never listed. */
const pid = process.ppid
const theirs = { ...fakeRun('theirs'), run: 'run-b' }
const unknown = { code: 'NO_SUCH_RUN', message: 'This run is not there any more.' }

beforeEach(async () => {
  state = await temporaryFolder()
  own = fakeHost({
    runs: async () => [fakeRun('ours')],
    act: async () => {
      throw new HostError(unknown)
    },
    ping: async () => {},
  })
  other = fakeHost({
    runs: async () => [theirs, { ...theirs, run: 'run-c', name: 'another' }],
    act: async () => {},
    ping: async () => {},
    export: async () => 'export-b',
    exportPart: async () => ({ text: 'x' }) as never,
  })
  closeOther = await startControlServer(other, { shell: 'terminal', state: state.path, say: () => {} })
  await announceAs(pid)
})

afterEach(async () => {
  await closeOther()
  await state[Symbol.asyncDispose]()
})

async function announceAs(newPid: number, changes: object = {}): Promise<void> {
  const folder = join(state.path, 'instances')
  const instance = JSON.parse(await readFile(join(folder, `${process.pid}.json`), 'utf8')) as object
  await rename(join(folder, `${process.pid}.json`), join(folder, `${newPid}.json`))
  await writeFile(
    join(folder, `${newPid}.json`),
    JSON.stringify({ ...instance, pid: newPid, startTime: null, ...changes }),
  )
}

const open = () => {
  // A host has its calls as properties; the fake one makes them when they are read.
  const names = Object.keys(hostCalls) as HostCall[]
  const api = Object.fromEntries(names.map((name) => [name, own.api[name]])) as unknown as HostApi
  return withOtherGroves({ ...own, api, connect: () => ({ api, disconnect: () => {} }) }, state.path)
}

test('other Groves are listed with their runs, and without their token', async () => {
  const { api } = open().connect()
  const listed = await api.otherGroves()
  expect(listed).toMatchObject([
    { pid, shell: 'terminal', problem: null, runs: [{ run: 'run-b', launcher: { pid } }, { run: 'run-c' }] },
  ])
  const [instance] = await readInstances()
  expect(JSON.stringify(listed)).not.toContain(instance?.token)
  expect(instance?.token).toHaveLength(43)
})

test('a Grove of another version, or with a token that is not its own, is listed with the reason', async () => {
  const file = join(state.path, 'instances', `${pid}.json`)
  const instance = JSON.parse(await readFile(file, 'utf8')) as object
  const { api } = open().connect()
  await writeFile(file, JSON.stringify({ ...instance, version: '99.0.0' }))
  expect(await api.otherGroves()).toMatchObject([{ runs: [], problem: { code: 'OTHER_VERSION' } }])
  await writeFile(file, JSON.stringify({ ...instance, token: 'x'.repeat(43) }))
  expect(await api.otherGroves()).toMatchObject([{ runs: [], problem: { code: 'INSTANCE_GONE' } }])
  await expect(api.attach(pid, 'run-b')).rejects.toMatchObject({ code: 'INSTANCE_GONE' })
})

test('a window cannot name a run of another Grove before it is attached', async () => {
  const { api } = open().connect()
  await expect(api.act('run-b', 'chat-1', 'kill')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
  await expect(api.attach(pid, 'run-x')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
  await expect(api.attach(pid + 1_000_000, 'run-b')).rejects.toMatchObject({ code: 'INSTANCE_GONE' })
  expect(other.calls.filter((call) => call.startsWith('act'))).toEqual([])
})

test('calls that name an attached run go to its Grove, all others to the own one', async () => {
  const { api } = open().connect()
  expect(await api.attach(pid, 'run-b')).toMatchObject({ name: 'theirs', launcher: { pid } })
  await api.act('run-b', 'chat-1', 'kill')
  expect(await api.export('run-b', 'ndjson')).toBe('export-b')
  await api.exportPart('export-b')
  await api.ping('run-b')
  expect(other.calls).toEqual(
    expect.arrayContaining([
      'act: ["run-b","chat-1","kill"]',
      'export: ["run-b","ndjson"]',
      'exportPart: ["export-b"]',
    ]),
  )
  expect((await api.runs()).map(({ run }) => run)).toEqual(['run-1', 'run-b'])
  await expect(api.act('run-c', 'chat-1', 'kill')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
  await expect(api.diff('run-1', 'run-b')).rejects.toMatchObject({ code: 'OTHER_GROVE' })
})

test('events of attached runs arrive, those of others do not; the end of their Grove is one', async () => {
  const host = open()
  const events: HostEvent[] = []
  const unsubscribe = host.listen((event) => events.push(event))
  const { api, disconnect } = host.connect()
  await api.attach(pid, 'run-b')
  other.emit({ type: 'runChanged', run: { ...theirs, run: 'run-c' } })
  other.emit({ type: 'linesRecorded', run: 'run-b', first: 0, lines: [] })
  other.emit({ type: 'runChanged', run: theirs })
  await until('both events arrived', async () => events.length === 2)
  expect(events).toMatchObject([
    { type: 'linesRecorded' },
    { type: 'runChanged', run: { launcher: { pid } } },
  ])
  await closeOther()
  await until('the end is known', async () => events.length === 3)
  expect(events[2]).toEqual({ type: 'launcherEnded', run: 'run-b' })
  await expect(api.act('run-b', 'chat-1', 'kill')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
  unsubscribe()
  disconnect()
})

test('when the last window has gone, nothing is attached any more', async () => {
  const host = open()
  const first = host.connect()
  const second = host.connect()
  await first.api.attach(pid, 'run-b')
  first.disconnect()
  await second.api.act('run-b', 'chat-1', 'kill')
  second.disconnect()
  const third = host.connect()
  await expect(third.api.act('run-b', 'chat-1', 'kill')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' })
})

async function readInstances(): Promise<{ token: string }[]> {
  return [
    JSON.parse(await readFile(join(state.path, 'instances', `${pid}.json`), 'utf8')) as { token: string },
  ]
}
