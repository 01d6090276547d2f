// The inspector: selection, stepping and filtering over one run.
import { beforeEach, expect, test } from 'vitest'
import { timeOf, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { titleOf } from '../../../src-renderer/flow/event-text.ts'
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

const selected = (): number => inspector.filter.shown.indexOf(inspector.selectedEvent as never)

test('stepping starts at the start of the view, moves by one, and stops at both ends', () => {
  inspector.step(1)
  expect(selected()).toBe(0)
  inspector.step(1)
  expect(selected()).toBe(1)
  inspector.step(-1)
  inspector.step(-1)
  expect(selected()).toBe(0)
  inspector.selectEvent(inspector.filter.shown.at(inspector.filter.shown.length - 1))
  inspector.step(1)
  expect(selected()).toBe(inspector.filter.shown.length - 1)
})

test('stepping passes over filtered events', () => {
  inspector.filter.query = 'name:register'
  const names = Array.from({ length: inspector.filter.shown.length }, () => {
    inspector.step(1)
    return inspector.selectedEvent?.t === 'packet' ? inspector.selectedEvent.name : null
  })
  expect(new Set(names)).toEqual(new Set(['register']))
})

test('a query with an error keeps the last one without, and names the position', () => {
  inspector.filter.query = 'name:register'
  const passing = inspector.filter.hits.length
  inspector.filter.query = 'name:register /('
  expect(inspector.filter.error).toMatchObject({ at: expect.any(Number), message: expect.any(String) })
  expect(inspector.filter.hits.length).toBe(passing)
  inspector.filter.query = ''
  expect(inspector.filter.hits.length).toBe(timeline.events.length)
})

test('dimming shows all events and steps from hit to hit', () => {
  inspector.filter.query = 'name:register'
  const passing = inspector.filter.hits.length
  inspector.filter.mode = 'dim'
  expect(inspector.filter.shown.length).toBe(timeline.events.length)
  const { dimmed } = inspector.filter
  const bright = timeline.events.filter((_, place) => !dimmed?.(place))
  expect(bright.length).toBe(passing)
  inspector.stepHit(1)
  expect([inspector.hitIndex, titleOf(inspector.selectedEvent as TimelineEvent)]).toEqual([0, 'register'])
  inspector.stepHit(1)
  expect(inspector.hitIndex).toBe(1)
  inspector.step(1)
  expect(inspector.hitIndex).toBe(-1)
})

test('the counts of phases respect the query, and include hidden phases', () => {
  inspector.filter.query = 'from:chat-1'
  inspector.filter.togglePhase('register')
  const expected = timeline.events.filter(
    (event) => event.t === 'packet' && event.from === 'chat-1' && event.phase === 'register',
  )
  expect(inspector.filter.phaseCounts.get('register')).toBe(expected.length)
  expect(expected.length).toBeGreaterThan(0)
})

test('one phase alone, and all again', () => {
  inspector.filter.showOnlyPhase('register')
  expect(inspector.filter.hiddenPhases.has('register')).toBe(false)
  expect(inspector.filter.hiddenPhases.size).toBe(8)
  inspector.filter.showOnlyPhase('register')
  expect(inspector.filter.hiddenPhases.size).toBe(0)
  inspector.filter.togglePhase('rpc')
  expect([...inspector.filter.hiddenPhases]).toEqual(['rpc'])
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

test('selecting an event moves the playhead to it, and selecting a server does not move it', () => {
  const event = inspector.filter.shown.at(40)
  inspector.selectEvent(event)
  expect(inspector.playhead.at).toBe(timeOf(event))
  inspector.selectServer('chat-1')
  expect(inspector.playhead.at).toBe(timeOf(event))
  inspector.goLive()
  expect([inspector.playhead.at, inspector.newEvents]).toEqual([null, 0])
})

test('[ and ] follow a chain of causes and back', () => {
  const answer = timeline.events.find((event) => event.t === 'packet' && event.name === 'subscribe.ack')
  inspector.selectEvent(answer as TimelineEvent)
  inspector.toCause()
  const cause = inspector.selectedEvent as TimelineEvent
  expect(timeOf(cause)).toBeLessThan(timeOf(answer as TimelineEvent))
  inspector.toEffect()
  expect(inspector.causes.map(({ seq }) => seq)).toContain(cause.seq)
})

test('the visible range is what was asked for, in both layouts', () => {
  const end = run.store.end
  run.now = end
  inspector.fitAll()
  expect(inspector.range.from).toBe(0)
  expect(inspector.range.to).toBeCloseTo(end, -3)
  inspector.folding = false
  inspector.showRange(end * 0.25, end * 0.5)
  expect(inspector.range.from).toBeCloseTo(end * 0.25, -3)
  expect(inspector.range.to).toBeCloseTo(end * 0.5, -3)
  inspector.layout = 'sequence'
  expect(inspector.requestedRange?.from).toBeCloseTo(end * 0.25, -3)
  inspector.reportRange(0, end * 0.1)
  expect(inspector.range).toEqual({ from: 0, to: end * 0.1 })
  inspector.layout = 'timeline'
  expect(inspector.range.to).toBeCloseTo(end * 0.1, -3)
})

test('"Fit" shows the whole of a live run, also of one older than 20 s', () => {
  run.now = 200e9
  inspector.layout = 'timeline'
  inspector.folding = false
  inspector.fitAll()
  expect(inspector.range.from).toBe(0)
  expect([inspector.isFollowing, inspector.newEvents]).toEqual([true, 0])
})
