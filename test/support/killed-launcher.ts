// A busy run whose launcher is killed (SIGKILL) in the middle: what its files hold is compared with what its servers know.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { readTimeline } from '../../src-main/host/index.ts'
import { timeOf, type ParsedTimeline } from '../../src-main/timeline/index.ts'
import { answersBy, writeBusyProject } from './busy-project.ts'
import { GroveProcess, processesOf, temporaryFolder } from './grove.ts'
import { until } from './until.ts'

/** Nanoseconds of a run that may be missing at its end. */
const MISSING = 1e9

/** Kills the launcher so many milliseconds after all were ready; answers how many events its file holds. */
export async function killLauncher(after: number): Promise<number> {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  const state = join(folder.path, 'state')
  const packed = join(folder.path, 'run.ndjson.gz')
  await writeBusyProject(project)
  const launcher = new GroveProcess(['up', project, '--record', packed], { env: { GROVE_STATE: state } })
  await launcher.says('converged')
  await pause(after)
  launcher.child.kill('SIGKILL')
  const killed = process.hrtime.bigint()
  await launcher.finished
  await until('all is gone', async () => (await processesOf(`GROVE_STATE=${state}`)).length === 0)
  const [run = ''] = await readdir(join(state, 'runs'))
  const own = await check(join(state, 'runs', run, 'timeline.ndjson'), project, killed)
  await check(packed, project, killed)
  return own.events.length
}

async function check(file: string, project: string, killed: bigint): Promise<ParsedTimeline> {
  const timeline = await readTimeline(file)
  const { header, events, footer } = timeline
  expect(footer).toBeNull()
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  const last = Math.max(0, ...events.slice(-1_000).map(timeOf))
  expect(Number(killed - BigInt(header.t0)) - last, `ns missing at the end of ${file}`).toBeLessThan(MISSING)
  const recorded = answersIn(timeline)
  for (const [server, answers] of await answersBy(project, killed - BigInt(MISSING))) {
    expect(recorded.get(server) ?? 0, `answers to ${server} in ${file}`).toBeGreaterThanOrEqual(answers)
  }
  return timeline
}

/** RPC answers by the server that received them. */
function answersIn({ events }: ParsedTimeline): Map<string, number> {
  const answers = new Map<string, number>()
  for (const event of events) {
    if (event.t !== 'packet' || event.name !== 'rpc.answer' || event.received === null) continue
    answers.set(event.to, (answers.get(event.to) ?? 0) + (event.calls?.length ?? 0))
  }
  return answers
}
