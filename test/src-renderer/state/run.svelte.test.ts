// A run on screen: pushed and fetched lines, and which readers they update.
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import type { HostApi } from '../../../src-main/contract/index.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession } from '../fake-session.ts'
import { pageOf } from '../../support/recorded-lines.ts'

/** Runs `read` as an effect would, and returns the values that it saw so far. */
function watch<T>(read: () => T): T[] {
  const seen: T[] = []
  $effect.root(() => {
    $effect(() => void seen.push(read()))
  })
  flushSync()
  return seen
}

test('whoever reads the events is updated after each batch, in one step per frame', async () => {
  const { session, record } = await liveSession()
  const run = session.run as Run
  const counts = watch(() => run.store.events.length)
  const agreeing = watch(() => run.history.latest?.agreeing ?? 0)
  expect(counts).toEqual([0])
  record(0, 10)
  record(10, 30)
  await expect.poll(() => counts.at(-1)).toBe(29)
  expect(counts).toEqual([0, 29])
  record(30)
  await expect.poll(() => counts.at(-1)).toBe(lines.length - 1)
  expect(agreeing.at(-1)).toBe(4)
})

test('a derived value that nobody shows is up to date when it is read again', async () => {
  const { session, record } = await liveSession()
  const run = session.run as Run
  const count = $derived(run.store.events.length)
  const readCount = (): number => count
  expect(readCount()).toBe(0)
  record(0)
  await expect.poll(readCount).toBe(lines.length - 1)
})

test('calls between servers do not update those who read the control plane only', async () => {
  const { session, record } = await liveSession()
  const run = session.run as Run
  const all = watch(() => run.store.events.length)
  record(0)
  await expect.poll(() => all.at(-1)).toBe(lines.length - 1)
  const control = watch(() => run.controlEvents.length)
  const call = lines.find((line) => line.t === 'packet' && line.link === 'rpc')
  if (!call) throw new Error('the synthetic run has no call')
  run.receiveLines(lines.length, [call])
  await expect.poll(() => all.at(-1)).toBe(lines.length)
  expect(control).toHaveLength(1)
})

test('lines that are missing before a pushed batch are fetched, and nothing is added twice', async () => {
  const fetch = vi.fn<HostApi['lines']>(async (_run, from) => pageOf(lines, from))
  const { session } = await liveSession({ lines: fetch })
  const run = session.run as Run
  run.receiveLines(40, lines.slice(40))
  await expect.poll(() => run.caughtUp).toBe(true)
  expect(run.store.events.length).toBe(lines.length - 1)
  expect(fetch.mock.calls[0]).toEqual([run.id, 0])
})
