import { expect, test } from 'vitest'
import { afterwards, printable, whyNotYet } from '../../../src-main/cli/report.ts'
import { StartWatch } from '../../../src-main/cli/start-watch.ts'
import { prepareFakeCluster } from '../../support/fake-cluster.ts'
import { temporaryFolder } from '../../support/grove.ts'

test('a server that fails during the start ends it with 1, and its reason is told', async () => {
  await using folder = await temporaryFolder()
  const { cluster, file } = await prepareFakeCluster(folder.path, { chat: {}, failing: {} })
  const watch = new StartWatch(cluster, { exitWhenReady: false, timeout: 1e6, timeoutEnds: false })
  await cluster.start()
  watch.start(() => {})
  expect(await watch.ended).toEqual({ exit: 1, reason: 'failed' })
  await cluster.stop(1)
  expect(afterwards(cluster, file, 1)).toEqual([
    'failing-1: it is bad',
    `The timeline of this run is ${file}`,
  ])
})

test('time that is up ends a start that must converge; who is missing is told', async () => {
  await using folder = await temporaryFolder()
  const { cluster } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  const watch = new StartWatch(cluster, { exitWhenReady: true, timeout: 1, timeoutEnds: true })
  watch.start(() => {})
  expect(await watch.ended).toEqual({ exit: 1, reason: 'timeout' })
  expect(whyNotYet(cluster).split('\n')).toEqual([
    '  master-1 is not ready: exited',
    '  chat-1 is not ready: exited',
    '  chat-2 is not ready: exited',
    '  no server runs that could agree with the master',
  ])
  await cluster.stop(1)
})

test('a slow start that may go on is told of, and ends only when asked', async () => {
  await using folder = await temporaryFolder()
  const { cluster } = await prepareFakeCluster(folder.path, { chat: {} })
  const watch = new StartWatch(cluster, { exitWhenReady: false, timeout: 1, timeoutEnds: false })
  await new Promise<void>((resolve) => watch.start(resolve))
  watch.end(130)
  watch.end(143)
  expect(await watch.ended).toEqual({ exit: 130, reason: 'asked' })
  await cluster.stop(130)
})

test('what a log holds cannot move the cursor', () => {
  expect(printable('a\u001B[2Jb\u0007\r\nc\u009Bd\té')).toBe('a[2Jb\ncd\té')
})
