// Lanes: their order, their states, and where they end.
import { expect, test } from 'vitest'
import type { ProcessEvent } from '../../../src-main/timeline/index.ts'
import { currentState, hasEnded, LaneIndex, OUTSIDE } from '../../../src-renderer/flow/lanes.ts'
import { HEADING_HEIGHT_PX, layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 12, crash: true })

function plannedLanes(): LaneIndex {
  const index = new LaneIndex()
  index.addPlanned(header)
  for (const event of events) index.apply(event)
  return index
}

function life(process: string, at: number, event: ProcessEvent['event'], code?: number): ProcessEvent {
  return {
    t: 'process',
    seq: at,
    at,
    process,
    serverType: 'late',
    event,
    pid: 1,
    ...(code === undefined ? {} : { code }),
  }
}

test('the master comes first, then type by type, numbers as numbers, newcomers in their group', () => {
  const index = plannedLanes()
  index.apply(life('late-10', 1, 'spawned'))
  index.apply(life('late-9', 2, 'spawned'))
  const ids = index.all().map(({ id }) => id)
  expect(ids[0]).toBe('master-1')
  expect(ids.slice(-2)).toEqual(['late-9', 'late-10'])
  const types = index.all().map(({ serverType }) => serverType)
  expect(new Set(types).size).toBe(types.filter((type, index) => type !== types[index - 1]).length)
})

test('a program stays with the members that run in it, above the programs beside the cluster', () => {
  const index = new LaneIndex()
  const add = (process: string, more: Partial<ProcessEvent>): void =>
    index.apply({ ...life(process, 1, 'spawned'), ...more })
  add('db-1', { serverType: 'db', role: 'resource' })
  add('chat-1', { serverType: 'chat', role: 'resource' })
  add('chat-1.w2', { serverType: 'chat', parent: 'chat-1' })
  add('chat-1.w10', { serverType: 'chat', parent: 'chat-1' })
  expect(index.all().map(({ id }) => id)).toEqual(['chat-1', 'chat-1.w2', 'chat-1.w10', 'db-1'])
  const { types, resourcesTop } = layoutLanes(index.all(), 600)
  expect(types.map(({ serverType, isResource }) => [serverType, isResource])).toEqual([
    ['chat', false],
    ['db', true],
  ])
  expect(resourcesTop).toBe((types[1]?.top ?? 0) - HEADING_HEIGHT_PX)
})

test('peers that nobody taps share one lane, the last', () => {
  const index = plannedLanes()
  const packet = events.find((event) => event.t === 'packet')
  if (packet?.t !== 'packet') throw new Error('the made-up run has no packet')
  for (const from of ['?abc', '?def']) index.apply({ ...packet, from })
  expect(index.all().filter(({ id }) => id === OUTSIDE)).toHaveLength(1)
  expect(index.all().at(-1)?.id).toBe(OUTSIDE)
})

test('a lane ends when its process does, and goes on when it is started again', () => {
  const index = new LaneIndex()
  index.apply(life('late-1', 10, 'spawned'))
  const lane = index.get('late-1')
  if (!lane) throw new Error('no lane')
  expect(hasEnded(lane)).toBe(false)
  index.apply(life('late-1', 20, 'exited', 1))
  expect([currentState(lane), hasEnded(lane)]).toEqual(['crashed', true])
  index.apply(life('late-1', 30, 'spawned'))
  index.apply(life('late-1', 40, 'exited', 0))
  expect(currentState(lane)).toBe('exited')
  expect([5, 10, 25, 35, 45].map((time) => index.stateAt('late-1', time))).toEqual([
    null,
    'spawned',
    'crashed',
    'spawned',
    'exited',
  ])
})

test('a type without servers has a heading all the same', () => {
  const lanes = plannedLanes().all()
  const { types } = layoutLanes(lanes, 900, ['chat', 'bots'])
  expect(types.at(-1)).toMatchObject({ serverType: 'bots', lanes: [] })
  expect(types.filter(({ serverType }) => serverType === 'chat')).toHaveLength(1)
})

test('rows lie under each other without gaps or overlap, a heading above each type', () => {
  for (const available of [100, 700, 3000]) {
    const { types, rows, height } = layoutLanes(plannedLanes().all(), available)
    const boxes = [...types, ...rows].toSorted((a, b) => a.top - b.top)
    let end = 0
    for (const box of boxes) {
      expect(box.top).toBe(end)
      end = box.top + box.height
    }
    expect(end).toBe(height)
    expect(types.every((type) => type.height === HEADING_HEIGHT_PX)).toBe(true)
    for (const row of rows) expect(row.middle).toBe(row.top + row.height / 2)
  }
})
