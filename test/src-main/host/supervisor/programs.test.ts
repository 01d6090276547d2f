// Programs beside a cluster: their order, ports, readiness, ends and restarts.
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planOf } from '../../../support/cluster.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

/** A Node program: its source is an argument. */
const node = (source: string, ...args: string[]) => [process.execPath, '-e', source, ...args]
const LISTENS = `require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => console.log('listens'))`
const LASTS = 'setInterval(() => {}, 1e6)'

/** Starts it; it is stopped when the scope ends. */
async function programs(
  servers: Record<string, object>,
  options: Parameters<typeof prepareFakeCluster>[2] = {},
) {
  const folder = await temporaryFolder()
  const fake = await prepareFakeCluster(folder.path, servers, options)
  await fake.cluster.start()
  const server = (id: string) => fake.cluster.servers().find((each) => each.id === id)
  return {
    ...fake,
    server,
    rows: () =>
      fake.cluster.recorder.latestLines.flatMap((line) =>
        line.t === 'process' ? [`${line.process} ${line.event}`] : [],
      ),
    reaches: (id: string, status: string) =>
      until(`${id} is ${status}`, () => server(id)?.status === status, {
        detail: () => JSON.stringify(server(id)),
      }),
    [Symbol.asyncDispose]: async () => {
      await fake.cluster.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('programs run without a master and without IPC, in their folder, and are ready by their probes', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'sub'))
  const shown = `console.log(process.cwd(), typeof process.send, process.env.PEER, process.env.GROVE_PROCESS); ${LISTENS}`
  const fake = await prepareFakeCluster(folder.path, {
    web: {
      command: node(shown, '$PORT'),
      cwd: 'sub',
      ready: { tcp: {} },
      env: { PEER: '${other-1.address}' },
    },
    other: { command: node(LASTS), port: 6379 },
  })
  await fake.cluster.start()
  await fake.allReady()
  expect(fake.cluster.status).toBe('running')
  const [web, other] = fake.cluster.servers()
  expect(web).toMatchObject({ id: 'web-1', role: 'resource', waiting: null, port: expect.any(Number) })
  expect(other).toMatchObject({ port: 6379 })
  expect(await fake.log('web-1')).toBe(
    `${join(folder.path, 'sub')} undefined 127.0.0.1:6379 undefined\nlistens\n`,
  )
  expect(fake.summary()).toMatchObject({ converges: false, readyMs: expect.any(Number), convergedMs: null })
  await fake.cluster.stop()
  const [header] = fake.cluster.recorder.latestLines
  expect(header).toMatchObject({
    plan: { master: null, servers: [{ role: 'resource' }, { role: 'resource' }] },
  })
})

test('servers wait for what they depend on, say why, and stop before it', async () => {
  await using run = await programs({
    web: { command: node(LASTS), dependsOn: ['chat'] },
    chat: { dependsOn: { db: 'ready', job: 'exited' } },
    db: { command: node(LISTENS, '$PORT'), ready: { tcp: {} } },
    job: { command: node('process.stdin.resume(); setTimeout(() => {}, 200)'), dependsOn: { db: 'started' } },
  })
  expect(run.server('web-1')).toMatchObject({
    status: 'waiting',
    waiting: expect.stringMatching(/^waits for chat-1, which waits for db-1/),
  })
  expect(run.cluster.servers()[0]).toMatchObject({ id: 'master-1', status: 'spawned' })
  await run.reaches('web-1', 'ready')
  expect(run.server('job-1')).toMatchObject({
    status: 'exited',
    waiting: 'done: exited with code 0',
    problem: null,
  })
  const spawned = run.rows().filter((row) => row.endsWith(' spawned'))
  expect(spawned.filter((row) => !row.startsWith('master'))).toEqual(
    ['db-1', 'job-1', 'chat-1', 'web-1'].map((id) => `${id} spawned`),
  )
  expect(await run.log('master-1')).toContain('expects chat-1\n')
  await run.cluster.stop()
  const exited = run.rows().filter((row) => row.endsWith(' exited') && !row.startsWith('job'))
  expect(exited.slice(0, 3)).toEqual(['web-1', 'chat-1', 'db-1'].map((id) => `${id} exited`))
})

test('a dependency that fails is named with the reason, and those that wait are started after it', async () => {
  await using run = await programs({
    db: { command: ['no-such-program', '$PORT'] },
    job: { command: node('console.error("no database"); process.exit(3)') },
    chat: { dependsOn: ['db'] },
    late: { dependsOn: { job: 'exited' } },
  })
  await run.reaches('job-1', 'failed')
  await until('the reason is known', () => run.server('job-1')?.problem)
  expect(run.server('chat-1')).toMatchObject({
    status: 'waiting',
    waiting:
      'waits for db-1, which could not be started: there is no program no-such-program on the PATH. Install it, or write its path in the command.',
  })
  expect(run.server('late-1')?.waiting).toBe('waits for job-1, which exited with code 3. Its last lines:')
  expect(run.server('job-1')?.problem).toMatchObject({
    code: 'EXITED',
    message: 'job-1 exited with code 3. Its last lines:\nno database',
  })
  const { unmet } = await run.api.waitFor('', 'converged', 1)
  expect(unmet).toContain(
    'chat-1 waits for db-1, which could not be started: there is no program no-such-program on the PATH. Install it, or write its path in the command.',
  )
  // One that waits can be stopped.
  await run.cluster.act('chat-1', 'stop')
  expect(run.server('chat-1')).toMatchObject({ status: 'exited', desired: 'stopped' })
})

test('the output of what is waited for is shown', async () => {
  await using run = await programs({
    db: {
      command: node(`console.log('password=hunter2 disk is full'); ${LASTS}`),
      port: 1,
      ready: { tcp: {} },
    },
    chat: { dependsOn: ['db'] },
  })
  await until('it has printed', async () => (await run.log('db-1').catch(() => '')).includes('full'))
  await until('the probe was refused', () => run.server('db-1')?.waiting?.endsWith('is refused'))
  const { unmet, output } = await run.api.waitFor('', 'converged', 1)
  expect(unmet).toContain('chat-1 waits for db-1: probe TCP 127.0.0.1:1 is refused')
  expect(output).toContainEqual({ server: 'db-1', lines: [expect.stringContaining('disk is full')] })
  expect(JSON.stringify(output)).not.toContain('hunter2')
})

test('a program stops by the signal of the plan, then by SIGKILL', async () => {
  const onSignal = (text: string) => `process.on('SIGINT', () => { ${text} }); console.log('up'); ${LASTS}`
  const stop = { signal: 'SIGINT', seconds: 0.2 }
  await using run = await programs({
    polite: { command: node(onSignal(`console.log('bye'); process.exit(0)`)), stop },
    deaf: { command: node(onSignal('')), stop },
  })
  await until('both handle signals', async () =>
    (await Promise.all(['polite-1', 'deaf-1'].map((id) => run.log(id)))).every((log) => log.includes('up')),
  )
  await Promise.all([run.cluster.act('polite-1', 'stop'), run.cluster.act('deaf-1', 'stop')])
  expect(run.server('polite-1')).toMatchObject({ exit: { code: 0 }, status: 'exited', problem: null })
  expect(run.server('deaf-1')).toMatchObject({ exit: { signal: 'SIGKILL' }, status: 'exited', problem: null })
})

test('a killed program is started again by its policy, with the same port; others refuse what only servers can', async () => {
  await using run = await programs(
    { web: { command: node(LISTENS, '$PORT'), ready: { tcp: {} }, restart: 'always', count: 2 } },
    { restarts: { initialDelayMs: 1, maxDelayMs: 1, jitter: 0, stableAfterMs: 1e6, maxCrashes: 5 } },
  )
  await run.allReady()
  const { pid, port } = run.server('web-1') ?? {}
  expect(port).not.toBe(run.server('web-2')?.port)
  process.kill(pid ?? 0, 'SIGKILL')
  await until(
    'it runs again',
    () => run.server('web-1')?.pid !== pid && run.server('web-1')?.status === 'ready',
  )
  expect(run.server('web-1')).toMatchObject({ port, restarts: 1 })
  await run.cluster.act('web-1', 'kill')
  expect(run.server('web-1')).toMatchObject({ status: 'exited', desired: 'stopped' })
  expect(() => run.cluster.injectFault('web-2', { link: 'rpc', fault: { kind: 'cut' } })).toThrow(
    'web-2 has no links',
  )
  await expect(run.cluster.openDebugger('web-2')).rejects.toThrow(
    'web-2 is not a server that Grove can debug',
  )
  await run.cluster.scale('web', 3)
  await run.reaches('web-3', 'ready')
})

test('an edited plan may change a command, but not what a type is', async () => {
  let servers: Record<string, object> = { web: { command: node(`console.log('one'); ${LASTS}`) }, chat: {} }
  const reloadPlan = async () => planOf({ name: 'test', servers })
  await using run = await programs(servers, { reloadPlan })
  await run.allReady()
  servers = { ...servers, web: { command: node(`console.log('two'); ${LASTS}`) } }
  await run.cluster.act('web-1', 'restart')
  await until('the new command runs', async () => (await run.log('web-1')).endsWith('two\n'))
  for (const [change, field] of [
    [{ web: {} }, 'servers.web.command'],
    [{ chat: { command: 'x' } }, 'servers'],
  ] as const) {
    servers = { ...servers, ...change }
    await expect(run.cluster.act('web-1', 'restart')).rejects.toMatchObject({
      code: 'PLAN_BROKEN',
      problem: { field },
    })
    servers = { web: { command: node(LASTS) }, chat: {} }
  }
  expect(run.server('web-1')?.status).toBe('ready')
})

test('a program whose port is in use is not started, and the field is named', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await until('the port is taken', () => squatter.listening)
  const { port } = squatter.address() as { port: number }
  try {
    await using run = await programs({ web: { command: node(LISTENS, '$PORT'), port } })
    expect(run.server('web-1')?.problem).toMatchObject({ code: 'PORT_IN_USE', field: 'servers.web.port' })
  } finally {
    squatter.close()
  }
})
