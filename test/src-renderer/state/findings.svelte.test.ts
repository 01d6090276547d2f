// The findings of a run on screen: made in parts that leave the thread to others, and no more often than they can change.
import { expect, test } from 'vitest'
import { findings, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { Findings } from '../../../src-renderer/state/findings.svelte.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 60, crash: true })
const isCall = (event: TimelineEvent): boolean => event.t === 'packet' && event.link === 'rpc'
const control = events.filter((event) => event.t !== 'log' && !isCall(event))

function storeOf(added: readonly TimelineEvent[]): EventStore {
  const store = new EventStore()
  store.append(0, [header, ...added])
  return store
}

test('the checks of many events give way to others, and find the same as all at once', async () => {
  const checks = new Findings()
  checks.refresh(storeOf(events), false, 0)
  expect(checks.checked).toBeNull()
  await expect.poll(() => checks.checked).not.toBeNull()
  expect(checks.list).toEqual(findings(control))
})

test('what comes while the checks run is checked after them', async () => {
  const store = storeOf(control.slice(0, -1))
  const checks = new Findings()
  checks.refresh(store, false, 1)
  store.append(control.length, control.slice(-1))
  checks.refresh(store, false, 2)
  await expect.poll(() => checks.checked?.until).toBe(2)
  expect(checks.list).toEqual(findings(control))
})

test('calls alone make no new checks of a live run after all deadlines', async () => {
  const store = storeOf(control)
  const checks = new Findings()
  const now = store.end + 60e9
  checks.refresh(store, true, now)
  await expect.poll(() => checks.checked?.until).toBe(now)
  const { list } = checks
  const call = events.find(isCall)
  if (call?.t !== 'packet') throw new Error('the synthetic run has no call')
  store.append(store.lines, [{ ...call, id: 'later', seq: 1e6, sent: now + 1e9, received: now + 2e9 }])
  checks.refresh(store, true, now + 3e9)
  expect(checks.checked?.until).toBe(now + 3e9)
  expect(checks.list).toBe(list)
})
