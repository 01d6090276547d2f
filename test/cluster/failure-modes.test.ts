// Failure modes of the machine: a full disk, an unwritable state folder, a clock that is set back.
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launch } from '../../src-main/host/launch.ts'
import { parseTimeline } from '../support/parse-timeline.ts'
import { chatPlan, planOf, RunningCluster, samplePath } from '../support/cluster.ts'
import { grove, groveBin, GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { unkillableServersReady, writeUnkillableProject } from '../support/unkillable-project.ts'
import { until } from '../support/until.ts'

const clockBack = join(import.meta.dirname, '..', 'fixtures', 'processes', 'clock-jump.mjs')

async function recordingIn(state: string) {
  const runs = await readdir(join(state, 'runs'))
  return parseTimeline(await readFile(join(state, 'runs', runs[0] ?? '', 'timeline.ndjson'), 'utf8'))
}

it('a full disk is reported and stops nothing; the recording on another disk is complete', async () => {
  await using folder = await temporaryFolder()
  const up = ['up', '--sample', 'chat', '--exit-when-ready', '--record', '/dev/full']
  const result = await grove(up, { env: { GROVE_STATE: folder.path } })
  expect(result.code).toBe(1)
  expect(result.stderr.match(/The timeline ends early in \/dev\/full: the disk is full/g)).toHaveLength(1)
  expect((await recordingIn(folder.path)).footer).toMatchObject({ converged: true, exit: 0 })
})

// Only root may make a disk so small.
it.runIf(process.getuid?.() === 0)(
  'a full disk: the servers run on, one problem says it, what is recorded can be read',
  async () => {
    await using folder = await temporaryFolder()
    const state = join(folder.path, 'state')
    await mkdir(state)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', state])
    try {
      const project = await writeUnkillableProject(folder.path, ['idle', 'printing'])
      const process = new GroveProcess(['up', project], { env: { GROVE_STATE: state } })
      await process.waitForOutput('converged')
      await unkillableServersReady(project, ['idle', 'printing'])
      const fill = async () => {
        await writeFile(join(state, 'filler'), Buffer.alloc(4_000_000)).catch(() => {})
        return (await statfs(state)).bavail === 0
      }
      await until('the disk is full', fill)
      const before = await processesOf(`GROVE_STATE=${state}`)
      expect(before.length).toBeGreaterThanOrEqual(4)
      process.child.kill('SIGINT')
      const { code, stderr } = await process.finished
      expect(code).toBe(130)
      expect(stderr.match(/The timeline ends early/g)).toHaveLength(1)
      expect((await recordingIn(state)).events.length).toBeGreaterThan(10)
      expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
    } finally {
      execFileSync('umount', ['-l', state])
    }
  },
)

it('an unwritable runs folder starts nothing and prints what to do', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'runs'), 'a file in the place of the folder')
  const result = await grove(['up', '--sample', 'chat'], { env: { GROVE_STATE: folder.path } })
  expect(result.code).toBe(1)
  expect(result.stderr).toContain(
    `${join(folder.path, 'runs')} cannot be read: a part of the path is a file.`,
  )
  expect(result.stderr).toContain('GROVE_STATE')
  expect(result.stderr).not.toContain('    at ')
})

// Permissions do not bind root; a file in the place of the folder binds everybody.
it('an unwritable logs folder is reported for each server, which runs without a log', async () => {
  await using folder = await temporaryFolder()
  const plan = planOf(chatPlan({ connector: 0, chat: 1 }))
  const {
    supervisor: cluster,
    file,
    logs,
  } = await launch({ directory: samplePath, state: folder.path, plan })
  await rm(logs.folder, { recursive: true })
  await writeFile(logs.folder, '')
  await using running = new RunningCluster(cluster, file, folder.path)
  await cluster.start()
  await running.converged(2)
  const said = running.events.flatMap((event) =>
    event.t === 'log' ? [`${event.process}: ${event.text}`] : [],
  )
  expect(said.toSorted()).toEqual(
    ['chat-1', 'gate-1', 'master-1'].map(
      (id) => `${id}: output of this server is lost: its log cannot be opened`,
    ),
  )
})

it('a clock that is set back affects neither recorded times nor stopping', async () => {
  await using folder = await temporaryFolder()
  const project = await writeUnkillableProject(folder.path, ['idle'])
  const command = [process.execPath, '--import', clockBack, groveBin]
  const env = { GROVE_STATE: folder.path }
  const running = new GroveProcess(['up', project], { command, env })
  await running.waitForOutput('converged')
  running.child.kill('SIGUSR2')
  running.child.kill('SIGINT')
  expect((await running.finished).code).toBe(130)
  const { events, footer } = await recordingIn(folder.path)
  const own = events.flatMap((event) => (event.t === 'process' ? [event.at] : []))
  expect(own).toEqual(own.toSorted((a, b) => a - b))
  const durations = events.map((event) =>
    event.t === 'packet' ? (event.received ?? event.sent ?? 0) - (event.sent ?? 0) : event.at,
  )
  expect(Math.min(...durations)).toBeGreaterThanOrEqual(0)
  expect(footer).toMatchObject({ converged: true, exit: 130 })
})
