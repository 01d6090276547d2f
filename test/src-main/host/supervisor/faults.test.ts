import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { TimelineLine } from '../../../../src-main/timeline/index.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

function deeds(lines: TimelineLine[]): string[] {
  return lines.flatMap((line) => {
    if (line.t === 'fault') return `${line.process}: ${line.fault}`
    if (line.t !== 'process' || line.event === 'spawned' || line.event === 'ready') return []
    return `${line.process} ${line.event}${line.reason ? `: ${line.reason}` : ''}`
  })
}

test('pause, resume and kill are rows of the timeline; a stop first resumes the process and heals its links', async () => {
  await using folder = await temporaryFolder()
  const { cluster, allReady } = await prepareFakeCluster(folder.path, { chat: { count: 2 } })
  await cluster.start()
  await allReady()
  const chat = () => cluster.servers()[1]
  await cluster.act('chat-1', 'pause')
  await cluster.act('chat-1', 'pause')
  expect(chat()).toMatchObject({ paused: true, status: 'ready' })
  const stat = () => readFile(`/proc/${chat()?.pid}/stat`, 'utf8')
  await until('its process stands still', async () => / T /.test(await stat()))
  await cluster.act('chat-1', 'resume')
  expect(chat()).toMatchObject({ paused: false })
  await cluster.act('chat-2', 'kill')
  await expect(cluster.act('chat-2', 'pause')).rejects.toMatchObject({ code: 'NOT_RUNNING' })
  expect(() => cluster.injectFault('chat-2', { link: 'rpc', fault: { kind: 'cut' } })).toThrow(
    'chat-2 is not running.',
  )

  await cluster.act('chat-1', 'pause')
  cluster.injectFault('chat-1', { link: 'control', fault: { kind: 'cut' } })
  expect(chat()?.faults).toEqual([{ link: 'control', fault: { kind: 'cut' } }])
  expect(chat()?.waiting).toBe('paused; resume it')
  await cluster.stop()
  expect(chat()).toMatchObject({ paused: false, faults: [], exit: { code: 0, signal: null } })
  expect(deeds(cluster.recorder.latestLines)).toEqual([
    'chat-1: pause',
    'chat-1: resume',
    'chat-2: kill',
    'chat-2 exited',
    'chat-1: pause',
    'chat-1: cut',
    'chat-1: resume',
    'chat-1: heal',
    'chat-1 stopping',
    'chat-1 exited',
    'master-1 stopping',
    'master-1 exited',
  ])
})

test('a server that does not stop in time gets SIGTERM and SIGKILL; a second stop kills it at once', async () => {
  await using folder = await temporaryFolder()
  const { cluster, allReady } = await prepareFakeCluster(
    folder.path,
    { unresponsive: { count: 2 } },
    { grace: { stopMs: 60, sigtermMs: 60 } },
  )
  await cluster.start()
  await allReady()
  const stopped = cluster.act('unresponsive-1', 'stop')
  const { stopping, status } = cluster.servers()[1]!
  expect(status).toBe('stopping')
  expect(stopping!.killAt! - stopping!.since).toBe(120)
  expect(Math.abs(Date.now() - stopping!.since)).toBeLessThan(1_000)
  await stopped
  expect(cluster.servers()[1]).toMatchObject({ stopping: null, exit: { signal: 'SIGKILL' } })
  expect(deeds(cluster.recorder.latestLines)).toEqual([
    'unresponsive-1 stopping',
    'unresponsive-1 stopping: did not stop within 0.06 s: SIGTERM',
    'unresponsive-1 stopping: did not stop within 0.12 s: SIGKILL',
    'unresponsive-1 exited',
  ])
  void cluster.act('unresponsive-2', 'stop')
  await cluster.act('unresponsive-2', 'stop')
  await cluster.stop()
  expect(deeds(cluster.recorder.latestLines).filter((row) => row.startsWith('unresponsive-2'))).toEqual([
    'unresponsive-2 stopping',
    'unresponsive-2 exited',
  ])
})
