// The inspector: selection, stepping and filtering over one run.
import { beforeEach, expect, test } from 'vitest'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import { lines, liveSession, timeline } from '../fake-session.ts'

let run: Run
let inspector: Inspector
beforeEach(async () => {
  const { session } = await liveSession()
  run = session.run as Run
  run.receiveLines(0, lines)
  run.updateClock()
  inspector = new Inspector(run)
})

const selected = (): number => inspector.filtered.indexOf(inspector.selectedEvent as never)

test('stepping starts at the edge of the view, moves by one, and stops at both ends', () => {
  inspector.fitAll()
  inspector.step(1)
  expect(selected()).toBe(0)
  inspector.step(1)
  expect(selected()).toBe(1)
  inspector.step(-1)
  inspector.step(-1)
  expect(selected()).toBe(0)
  inspector.selectEvent(inspector.filtered.at(inspector.filtered.length - 1))
  inspector.step(1)
  expect(selected()).toBe(inspector.filtered.length - 1)
})

test('stepping passes over filtered events', () => {
  inspector.query = 'name:register'
  const names = Array.from({ length: inspector.filtered.length }, () => {
    inspector.step(1)
    return inspector.selectedEvent?.t === 'packet' ? inspector.selectedEvent.name : null
  })
  expect(new Set(names)).toEqual(new Set(['register']))
})

test('a query with an error filters nothing and names the position', () => {
  inspector.query = '/(/'
  expect(inspector.queryError).toMatchObject({ at: expect.any(Number), message: expect.any(String) })
  expect(inspector.filtered.length).toBe(timeline.events.length)
})

test('one phase alone, and all again', () => {
  inspector.showOnlyPhase('register')
  expect(inspector.hiddenPhases.has('register')).toBe(false)
  expect(inspector.hiddenPhases.size).toBe(8)
  inspector.showOnlyPhase('register')
  expect(inspector.hiddenPhases.size).toBe(0)
  inspector.togglePhase('rpc')
  expect([...inspector.hiddenPhases]).toEqual(['rpc'])
})

test('selecting an event stops following, keeps it in view, and finds its causes and effects', () => {
  const answer = timeline.events.find((event) => event.t === 'packet' && event.name === 'subscribe.ack')
  inspector.selectEvent(answer as never)
  expect(inspector.viewport.follow).toBe(false)
  expect(inspector.causes.some((event) => event.t === 'packet' && event.name === 'subscribe')).toBe(true)
  const x = inspector.scale.x(answer?.t === 'packet' ? (answer.sent ?? 0) : 0)
  expect(x).toBeGreaterThan(0)
  expect(x).toBeLessThan(inspector.width)
  inspector.clearSelection()
  expect([inspector.selectedEvent, inspector.detailsOpen, inspector.relatedEvents.length]).toEqual([
    null,
    false,
    0,
  ])
})

test('events that come while not following are counted until following goes on', () => {
  inspector.pan(-10)
  expect(inspector.newEvents).toBe(0)
  run.receiveLines(lines.length, timeline.events.slice(0, 1))
  expect(inspector.newEvents).toBe(1)
  inspector.goLive()
  expect(inspector.viewport.follow).toBe(true)
})
