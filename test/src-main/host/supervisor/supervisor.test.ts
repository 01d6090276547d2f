import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TimelineLine } from '../../../../src-main/timeline/index.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

function processRows(lines: TimelineLine[]): string[] {
  return lines.flatMap((line) => (line.t === 'process' ? [`${line.process} ${line.event}`] : []))
}

test('servers are spawned in the given order, learn the address of the master, and stop before it', async () => {
  await using folder = await temporaryFolder()
  const servers = { gate: { port: 'none' }, chat: { count: 2, port: 9000, args: ['one', 'two'] } }
  const { cluster, file, log, allReady } = await prepareFakeCluster(folder.path, servers, {
    order: ['chat-2', 'master-1'],
  })
  await cluster.start()
  expect(cluster.status).toBe('starting')
  await allReady()
  expect(cluster.status).toBe('running')
  expect(cluster.servers().map(({ id, port }) => [id, port])).toEqual([
    ['master-1', 4711],
    ['gate-1', null],
    ['chat-1', 9000],
    ['chat-2', 9001],
  ])
  expect(await log('master-1')).toContain('expects gate-1,chat-1,chat-2\n')
  await cluster.stop()
  expect(cluster.status).toBe('ended')
  const rows = processRows(cluster.recorder.latestLines)
  expect(rows.slice(0, 4)).toEqual(['chat-2', 'master-1', 'gate-1', 'chat-1'].map((id) => `${id} spawned`))
  expect(rows.at(-1)).toBe('master-1 exited')
  expect(await log('chat-1')).toMatch(/^arguments one,two\n/)
  expect(await log('chat-1')).toMatch(/^token [\w-]{43}$/m)
  expect(await log('chat-1')).toMatch(/^master at 4711$/m)
  const written = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TimelineLine)
  expect(written).toEqual(cluster.recorder.latestLines)
  expect(written.at(-1)).toMatchObject({ t: 'footer', servers: 3, exit: 0 })
})

test('a server can be stopped, spawned, killed, restarted and added, and the master learns which to expect', async () => {
  await using folder = await temporaryFolder()
  const { cluster, log, statuses, allReady } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  await cluster.start()
  await allReady()
  await cluster.act('chat-1', 'stop')
  expect(statuses()).toEqual({ 'master-1': 'ready', 'chat-1': 'exited', 'chat-2': 'ready' })
  await until('the master expects one', async () => (await log('master-1')).endsWith('expects chat-2\n'))
  await expect(cluster.act('chat-1', 'stop')).rejects.toMatchObject({ code: 'NOT_RUNNING' })
  await cluster.act('chat-1', 'spawn')
  await expect(cluster.act('chat-1', 'spawn')).rejects.toMatchObject({ code: 'ALREADY_RUNNING' })
  await cluster.act('chat-2', 'kill')
  expect(cluster.servers().at(-1)).toMatchObject({
    status: 'exited',
    exit: { signal: 'SIGKILL' },
    problem: null,
  })
  await cluster.act('chat-2', 'restart')
  expect(await cluster.add('chat')).toBe('chat-3')
  await until('the master expects three', async () =>
    (await log('master-1')).endsWith('expects chat-1,chat-2,chat-3\n'),
  )
  await expect(cluster.add('nothing')).rejects.toMatchObject({ code: 'NO_SUCH_TYPE' })
  await expect(cluster.act('chat-9', 'kill')).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
  await allReady()
  await cluster.stop()
  await expect(cluster.act('chat-1', 'spawn')).rejects.toMatchObject({ code: 'RUN_ENDED' })
  expect(cluster.servers().every(({ pid, status }) => pid === null && status === 'exited')).toBe(true)
})

test('a restarted master listens on the same port', async () => {
  await using folder = await temporaryFolder()
  const { cluster, allReady } = await prepareFakeCluster(folder.path, { chat: {} })
  await cluster.start()
  await allReady()
  await cluster.act('master-1', 'restart')
  await allReady()
  expect(cluster.servers()[0]).toMatchObject({ id: 'master-1', port: 4711 })
  await cluster.stop()
})

test('a server that fails or exits early is a problem with its id; the others go on', async () => {
  await using folder = await temporaryFolder()
  const { cluster, statuses } = await prepareFakeCluster(folder.path, { chat: {}, early: {}, failing: {} })
  await cluster.start()
  await until('both have failed', () => cluster.problems.length === 2 && statuses()['failing-1'] === 'failed')
  expect(cluster.problems.map(({ code, server }) => [code, server])).toEqual([
    ['EXITED_EARLY', 'early-1'],
    ['BAD', 'failing-1'],
  ])
  expect(cluster.problems[0]?.message).toMatch(
    /^early-1 exited with code 7 before it was ready. Its last lines:\narguments $/,
  )
  await until('chat is ready', () => statuses()['chat-1'] === 'ready')
  await cluster.stop(1)
  expect(cluster.recorder.latestLines.at(-1)).toMatchObject({ t: 'footer', exit: 1, converged: false })
})

test('each status follows an event, and an early exit is never shown as an ordinary one', async () => {
  await using folder = await temporaryFolder()
  const { cluster, statuses } = await prepareFakeCluster(folder.path, { chat: {}, early: {} })
  const seen: Record<string, string[]> = {}
  cluster.on('changed', () => {
    for (const [id, status] of Object.entries(statuses())) {
      const before = (seen[id] ??= [])
      if (before.at(-1) !== status) before.push(status)
    }
  })
  await cluster.start()
  await until('early-1 has failed', () => cluster.problems.length === 1)
  await until('chat-1 is ready', () => statuses()['chat-1'] === 'ready')
  await cluster.act('chat-1', 'stop')
  expect(cluster.servers()[1]).toMatchObject({ status: 'exited', desired: 'stopped', stopping: null })
  await cluster.act('chat-1', 'spawn')
  await until('chat-1 is ready', () => statuses()['chat-1'] === 'ready')
  await cluster.act('chat-1', 'kill')
  expect(seen['early-1']).toEqual(['exited', 'spawned', 'failed'])
  expect(seen['chat-1']).toEqual([
    'exited',
    'spawned',
    'ready',
    'stopping',
    'exited',
    'spawned',
    'ready',
    'stopping',
    'exited',
  ])
  await cluster.stop()
})

test('a project that does not compile starts nothing', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'servers/chat/remote'), { recursive: true })
  await writeFile(join(folder.path, 'servers/chat/remote/room.ts'), 'export default (')
  const { cluster } = await prepareFakeCluster(folder.path, { chat: {} })
  await expect(cluster.start()).rejects.toMatchObject({ code: 'COMPILE_FAILED' })
  expect(cluster.status).toBe('ended')
  expect(processRows(cluster.recorder.latestLines)).toEqual([])
})

test('an order with an unknown server is refused before anything is created', async () => {
  await using folder = await temporaryFolder()
  await expect(prepareFakeCluster(folder.path, { chat: {} }, { order: ['caht-1'] })).rejects.toMatchObject({
    code: 'BAD_ORDER',
  })
})

test('a type is scaled up and down: the highest numbers are removed, ended servers are spawned again', async () => {
  await using folder = await temporaryFolder()
  const servers = { gate: { port: 9003 }, chat: { count: 2, port: 9000 } }
  const { cluster, log, statuses, allReady } = await prepareFakeCluster(folder.path, servers, {
    only: ['chat-1'],
  })
  const chats = () => Object.keys(statuses()).filter((id) => id.startsWith('chat'))
  await cluster.start()
  await until('the master and chat-1 are ready', () => {
    const { 'master-1': master, 'chat-1': chat } = statuses()
    return master === 'ready' && chat === 'ready'
  })
  expect(statuses()).toEqual({
    'master-1': 'ready',
    'chat-1': 'ready',
    'gate-1': 'exited',
    'chat-2': 'exited',
  })
  expect(await log('master-1')).toContain('expects chat-1\n')
  expect(cluster.recorder.latestLines[0]).toMatchObject({ plan: { servers: [{ id: 'chat-1' }] } })

  await cluster.act('gate-1', 'spawn')
  await cluster.scale('chat', 3)
  await allReady()
  expect(chats()).toEqual(['chat-1', 'chat-2', 'chat-3'])
  await expect(cluster.scale('chat', 4)).rejects.toMatchObject({
    problem: { code: 'BAD_COUNT', field: 'count' },
  })
  await expect(cluster.scale('nothing', 4)).rejects.toMatchObject({ code: 'NO_SUCH_TYPE' })
  await Promise.all([cluster.scale('chat', 1), cluster.act('gate-1', 'stop')])
  expect(chats()).toEqual(['chat-1'])
  await until('the master expects one', async () => (await log('master-1')).endsWith('expects chat-1\n'))
  await cluster.scale('chat', 0)
  expect(await cluster.add('chat')).toBe('chat-1')
  await until('chat-1 is ready', () => statuses()['chat-1'] === 'ready')
  await cluster.stop()
})

test('a server that is removed while it is being restarted is not spawned again', async () => {
  await using folder = await temporaryFolder()
  const { cluster, allReady, statuses } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  await cluster.start()
  await allReady()
  const [restarted] = await Promise.allSettled([cluster.act('chat-2', 'restart'), cluster.scale('chat', 1)])
  expect(restarted).toMatchObject({ reason: { code: 'NO_SUCH_SERVER' } })
  expect(Object.keys(statuses())).toEqual(['master-1', 'chat-1'])
  await cluster.stop()
  const rows = processRows(cluster.recorder.latestLines).filter((row) => row.startsWith('chat-2'))
  expect(rows.filter((row) => row.endsWith('spawned'))).toHaveLength(1)
  expect(rows.at(-1)).toBe('chat-2 exited')
})
