// Kills the launcher of a busy run (SIGKILL) and compares its recordings with what its servers wrote down.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { readTimeline } from '../../src-main/host/run.ts'
import { signalGroup } from '../../src-main/host/system/process-group.ts'
import { timeOf, type ParsedTimeline } from '../../src-main/timeline/index.ts'
import { callCountsAt, pidOf, writeBusyProject, type CallCounts } from './busy-project.ts'
import { GroveProcess, processesOf, temporaryFolder } from './grove.ts'
import { until } from './until.ts'

/** How much of the end of a run may be missing. */
const MAX_LOST_NS = 1e9

/** Kills the launcher `after` ms after the cluster converged; returns the number of recorded events. */
export async function expectBoundedLoss(after: number): Promise<number> {
  await using killed = await killedRun(() => pause(after))
  const own = await readWhole(killed.own)
  for (const timeline of [own, await readWhole(killed.packed)]) {
    const quiet = killed.at - BigInt(timeline.header.t0) - BigInt(lastOf(timeline))
    expect(Number(quiet), 'ns missing at the end').toBeLessThan(MAX_LOST_NS)
    for (const [server, { answers }] of await killed.known()) {
      expect(exchangedIn(timeline, server).answers, `answers to ${server}`).toBeGreaterThanOrEqual(answers)
    }
  }
  return own.events.length
}

/** Kills it while calls wait for a suspended server; returns the number of calls that the other servers made. */
export async function expectOpenCallsRecorded(stalled: string): Promise<number> {
  await using killed = await killedRun(async (project) => {
    await until('all have called all', async () => {
      const all = [...(await callCountsAt(project, process.hrtime.bigint())).values()]
      return all.length === 3 && all.every(({ answers }) => answers > 50)
    })
    process.kill(await pidOf(project, stalled), 'SIGSTOP')
    await pause(1_300)
  })
  const timeline = await readWhole(killed.own)
  const known = await killed.known()
  // It was suspended before it could report its last calls.
  known.delete(stalled)
  for (const [server, { calls, answers }] of known) {
    const exchanged = exchangedIn(timeline, server)
    expect(exchanged.calls, `calls of ${server}`).toBeGreaterThanOrEqual(calls)
    expect(exchanged.answers, `answers to ${server}`).toBeGreaterThanOrEqual(answers)
  }
  return [...known.values()].reduce((sum, { calls }) => sum + calls, 0)
}

/** Starts a busy run, runs `before`, and kills its launcher. */
async function killedRun(before: (project: string) => Promise<void>) {
  const folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  const state = join(folder.path, 'state')
  const packed = join(folder.path, 'run.ndjson.gz')
  await writeBusyProject(project)
  const launcher = new GroveProcess(['up', project, '--record', packed], { env: { GROVE_STATE: state } })
  await launcher.waitForOutput('converged')
  await before(project)
  launcher.child.kill('SIGKILL')
  const at = process.hrtime.bigint()
  await launcher.finished
  await until('all is gone', async () => {
    // test/cluster/orphans.test.ts checks that they end by themselves.
    const left = await processesOf(`GROVE_STATE=${state}`)
    for (const pid of left) signalGroup(pid, 'SIGKILL')
    return left.length === 0
  })
  const [run = ''] = await readdir(join(state, 'runs'))
  return {
    at,
    own: join(state, 'runs', run, 'timeline.ndjson'),
    packed,
    /** The counts of its servers, early enough to be in the recordings. */
    known: () => callCountsAt(project, at - BigInt(MAX_LOST_NS)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

async function readWhole(file: string): Promise<ParsedTimeline> {
  const timeline = await readTimeline(file)
  expect(timeline.footer).toBeNull()
  expect(timeline.events.map(({ seq }) => seq)).toEqual(timeline.events.map((_, index) => index + 1))
  return timeline
}

function lastOf({ events }: ParsedTimeline): number {
  return Math.max(0, ...events.slice(-1_000).map(timeOf))
}

/** Returns the recorded calls of a server and the responses to it. */
function exchangedIn({ events }: ParsedTimeline, server: string): CallCounts {
  const exchanged: CallCounts = { calls: 0, answers: 0 }
  for (const event of events) {
    if (event.t !== 'packet') continue
    const { name, from, to, sent, received, calls = [] } = event
    if (name === 'rpc.call' && from === server && sent !== null) exchanged.calls += calls.length
    if (name === 'rpc.answer' && to === server && received !== null) exchanged.answers += calls.length
  }
  return exchanged
}
