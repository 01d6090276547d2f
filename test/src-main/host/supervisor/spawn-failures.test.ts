import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPlan } from '../../../../src-main/host/project/plan-file.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

/** No system spawns a process with this. */
const UNSPAWNABLE = { BAD: '\0' }

/** A fake cluster that runs, with the files that it reads again before each spawn. */
async function runningCluster(folder: string, servers: Record<string, object>) {
  const planFile = join(folder, 'grove.json')
  const edit = (change: object | string) =>
    writeFile(
      planFile,
      typeof change === 'string' ? change : JSON.stringify({ name: 'test', servers: change }),
    )
  await edit(servers)
  const fake = await prepareFakeCluster(folder, servers, { reloadPlan: () => loadPlan(planFile) })
  await fake.cluster.start()
  await fake.allReady()
  return { ...fake, edit, editEnvironment: (text: string) => writeFile(join(folder, '.env'), text) }
}

function rowsOf(fake: Awaited<ReturnType<typeof prepareFakeCluster>>, id: string): string[] {
  return fake.cluster.recorder.latestLines.flatMap((line) =>
    line.t === 'process' && line.process === id ? line.event : [],
  )
}

test('a server that cannot be spawned at the start fails with the reason; the others run on, and all waits end', async () => {
  await using folder = await temporaryFolder()
  const servers = { chat: {}, gate: { env: UNSPAWNABLE } }
  const fake = await prepareFakeCluster(folder.path, servers)
  const seen = new Set<string | undefined>()
  fake.cluster.on('changed', () => seen.add(fake.statuses()['gate-1']))
  await fake.cluster.start()
  const { unmet } = await fake.api.waitFor('', 'ready', 1_000)
  expect(unmet).toContainEqual(expect.stringMatching(/^gate-1 could not be started: /))
  await until('chat-1 is ready', () => fake.statuses()['chat-1'] === 'ready')
  const message = 'gate-1 could not be started: the variable BAD contains a NUL character. Remove it.'
  expect(fake.cluster.servers()[2]).toMatchObject({
    status: 'failed',
    pid: null,
    exit: null,
    problem: { code: 'CANNOT_SPAWN', message },
    waiting: 'could not be started; start it again',
  })
  expect([...seen]).toEqual(['exited', 'failed'])
  expect(rowsOf(fake, 'gate-1')).toEqual(['exited'])
  await fake.cluster.stop()
  expect(fake.cluster.status).toBe('ended')
})

test('a master that cannot be spawned ends the run with its problem', async () => {
  await using folder = await temporaryFolder()
  const fake = await prepareFakeCluster(folder.path, { chat: {} }, {}, { env: UNSPAWNABLE })
  await fake.cluster.start()
  await until('the run has ended', () => fake.cluster.status === 'ended')
  expect(fake.cluster.problems[0]).toMatchObject({ code: 'CANNOT_SPAWN', server: 'master-1' })
})

test('a server that cannot be spawned by its policy is tried again, then given up with the reason', async () => {
  await using folder = await temporaryFolder()
  const restarts = { initialDelayMs: 5, maxDelayMs: 5, jitter: 0, stableAfterMs: 1e6, maxCrashes: 2 }
  const servers = { chat: { env: UNSPAWNABLE, restart: 'on-failure' } }
  const fake = await prepareFakeCluster(folder.path, servers, { restarts })
  await fake.cluster.start()
  await until('it is given up', () => fake.cluster.problems.length > 0)
  expect(fake.cluster.problems[0]?.message).toBe(
    'chat-1 crashed 3 times in a row and is not restarted. The last time: chat-1 could not be started: the variable BAD contains a NUL character. Remove it.',
  )
  expect(rowsOf(fake, 'chat-1')).not.toContain('spawned')
  await fake.cluster.stop()
})

test('a requested spawn that fails is an error of the request, and a later one works', async () => {
  await using folder = await temporaryFolder()
  const fake = await runningCluster(folder.path, { chat: { count: 2 } })
  const { cluster, statuses } = fake
  await fake.editEnvironment(`CERT=${'x'.repeat(140_000)}\n`)
  const code = 'CANNOT_SPAWN'
  const before = cluster.servers()
  await expect(cluster.act('chat-1', 'restart')).rejects.toMatchObject({
    problem: { code, server: 'chat-1' },
  })
  expect(cluster.servers()).toEqual(before)
  await cluster.act('chat-1', 'stop')
  await expect(cluster.act('chat-1', 'spawn')).rejects.toMatchObject({ code })
  expect(cluster.servers()[1]).toMatchObject({
    status: 'failed',
    waiting: 'could not be started; start it again',
  })
  await expect(cluster.add('chat')).rejects.toMatchObject({ problem: { code, server: 'chat-3' } })
  await expect(cluster.scale('chat', 5)).rejects.toThrow(
    /^chat-1 could not be started: .* So it is with 3 more/,
  )
  expect(statuses()).toMatchObject({ 'master-1': 'ready', 'chat-2': 'ready', 'chat-5': 'failed' })
  await fake.editEnvironment('')
  await cluster.scale('chat', 5)
  await fake.allReady()
  await cluster.stop()
})

test('a restart reads and builds first: a broken project leaves the server running, and scaling down needs no build', async () => {
  await using folder = await temporaryFolder()
  const { cluster, statuses, edit, editEnvironment } = await runningCluster(folder.path, {
    chat: { count: 2 },
  })
  const before = cluster.servers()
  const refused = async (code: string) => {
    for (const request of [
      () => cluster.act('chat-1', 'restart'),
      () => cluster.act('master-1', 'restart'),
      () => cluster.add('chat'),
      () => cluster.scale('chat', 3),
    ]) {
      await expect(request()).rejects.toMatchObject({ code })
    }
    expect(cluster.servers()).toEqual(before)
  }
  await edit('{')
  await refused('PLAN_BROKEN')
  await edit({ chat: { count: 2 } })
  await editEnvironment('this is no variable')
  await refused('PLAN_BROKEN')
  expect(cluster.problems[0]?.message).toMatch(/^The \.env file was edited and is invalid/)
  await editEnvironment('')
  await mkdir(join(folder.path, 'servers/chat/remote'), { recursive: true })
  await writeFile(join(folder.path, 'servers/chat/remote/room.ts'), 'export default (')
  await refused('COMPILE_FAILED')
  await cluster.scale('chat', 1)
  expect(statuses()).toEqual({ 'master-1': 'ready', 'chat-1': 'ready' })
  await cluster.stop()
})

test('requests at the same time get an id, a process and an answer each', async () => {
  await using folder = await temporaryFolder()
  const fake = await runningCluster(folder.path, { chat: {} })
  const { cluster, statuses } = fake
  expect(await Promise.all([1, 2, 3].map(() => cluster.add('chat')))).toEqual(['chat-2', 'chat-3', 'chat-4'])
  await Promise.all([cluster.scale('chat', 6), cluster.scale('chat', 5), cluster.scale('chat', 6)])
  await fake.allReady()
  expect(Object.keys(statuses())).toContain('chat-5')
  await Promise.all([cluster.act('chat-1', 'restart'), cluster.act('chat-1', 'restart')])
  await fake.allReady()
  const lives = rowsOf(fake, 'chat-1').filter((event) => event === 'spawned' || event === 'exited')
  expect(lives.join(' ')).toMatch(/^(spawned exited ){1,2}spawned$/)
  const stopped = cluster.stop()
  await expect(cluster.act('chat-1', 'restart')).rejects.toMatchObject({ code: 'RUN_ENDED' })
  await expect(cluster.scale('chat', 0)).rejects.toMatchObject({ code: 'RUN_ENDED' })
  await stopped
})

test('a project folder that is gone fails the spawn, not the launcher', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await mkdir(project)
  const { cluster } = await prepareFakeCluster(project, { chat: {} }, { state: join(folder.path, 'state') })
  await cluster.start()
  await until('chat-1 is ready', () => cluster.servers()[1]?.status === 'ready')
  await rm(project, { recursive: true })
  await expect(cluster.act('chat-1', 'restart')).rejects.toThrow(
    `its folder ${project} does not exist any more`,
  )
  await cluster.stop()
})
