// A server at a breakpoint is neither counted as lost nor killed.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { chatPlan, startCluster, type RunningCluster } from '../support/cluster.ts'
import { DebuggerClient } from '../support/debugger-client.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

/** So that a silent server is lost within 250 ms. */
const SHORT = {
  parameters: { heartbeatIntervalMs: 100, heartbeatTimeoutMs: 150 },
  grace: { stopMs: 1_000, sigtermMs: 1_000 },
}

const removalsOf = ({ events }: RunningCluster, id: string): number =>
  events.filter((event) => event.t === 'view' && event.removed.some((gone) => gone.id === id)).length

it('a server at a breakpoint outlives the heartbeat timeout; a stop waits for it, a second stop kills it', async () => {
  await using running = await startCluster(chatPlan({ gate: 1, connector: 1, chat: 2 }), SHORT)
  await running.converged(4)
  const { cluster } = running
  const server = (id: string) => cluster.servers().find((one) => one.id === id)
  const [first, second, again] = [
    await cluster.openDebugger('chat-1'),
    await cluster.openDebugger('chat-2'),
    await cluster.openDebugger('chat-1'),
  ]
  expect(first.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/)
  expect(first.devtoolsUrl).toContain(first.url.replace('ws://', 'ws='))
  expect(again).toEqual(first)
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port)

  const debug = await DebuggerClient.attach(first.url)
  await debug.breakHere()
  for (let round = 1; round <= 3; round += 1) {
    const before = removalsOf(running, 'connector-1')
    await cluster.act('connector-1', 'pause')
    await expect(cluster.openDebugger('connector-1')).rejects.toMatchObject({ code: 'PAUSED' })
    await until(
      'a silent server without a debugger is lost',
      () => removalsOf(running, 'connector-1') > before,
    )
    await cluster.act('connector-1', 'resume')
    await running.converged(4)
  }
  expect(removalsOf(running, 'chat-1')).toBe(0)
  await debug.goOn()
  await debug.breakHere()

  const stopped = cluster.act('chat-1', 'stop')
  const waits = (id: string) => server(id)?.stopping?.killAt === null && server(id)?.waiting
  expect(await until('the stop waits', () => waits('chat-1'))).toContain('at a breakpoint')
  expect(removalsOf(running, 'chat-1')).toBe(0)
  debug.close()
  await stopped
  expect(server('chat-1')).toMatchObject({ status: 'exited', exit: { code: 0 } })
  const states = running.events.filter((event) => event.t === 'state' && event.process === 'chat-1')
  expect(states.map((event) => event.t === 'state' && event.to)).not.toContain('reconnecting')
  const reasons = running.events.flatMap((event) =>
    event.t === 'process' && event.process === 'chat-1' ? (event.reason ?? []) : [],
  )
  expect(reasons).toContain('at a breakpoint; the time there does not count')

  const other = await DebuggerClient.attach(second.url)
  await other.breakHere()
  const ended = running.stop()
  await until('the stop of the whole cluster waits', () => waits('chat-2'))
  await running.stop()
  await ended
  other.close()
  expect(server('chat-2')).toMatchObject({ exit: { signal: 'SIGKILL' } })
})

it('inspect finds a debugger opened at the start, and fails for a server that does not run', async () => {
  const change = { gate: { count: 1, port: 'none', nodeArgs: ['--inspect=127.0.0.1:0'] } }
  await using running = await startCluster(chatPlan({ connector: 1, chat: 1 }, change), SHORT)
  await running.converged(3)
  const { cluster } = running
  await expect(cluster.openDebugger('chat-9')).rejects.toMatchObject({ code: 'NO_SUCH_SERVER' })
  const gate = await DebuggerClient.attach((await cluster.openDebugger('gate-1')).url)
  await gate.breakHere()
  await until('another server has its own', async () => {
    const { url } = await cluster.openDebugger('chat-1')
    return url.startsWith('ws://127.0.0.1:')
  })
  expect(removalsOf(running, 'gate-1')).toBe(0)
  await gate.goOn()
  gate.close()
})

it('the debugger of a server with a blocked event loop is opened by a signal', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'servers', 'busy', 'lifecycle.mjs')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(
    file,
    `import { writeFileSync } from 'node:fs'
    export default {
      afterStartAll() {
        writeFileSync('blocked', '')
        for (;;);
      },
    }`,
  )
  const plan = { name: 'busy', servers: { busy: { count: 1 } } }
  await using running = await startCluster(plan, { ...SHORT, directory: folder.path })
  await until('its event loop is blocked', () => existsSync(join(folder.path, 'blocked')))
  const { url } = await running.cluster.openDebugger('busy-1')
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//)
  await running.cluster.act('busy-1', 'kill')
})
