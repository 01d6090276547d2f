import { once } from 'node:events'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ledgerFile, readLedger } from '../../../../src-main/host/system/process-ledger.ts'
import { findOrphans, cleanUpOrphans } from '../../../../src-main/host/system/orphans.ts'
import { processInfo } from '../../../../src-main/host/system/process-info/process-info.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { startProcess, writeOrphanedRun } from '../../../support/orphaned-run.ts'
import { until } from '../../../support/until.ts'

test('orphans are listed, and killed on request', async () => {
  await using folder = await temporaryFolder()
  using stranger = await startProcess()
  const { child, pid, startTime } = stranger
  const about = await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime }])
  expect(await findOrphans(folder.path)).toEqual([
    {
      ...about,
      processes: [{ id: 'chat-1', pid, command: 'sleep 1000', startedAt: expect.stringMatching(/Z$/) }],
    },
  ])
  const exited = once(child, 'exit')
  await cleanUpOrphans(folder.path, ['another run'], 'stop')
  expect(await findOrphans(folder.path)).toHaveLength(1)
  await cleanUpOrphans(folder.path, ['run-1'], 'stop')
  expect(await exited).toEqual([null, 'SIGTERM'])
  expect(await findOrphans(folder.path)).toEqual([])
})

test('ignored orphans keep running and are not listed again', async () => {
  await using folder = await temporaryFolder()
  using stranger = await startProcess()
  const { child, pid, startTime } = stranger
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime }])
  await cleanUpOrphans(folder.path, ['run-1'], 'ignore')
  expect(await findOrphans(folder.path)).toEqual([])
  expect(await processInfo([pid])).toHaveLength(1)
  expect(child.signalCode).toBe(null)
})

test('a process that only has the pid of an orphan is neither listed nor killed', async () => {
  await using folder = await temporaryFolder()
  using stranger = await startProcess()
  const { child, pid, startTime } = stranger
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime: `${startTime}0` }])
  expect(await findOrphans(folder.path)).toEqual([])
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime: `${startTime}0` }])
  await cleanUpOrphans(folder.path, ['run-1'], 'stop')
  expect(await processInfo([pid])).toHaveLength(1)
  expect(child.signalCode).toBe(null)
})

test.each(['launcher', 'reaper'])('a run whose %s is alive has no orphans', async (who) => {
  await using folder = await temporaryFolder()
  using stranger = await startProcess()
  const { child, pid, startTime } = stranger
  using alive = await startProcess()
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime }], {
    [who]: { pid: alive.pid, startTime: alive.startTime },
  })
  expect(await findOrphans(folder.path)).toEqual([])
  await cleanUpOrphans(folder.path, ['run-1'], 'stop')
  expect(await processInfo([pid])).toHaveLength(1)
  expect(child.signalCode).toBe(null)
})

test.each(['', 'null', '{"v":2}', '{"v":1,"run":"run-1","processes":[{"pid":-1}]}'])(
  'a ledger that says %j is none',
  async (text) => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'runs', 'one'), { recursive: true })
    await writeFile(ledgerFile(join(folder.path, 'runs', 'one')), text)
    expect(await findOrphans(folder.path)).toEqual([])
  },
)

test('the ledger lists launcher, reaper and processes, is readable by its owner only, and is removed with the run', async () => {
  await using folder = await temporaryFolder()
  const { cluster, allReady } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  await cluster.start()
  await allReady()
  const runs = join(folder.path, 'state', 'runs')
  const [name = ''] = await readdir(runs)
  const file = ledgerFile(join(runs, name))
  const pids = () => cluster.servers().map(({ id, pid }) => [id, pid])
  const listed = async () => (await readLedger(file))?.processes.map(({ id, pid }) => [id, pid])
  const agree = async () => JSON.stringify(await listed()) === JSON.stringify(pids())
  await until('the ledger names all', agree)
  expect(await readLedger(file)).toMatchObject({ launcher: { pid: process.pid }, name: 'test' })
  expect((await readLedger(file))?.reaper?.pid).toBeGreaterThan(0)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await cluster.act('chat-2', 'kill')
  await until('the ledger names one less', async () => (await listed())?.length === 2)
  expect(await findOrphans(join(folder.path, 'state'))).toEqual([])
  await cluster.stop()
  expect(await readLedger(file)).toBe(null)
})
