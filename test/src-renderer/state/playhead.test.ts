// The playhead and the moment that it shows.
import { beforeEach, expect, test, vi } from 'vitest'
import { convergence, timeOf, type ClusterState } from '../../../src-main/timeline/index.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import type { Playhead } from '../../../src-renderer/state/playhead.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession, timeline } from '../fake-session.ts'

const END = Math.max(...timeline.events.map(timeOf))
let run: Run
let inspector: Inspector
let playhead: Playhead
beforeEach(async () => {
  const { session } = await liveSession()
  run = session.run as Run
  run.receiveLines(0, lines)
  run.now = END + 1e9
  inspector = new Inspector(run)
  playhead = inspector.playhead
})

test('it sticks to now until it is moved, and again at or after now', () => {
  expect([playhead.at, playhead.time, playhead.isLive]).toEqual([null, run.now, true])
  playhead.moveTo(END / 2)
  expect([playhead.at, playhead.time, playhead.isLive]).toEqual([END / 2, END / 2, false])
  playhead.moveTo(-5)
  expect(playhead.at).toBe(0)
  playhead.moveTo(run.now + 5e9)
  expect([playhead.at, playhead.isLive]).toEqual([null, true])
})

test('the previous stop is where a jump or a drag began', () => {
  expect(playhead.previousStop).toBeNull()
  playhead.moveTo(1e6)
  expect(playhead.previousStop).toBe(run.now)
  playhead.moveTo(2e6)
  for (const time of [3e6, 4e6, 5e6]) playhead.drag(time)
  expect(playhead.previousStop).toBe(1e6)
})

test('after the last chapter it goes to now, before the first to the start', () => {
  playhead.moveTo(END)
  playhead.toStop(1)
  expect(playhead.at).toBeNull()
  playhead.toStop(-1)
  expect(run.chapters.map(({ from }) => from)).toContain(playhead.at)
  playhead.moveTo(0)
  playhead.toStop(-1)
  expect(playhead.at).toBe(0)
})

test('playing moves at its speed, skips folded idle time, and ends live', async () => {
  playhead.moveTo(END - 1e6)
  playhead.speed = 10
  playhead.play()
  expect(playhead.isPlaying).toBe(true)
  await vi.waitFor(() => expect(playhead.at).toBeNull())
  expect([playhead.isPlaying, playhead.previousStop]).toEqual([false, END - 1e6])
})

test('a pause of a live run holds the moment', () => {
  playhead.pause()
  expect(playhead.at).toBe(run.now)
  run.now += 1e9
  expect([playhead.isLive, playhead.time]).toEqual([false, run.now - 1e9])
})

test('the moment is the replay at the playhead and at its previous stop', () => {
  const { moment } = inspector
  expect(moment.before).toBeNull()
  const half = END / 2
  playhead.moveTo(half)
  expect(moment.isNow).toBe(false)
  expect(known(moment.cluster)).toEqual(known(run.replay.at(half)))
  expect(moment.convergence).toEqual(convergence(run.replay.at(half)))
  playhead.moveTo(END)
  expect(known(moment.before)).toEqual(known(run.replay.at(half)))
})

test('events after the moment do not compute it again', () => {
  playhead.moveTo(END / 2)
  const { cluster } = inspector.moment
  run.receiveLines(lines.length, timeline.events.slice(-1))
  expect(inspector.moment.cluster).toBe(cluster)
})

function known(cluster: ClusterState | null): unknown {
  return [...(cluster?.processes.values() ?? [])].map(({ id, state, view }) => [id, state, view?.revision])
}
