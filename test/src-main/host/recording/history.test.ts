// Which runs are kept and listed: the latest, within the limits, and whatever somebody uses.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { Recorder } from '../../../../src-main/host/recording/recorder.ts'
import { removeOldRuns } from '../../../../src-main/host/recording/retention.ts'
import { createRunFolder, markInUse } from '../../../../src-main/host/recording/run-folder.ts'
import { readSettings } from '../../../../src-main/host/state/settings.ts'
import { TimelineFile } from '../../../../src-main/host/recording/timeline-file.ts'
import { encodeLine, type TimelineLine } from '../../../../src-main/timeline/index.ts'
import { grove, temporaryFolder } from '../../../support/grove.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const { header, events, footer } = syntheticTimeline({ servers: 3 })
const whole: TimelineLine[] = [header, ...events, ...(footer ? [footer] : [])]

/** The nth run of this test, the later the higher. */
async function makeRun(state: string, n: number, lines = whole, directory = state) {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, n))
  const folder = await createRunFolder(state, { run: `run-${n}`, directory, startedAt })
  await writeFile(folder.timeline, lines.map(encodeLine).join(''))
  return folder
}

const kept = async (state: string) =>
  (await readdir(join(state, 'runs'))).map((name) => Number(name.split('-').at(-1))).sort((a, b) => a - b)

const plenty = { runs: 10, bytes: 1024 ** 3 }

test('the latest runs are kept up to the configured number, and runs in use always', async () => {
  await using folder = await temporaryFolder()
  const made = []
  for (let n = 1; n <= 7; n += 1) made.push(await makeRun(folder.path, n))
  const release = await markInUse(made[0]?.path ?? '', 'recorded')
  await markInUse(made[1]?.path ?? '', 'opened')
  await writeFile(join(made[2]?.path ?? '', `recorded.${process.pid}.dead.1`), '')
  await removeOldRuns(folder.path, plenty)
  expect(await kept(folder.path)).toEqual([1, 2, 3, 4, 5, 6, 7])
  await removeOldRuns(folder.path, { ...plenty, runs: 3 })
  expect(await kept(folder.path)).toEqual([1, 2, 5, 6, 7])
  await release()
  await removeOldRuns(folder.path, { ...plenty, runs: 3 })
  expect(await kept(folder.path)).toEqual([2, 5, 6, 7])
})

test('runs are kept up to the configured size, logs included', async () => {
  await using folder = await temporaryFolder()
  for (let n = 1; n <= 4; n += 1) {
    const { logs } = await makeRun(folder.path, n)
    await writeFile(join(logs, 'chat-1.log'), Buffer.alloc(1024 ** 2, 'x'))
  }
  await removeOldRuns(folder.path, { runs: 10, bytes: 3.5 * 1024 ** 2 })
  expect(await kept(folder.path)).toEqual([2, 3, 4])
})

test('the next run removes what a killed Grove had unpacked', async () => {
  await using folder = await temporaryFolder()
  const unpacked = join(folder.path, 'opened')
  await mkdir(unpacked)
  for (const pid of [999_999_999, process.pid]) await writeFile(join(unpacked, `${pid}-x.ndjson`), '')
  await removeOldRuns(folder.path, plenty)
  expect(await readdir(unpacked)).toEqual([`${process.pid}-x.ndjson`])
})

test('a run that is open in a window is kept until it is closed', async () => {
  await using folder = await temporaryFolder()
  const { timeline } = await makeRun(folder.path, 1)
  await makeRun(folder.path, 2)
  const host = createHost({ shell: 'web', state: folder.path })
  const { run } = await host.api.open(timeline)
  await removeOldRuns(folder.path, { ...plenty, runs: 1 })
  expect(await kept(folder.path)).toEqual([1, 2])
  await host.api.close(run)
  await removeOldRuns(folder.path, { ...plenty, runs: 1 })
  expect(await kept(folder.path)).toEqual([2])
})

test('the history has name, outcome and size of each run; grove history lists it', async () => {
  await using folder = await temporaryFolder()
  const [project, other] = [join(folder.path, 'project'), join(folder.path, 'other')]
  await mkdir(project)
  await mkdir(other)
  await makeRun(folder.path, 1, [header, { t: 'mark', seq: 1, at: 2.5e9, text: 'x'.repeat(100_000) }], other)
  await makeRun(folder.path, 2, whole.slice(0, -1), project)
  const end = { ...footer, t: 'footer', exit: 1 } as TimelineLine
  await makeRun(folder.path, 3, [...whole.slice(0, -1), end], project)
  const live = await makeRun(folder.path, 4, [header], project)
  await markInUse(live.path, 'recorded')
  await writeFile((await makeRun(folder.path, 5)).timeline, '{"t":"header","v":99}\n')
  const { api } = createHost({ shell: 'web', state: folder.path })
  const all = await api.history(null)
  expect(all.map(({ outcome, events: count }) => [outcome, count])).toEqual([
    ['running', 0],
    ['failed', events.length],
    ['cutOff', events.length],
    ['cutOff', 1],
  ])
  expect(await api.history(project)).toEqual(all.slice(0, 3))
  expect(all[0]).toMatchObject({
    file: live.timeline,
    directory: project,
    name: header.plan.name,
    endedAt: null,
  })
  expect(all[1]).toMatchObject({ startedAt: header.startedAt, bytes: expect.any(Number) })
  const lasted = Date.parse(all[1]?.endedAt ?? '') - Date.parse(header.startedAt)
  expect(lasted).toBeGreaterThan(10)
  const env = { GROVE_STATE: folder.path }
  const { stdout, code } = await grove(['history', project, '--json'], { env })
  expect({ code, entries: JSON.parse(stdout) as unknown }).toEqual({ code: 0, entries: all.slice(0, 3) })
  const text = (await grove(['history'], { env })).stdout
  expect(text).toMatch(/running[^]*failed after[^]*cut off after/)
  expect(text).toContain(live.timeline)
})

test('settings have defaults; invalid ones are refused with the field', async () => {
  await using folder = await temporaryFolder()
  expect(await readSettings(folder.path)).toEqual({
    history: { runs: 50, bytes: 2 * 1024 ** 3 },
    desktop: { onLastClose: 'ask' },
  })
  const write = (text: string) => writeFile(join(folder.path, 'settings.json'), text)
  await write('{ "history": { "runs": 5 } }')
  expect(await readSettings(folder.path)).toMatchObject({ history: { runs: 5, bytes: 2 * 1024 ** 3 } })
  await write('{ "history": { "runs": 0 } }')
  await expect(readSettings(folder.path)).rejects.toMatchObject({
    code: 'BAD_SETTINGS',
    message: expect.stringContaining('history.runs must be 1 at least'),
  })
  await write('{ "history": ')
  await expect(readSettings(folder.path)).rejects.toMatchObject({ code: 'BAD_SETTINGS' })
})

test('a timeline at its size limit only counts RPC packets', async () => {
  await using folder = await temporaryFolder()
  const file = await TimelineFile.create(join(folder.path, 'full.ndjson'))
  const recorder = new Recorder(header, [file], { maxBytes: 100 })
  let troubles = 0
  recorder.onProblem = () => (troubles += 1)
  recorder.flush()
  const rpc = {
    t: 'sent',
    at: 1,
    link: 'rpc',
    conn: 'c',
    direction: 'up',
    n: 1,
    event: 'rpc',
    bytes: 9,
  } as const
  recorder.addRecords('chat-1', 'i', [rpc, { ...rpc, link: 'control', event: 'register' }])
  await recorder.finish(0)
  expect(recorder.latestLines.map(({ t }) => t)).toEqual(['header', 'gap', 'packet', 'footer'])
  expect({ troubles, problems: recorder.problems.map(({ code }) => code) }).toEqual({
    troubles: 1,
    problems: ['TIMELINE_FULL'],
  })
})
