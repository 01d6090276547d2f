import { expect, test } from 'vitest'
import { summaryLines, unmetConditionsText } from '../../../src-main/cli/messages.ts'
import { StartWatch, stopRun } from '../../../src-main/cli/start-watch.ts'
import { prepareFakeCluster } from '../../support/fake-cluster.ts'
import { temporaryFolder } from '../../support/grove.ts'

test('a server that fails during the start ends the command with 1 and a message', async () => {
  await using folder = await temporaryFolder()
  const { api, cluster, file, summary } = await prepareFakeCluster(folder.path, { chat: {}, failing: {} })
  const watch = new StartWatch({ exitWhenReady: false, timeoutMs: 1e6, timeoutEnds: false })
  await cluster.start()
  watch.start(summary())
  cluster.on('changed', () => watch.update(summary()))
  expect(await watch.ended).toEqual({ exitCode: 1, reason: 'failed' })
  const ended = await stopRun(api, summary().run, 1, 'failed')
  expect(summaryLines(ended, 1)).toEqual(['failing-1: it is bad', `Timeline of this run: ${file}`])
})

test('the time limit ends a start that must converge, and the missing servers are listed', async () => {
  await using folder = await temporaryFolder()
  const { api, cluster, summary } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  const watch = new StartWatch({ exitWhenReady: true, timeoutMs: 1, timeoutEnds: true })
  watch.start(summary())
  expect(await watch.ended).toEqual({ exitCode: 1, reason: 'timeout' })
  expect((await unmetConditionsText(api, summary())).split('\n')).toEqual([
    '  master-1 is not ready: is about to start',
    '  chat-1 is not ready: is about to start',
    '  chat-2 is not ready: is about to start',
    '  no server is running',
  ])
  await cluster.stop(1)
})

test('a slow start that may go on is reported, and ends only on request', async () => {
  await using folder = await temporaryFolder()
  const { api, cluster, summary } = await prepareFakeCluster(folder.path, { chat: {} })
  const watch = new StartWatch({ exitWhenReady: false, timeoutMs: 1, timeoutEnds: false })
  await new Promise<unknown>((resolve) => watch.start(summary(), resolve))
  watch.end(130)
  watch.end(143)
  expect(await watch.ended).toEqual({ exitCode: 130, reason: 'requested' })
  expect(await stopRun(api, summary().run, 130, 'requested')).toMatchObject({ status: 'ended' })
  expect(cluster.recorder.latestLines.at(-1)).toMatchObject({ t: 'footer', exit: 130 })
})
