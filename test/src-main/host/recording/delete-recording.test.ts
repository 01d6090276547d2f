// Deleting a recorded run: what is removed, and what is refused.
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HostEvent } from '../../../../src-main/contract/index.ts'
import { createHost } from '../../../../src-main/host/host.ts'
import { createRunFolder, markInUse, timelineFile } from '../../../../src-main/host/recording/run-folder.ts'
import { ProcessLedger } from '../../../../src-main/host/system/process-ledger.ts'
import { encodeLine } from '../../../../src-main/timeline/index.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 3 })

async function makeRun(state: string, n: number) {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, n))
  const folder = await createRunFolder(state, { run: `run-${n}`, directory: state, startedAt })
  await writeFile(folder.timeline, [header, ...events].map(encodeLine).join(''))
  await writeFile(join(folder.logs, 'chat-1.log'), 'text')
  return folder
}

const open = (state: string) => createHost({ shell: 'web', state })
const count = async (state: string) => (await readdir(join(state, 'runs'))).length

test('a recording is deleted with its logs, and every window hears of it', async () => {
  await using folder = await temporaryFolder()
  const { timeline } = await makeRun(folder.path, 1)
  await makeRun(folder.path, 2)
  const host = open(folder.path)
  const heard: HostEvent[] = []
  host.listen((event) => heard.push(event))
  await host.api.deleteRecording(timeline)
  expect((await host.api.history(null)).map(({ file }) => file)).not.toContain(timeline)
  expect(await count(folder.path)).toBe(1)
  expect(heard).toEqual([{ type: 'historyChanged' }])
})

test('a deleted recording is no recent entry any more', async () => {
  await using folder = await temporaryFolder()
  const { timeline } = await makeRun(folder.path, 1)
  const host = open(folder.path)
  const { run } = await host.api.open(timeline)
  await expect(host.api.deleteRecording(timeline)).rejects.toMatchObject({
    problem: { code: 'RECORDING_OPEN', hint: expect.stringContaining('Close it') },
  })
  await host.api.close(run)
  expect((await host.api.home()).recent).toHaveLength(1)
  await host.api.deleteRecording(timeline)
  expect((await host.api.home()).recent).toEqual([])
  await host.close()
})

test('a recording in use by another Grove is refused', async () => {
  await using folder = await temporaryFolder()
  const { path, timeline } = await makeRun(folder.path, 1)
  const release = await markInUse(path, 'recorded')
  const refused = open(folder.path).api.deleteRecording(timeline)
  await expect(refused).rejects.toMatchObject({ problem: { code: 'RECORDING_OPEN' } })
  expect(await count(folder.path)).toBe(1)
  await release()
  await open(folder.path).api.deleteRecording(timeline)
  expect(await count(folder.path)).toBe(0)
})

test('the recording of a run with processes is refused', async () => {
  await using folder = await temporaryFolder()
  const { path, timeline } = await makeRun(folder.path, 1)
  const run = { run: 'run-1', name: 'x', directory: folder.path, startedAt: '2026-01-01T00:01:00Z' }
  const ledger = new ProcessLedger(path, run)
  ledger.add('chat-1', process.pid)
  await expect.poll(() => readdir(path)).toContain('processes.json')
  const refused = open(folder.path).api.deleteRecording(timeline)
  await expect(refused).rejects.toMatchObject({ problem: { code: 'STILL_RUNNING' } })
  expect(await count(folder.path)).toBe(1)
})

test('nothing outside the folder of all runs is deleted, and no link is followed', async () => {
  await using folder = await temporaryFolder()
  await using other = await temporaryFolder()
  const elsewhere = await makeRun(other.path, 1)
  const { path, timeline } = await makeRun(folder.path, 2)
  const runs = join(folder.path, 'runs')
  await symlink(elsewhere.path, join(runs, 'link'), 'junction')
  await symlink(other.path, join(path, 'inner'), 'junction')
  await mkdir(join(runs, 'deep', 'run'), { recursive: true })
  const host = open(folder.path)
  for (const file of [
    elsewhere.timeline,
    timelineFile(join(runs, 'link')),
    timelineFile(join(runs, '..')),
    timelineFile(runs),
    timelineFile(join(runs, 'deep', 'run')),
    `${path}/../../runs/x/timeline.ndjson`,
    path,
    'timeline.ndjson',
  ])
    await expect(host.api.deleteRecording(file), file).rejects.toMatchObject({
      problem: { code: 'NOT_FOUND' },
    })
  await host.api.deleteRecording(timeline)
  expect(await readdir(elsewhere.path)).toEqual(
    expect.arrayContaining(['logs', 'run.json', 'timeline.ndjson']),
  )
  expect((await readdir(runs)).toSorted()).toEqual(['deep', 'link'])
})
