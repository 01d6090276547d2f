// A launcher is suspended while its servers call each other as fast as they can: their memory stays bounded, and lost
// records are counted in a gap.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Timeline } from '../../src-main/timeline/index.ts'
import { parseTimeline } from '../support/parse-timeline.ts'
import { slowDown, progressOf, writeSaturatingProject } from '../support/saturating-project.ts'
import { GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const STALL_MS = 5_000
/** What records that wait for the launcher may add to a server's resident memory. */
const MAX_GROWTH_MIB = 100
const SERVERS = ['caller-1', 'caller-2', 'echo-1']

it('a launcher that stalls for 5 s costs its servers little memory, and each lost record is counted', async () => {
  await using folder = await temporaryFolder()
  const plan = await writeSaturatingProject(folder.path, { callers: 2, inFlight: 50, payload: 600 })
  await writeFile(join(folder.path, 'grove.json'), JSON.stringify(plan))
  const record = join(folder.path, 'busy.ndjson')
  const env = { GROVE_STATE: join(folder.path, 'state') }
  const grove = new GroveProcess(['up', folder.path, '--record', record], { env })
  const calls = async () => (await progressOf(folder.path, 'caller-1'))?.calls ?? 0
  await until('calls are made', async () => (await calls()) > 5_000)

  const pids = await serversOf(env.GROVE_STATE)
  const before = await Promise.all(pids.map(residentPeak))
  expect(pids).toHaveLength(SERVERS.length)
  const made = await calls()
  grove.child.kill('SIGSTOP')
  await pause(STALL_MS)
  const grown = await Promise.all(pids.map(async (pid, n) => (await residentPeak(pid)) - before[n]!))
  expect((await calls()) - made, 'calls while it stood still').toBeGreaterThan(5_000)
  grove.child.kill('SIGCONT')
  for (const more of grown) expect(more, 'MiB that a server grew by').toBeLessThan(MAX_GROWTH_MIB)

  // A loss is known only from a later number, so later records must exist.
  await slowDown(folder.path)
  const calmed = process.hrtime.bigint()
  await until('all that was told has arrived', async () => tellsUntil(await readFile(record, 'utf8'), calmed))
  grove.child.kill('SIGINT')
  expect((await grove.finished).code).toBe(130)
  const timeline = parseTimeline(await readFile(record, 'utf8'))
  const gaps = timeline.events.flatMap((event) => (event.t === 'gap' ? event : []))
  expect(new Set(gaps.map(({ process }) => process))).toEqual(new Set(SERVERS))
  expect(gaps.reduce((sum, { lost }) => sum + lost, 0)).toBe(missing(timeline))
  expect(timeline.footer?.dropped).toBe(missing(timeline))
}, 60_000)

/** Whether both ends have reported calls of every caller from a second after this monotonic time. */
function tellsUntil(text: string, moment: bigint): boolean {
  const { header, events } = parseTimeline(text)
  const late = Number(moment - BigInt(header.t0)) + 1e9
  const callers = new Set<string>()
  for (const event of events) {
    if (event.t !== 'packet' || event.link !== 'rpc' || event.received === null) continue
    if (event.sent !== null && event.sent > late) callers.add(event.from)
  }
  return SERVERS.every((id) => callers.has(id))
}

/** Counts observations of packets that are missing in the timeline, by gaps in their numbers. */
function missing({ events }: Timeline): number {
  const streams = new Map<string, { last: number; lastReceived: number; sightings: number }>()
  for (const event of events) {
    if (event.t !== 'packet') continue
    const { conn, direction, n = 0, sent, received } = event
    const stream = streams.get(`${conn} ${direction}`) ?? { last: 0, lastReceived: 0, sightings: 0 }
    streams.set(`${conn} ${direction}`, stream)
    stream.last = Math.max(stream.last, n)
    // A packet sent while its receiver closed never arrived.
    if (received !== null) stream.lastReceived = Math.max(stream.lastReceived, n)
    stream.sightings += Number(sent !== null) + Number(received !== null)
  }
  return [...streams.values()].reduce(
    (sum, { last, lastReceived, sightings }) => sum + last + lastReceived - sightings,
    0,
  )
}

/** Returns the peak resident memory of a process, MiB. */
async function residentPeak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Returns the pids of this run's servers. */
async function serversOf(state: string): Promise<number[]> {
  const pids = await processesOf(state)
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')))
  return pids.filter((_, n) => SERVERS.some((id) => commands[n]?.split('\0').includes(id)))
}
