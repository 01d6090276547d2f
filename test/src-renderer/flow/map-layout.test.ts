import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overlaps } from '../../../src-renderer/flow/map-curves.ts'
import { nodeInDirection } from '../../../src-renderer/flow/map-keys.ts'
import {
  layoutMap,
  MAX_SINGLE_SERVERS,
  type MapInput,
  type MapLayout,
} from '../../../src-renderer/flow/map-layout.ts'
import { LaneIndex, type Lane } from '../../../src-renderer/flow/lanes.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header } = syntheticTimeline({ servers: 1 })

/** The lanes of a cluster with so many servers of each type. */
function lanesOf(types: Readonly<Record<string, number>>, hasMaster = true): readonly Lane[] {
  const index = new LaneIndex()
  const servers = Object.entries(types).flatMap(([serverType, count]) =>
    Array.from({ length: count }, (_, at) => ({ id: `${serverType}-${at + 1}`, serverType, port: 0 })),
  )
  const master = hasMaster ? { id: 'master-1', host: '', port: 0 } : null
  index.addPlanned({ ...header, plan: { ...header.plan, master, servers } })
  return index.all()
}

function inputOf(types: Readonly<Record<string, number>>, extra: Partial<MapInput> = {}): MapInput {
  const hasMaster = extra.hasMaster ?? true
  const planned = new Map(Object.entries(types))
  return { lanes: lanesOf(types, hasMaster), hasMaster, planned, opened: new Set(), ...extra }
}

const rooms = fc.record({
  width: fc.integer({ min: 300, max: 2000 }),
  height: fc.integer({ min: 160, max: 1400 }),
})
const clusters = fc.dictionary(
  fc.constantFrom('gate', 'connector', 'chat', 'bots', 'area', 'world', 'login', 'mail', 'log', 'rank'),
  fc.integer({ min: 1, max: 40 }),
  { minKeys: 1, maxKeys: 10 },
)

function overlapping({ nodes }: MapLayout): string[] {
  return nodes.flatMap((one, index) =>
    nodes
      .slice(index + 1)
      .filter((other) => overlaps(one, other))
      .map((other) => `${one.key} ${other.key}`),
  )
}

test('no node covers another, and all are on the stage', () => {
  fc.assert(
    fc.property(clusters, rooms, fc.boolean(), fc.boolean(), (types, room, hasMaster, isOpened) => {
      const opened = new Set(isOpened ? Object.keys(types) : [])
      const layout = layoutMap(inputOf(types, { hasMaster, opened }), room)
      expect(overlapping(layout)).toEqual([])
      for (const { x, y, width, height } of [...layout.nodes, ...layout.frames]) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(y).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(layout.width)
        expect(y + height).toBeLessThanOrEqual(layout.height)
      }
    }),
    { numRuns: 60 },
  )
})

test('the same cluster has the same map, and each server is on it once', () => {
  fc.assert(
    fc.property(clusters, rooms, fc.boolean(), (types, room, hasMaster) => {
      const input = inputOf(types, { hasMaster })
      const layout = layoutMap(input, room)
      expect(layoutMap(inputOf(types, { hasMaster }), room)).toEqual(layout)
      expect(layout.nodes.flatMap(({ servers }) => servers).toSorted()).toEqual(
        input.lanes.map(({ id }) => id).toSorted(),
      )
    }),
  )
})

test('a server that joins or leaves a known type moves no other', () => {
  const small = fc.dictionary(
    fc.constantFrom('gate', 'connector', 'chat', 'bots'),
    fc.constantFrom(1, 2, 3),
    {
      minKeys: 2,
    },
  )
  fc.assert(
    fc.property(small, rooms, fc.nat(), (types, room, at) => {
      const names = Object.keys(types)
      const type = names[at % names.length] as string
      const before = layoutMap(inputOf(types), room)
      const grown = { ...types, [type]: (types[type] ?? 0) + 1 }
      // What is planned stays, whatever joins.
      const after = layoutMap(inputOf(grown, { planned: new Map(Object.entries(types)) }), room)
      const moved = before.nodes.filter((node) => {
        const now = after.nodes.find(({ key }) => key === node.key)
        return now?.x !== node.x || now.y - after.centre.y !== node.y - before.centre.y
      })
      expect(moved).toEqual([])
    }),
  )
})

test('the places of servers follow their numbers: one that is missing leaves a gap', () => {
  const whole = inputOf({ gate: 1, chat: 4 })
  const room = { width: 900, height: 400 }
  const without = { ...whole, lanes: whole.lanes.filter(({ id }) => id !== 'chat-2') }
  const placeOf = (input: MapInput, id: string) => {
    const { x = 0, y = 0 } = layoutMap(input, room).nodes.find(({ key }) => key === id) ?? {}
    return { x, y }
  }
  expect(placeOf(without, 'chat-3')).toEqual(placeOf(whole, 'chat-3'))
})

test('above fifteen servers types are nodes, and opened types show their servers below without moving them', () => {
  const types = { gate: 2, connector: 22, chat: 80 }
  const room = { width: 660, height: 320 }
  const closed = layoutMap(inputOf(types), room)
  expect(closed.nodes.map(({ key }) => key)).toEqual(['type:gate', 'type:connector', 'type:chat', 'master-1'])
  const opened = layoutMap(inputOf(types, { opened: new Set(['chat']) }), room)
  expect(opened.nodes).toHaveLength(closed.nodes.length + 80)
  for (const node of closed.nodes) {
    const now = opened.nodes.find(({ key }) => key === node.key)
    expect([now?.x, (now?.y ?? 0) - opened.centre.y]).toEqual([node.x, node.y - closed.centre.y])
  }
  expect(MAX_SINGLE_SERVERS).toBe(15)
})

test.each([
  ['one server', { chat: 1 }],
  ['seven servers', { gate: 1, connector: 2, chat: 3 }],
])('%s fit into the view of a small window', (_, types) => {
  const layout = layoutMap(inputOf(types), { width: 660, height: 290 })
  expect([layout.width, layout.height]).toEqual([660, 290])
})

test('without a master there is a bus in the middle, with an only type on both sides of it', () => {
  const { nodes, centre } = layoutMap(inputOf({ node: 5 }, { hasMaster: false }), { width: 800, height: 400 })
  expect(nodes.filter(({ kind }) => kind === 'bus')).toHaveLength(1)
  expect(nodes.filter(({ kind, y }) => kind === 'server' && y < centre.y)).toHaveLength(3)
  expect(nodes.filter(({ kind, y }) => kind === 'server' && y > centre.y)).toHaveLength(2)
})

test('arrow keys reach every node from every other', () => {
  fc.assert(
    fc.property(clusters, rooms, (types, room) => {
      const { nodes } = layoutMap(inputOf(types), room)
      const [first] = nodes
      if (!first) return
      const reached = new Set([first])
      for (const node of reached) {
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']) {
          const next = nodeInDirection(nodes, node, key)
          if (next) reached.add(next)
        }
      }
      expect(reached.size).toBe(nodes.length)
    }),
  )
})
