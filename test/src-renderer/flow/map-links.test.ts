import { expect, test } from 'vitest'
import { mapCurves, overlaps } from '../../../src-renderer/flow/map-curves.ts'
import { LaneIndex } from '../../../src-renderer/flow/lanes.ts'
import { layoutMap } from '../../../src-renderer/flow/map-layout.ts'
import { mapLinks, MAX_LINKS } from '../../../src-renderer/flow/map-links.ts'
import { callsBetween, callTraffic } from '../../../src-renderer/flow/map-traffic.ts'
import {
  EventColumns,
  whoKnowsWhom,
  type InjectedFault,
  type PacketEvent,
} from '../../../src-main/timeline/index.ts'
import { stateAt } from '../../support/state-at.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 4 })
const { header, events } = timeline
const lanes = new LaneIndex()
lanes.addPlanned(header)
for (const event of events) lanes.apply(event)
const layout = layoutMap(
  { lanes: lanes.all(), hasMaster: true, planned: new Map(), opened: new Set() },
  { width: 800, height: 400 },
)
const cluster = stateAt(events, Infinity)
const [one = '', other = '', third = ''] = header.plan.servers.map(({ id }) => id)

function columnsOf(added: readonly PacketEvent[]): EventColumns {
  const columns = new EventColumns()
  for (const event of added) columns.add(event)
  return columns
}

let seq = 1_000
function packet(at: number, from: string, to: string, extra: Partial<PacketEvent> = {}): PacketEvent {
  seq += 1
  return {
    t: 'packet',
    seq,
    id: `c/up/${seq}`,
    link: 'rpc',
    conn: 'c',
    direction: 'up',
    n: seq,
    from,
    to,
    event: 'rpc',
    name: 'rpc.call',
    phase: 'rpc',
    sent: at,
    received: at + 1,
    bytes: 10,
    ...extra,
  }
}

const call = (at: number, from: string, to: string, extra: Partial<PacketEvent> = {}) =>
  packet(at, from, to, { calls: [{ id: 1, method: 'room.say' }], ...extra })

function linksWith(faults: Readonly<Record<string, InjectedFault[]>>, columns = new EventColumns()) {
  return mapLinks({
    nodes: layout.nodes,
    cluster,
    traffic: callTraffic(columns, 20e9),
    matrix: whoKnowsWhom(cluster),
    faultsOf: (id) => faults[id] ?? [],
  }).links
}

const cut = (link: InjectedFault['link'], peer: string | null): InjectedFault => ({
  link,
  peer,
  kind: 'cut',
  parameters: {},
  since: 0,
})

test('who called whom in the last ten seconds, how often, and how much of it failed', () => {
  const columns = columnsOf([
    packet(0, 'grove', one),
    call(5e9, one, other),
    ...Array.from({ length: 20 }, (_, index) => call(11e9 + index * 1e8, one, other)),
    call(19e9, one, other, { received: null }),
    packet(19.1e9, other, one, {
      name: 'rpc.answer',
      phase: 'error',
      calls: [{ id: 1, answers: 'c/up/1', error: true }],
    }),
    call(21e9, other, one),
  ])
  expect(callTraffic(columns, 20e9)).toEqual([
    { from: one, to: other, calls: 21, failed: 2, rate: 2.1, last: 19e9 },
  ])
  expect(callsBetween(columns, 20e9, [{ from: one, to: other }])).toHaveLength(22)
})

test('a run that has begun a second ago has the rate of that second', () => {
  const columns = columnsOf([call(0, one, other), call(5e8, one, other)])
  expect(callTraffic(columns, 1e9)[0]?.rate).toBe(2)
  expect(callTraffic(new EventColumns(), 1e9)).toEqual([])
})

test('each member has a link to the master, which says whether they are connected', () => {
  const control = linksWith({}).filter(({ kind }) => kind === 'control')
  expect(control.map(({ from }) => from).toSorted()).toEqual(
    header.plan.servers.map(({ id }) => id).toSorted(),
  )
  expect(control.every(({ isOpen }) => isOpen === true)).toBe(true)
})

test('a fault for one peer is on the link between the two only, even if nothing is sent on it', () => {
  const columns = columnsOf([call(19e9, one, other), call(19e9, other, one), call(19e9, third, one)])
  const faulted = linksWith({ [one]: [cut('rpc', other)] }, columns).filter(({ faults }) => faults.length > 0)
  expect(faulted.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(
    [`${one} ${other}`, `${other} ${one}`].toSorted(),
  )
  const silent = linksWith({ [one]: [cut('rpc', other)] }).filter(({ faults }) => faults.length > 0)
  expect(silent).toMatchObject([{ from: one, to: other, calls: 0 }])
})

test('a fault on all links of a server is on each link that is drawn; on the control link, on that one', () => {
  const columns = columnsOf([call(19e9, one, other), call(19e9, third, one), call(19e9, other, third)])
  const general = linksWith({ [one]: [cut('rpc', null)] }, columns).filter(({ faults }) => faults.length > 0)
  expect(general).toHaveLength(2)
  const control = linksWith({ [one]: [cut('control', null)] }, columns).filter(
    ({ faults }) => faults.length > 0,
  )
  expect(control).toMatchObject([{ kind: 'control', from: one }])
})

test('a fault of the master is on the control link of its peer, or without a peer on all of them', () => {
  const faulted = (peer: string | null) =>
    linksWith({ 'master-1': [cut('control', peer)] }).filter(({ faults }) => faults.length > 0)
  expect(faulted(one)).toMatchObject([{ kind: 'control', from: one }])
  expect(faulted(null)).toHaveLength(header.plan.servers.length)
  expect(faulted(null).every(({ kind }) => kind === 'control')).toBe(true)
})

test('the links with trouble are drawn, however many others there are', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`)
  const nodes = ids.map((id) => ({ ...layout.nodes[0]!, key: id, servers: [id] }))
  const traffic = ids.flatMap((from) =>
    ids.slice(0, 3).map((to) => ({ from, to, calls: 9, failed: 0, rate: 1, last: 0 })),
  )
  const { links, omitted } = mapLinks({
    nodes,
    cluster,
    traffic: [{ from: 'many-9', to: 'many-8', calls: 1, failed: 1, rate: 0.1, last: 0 }, ...traffic],
    matrix: whoKnowsWhom(cluster),
    faultsOf: () => [],
  })
  expect(links).toHaveLength(MAX_LINKS)
  expect(omitted).toBe(601 - MAX_LINKS)
  expect(links[0]).toMatchObject({ from: 'many-9', to: 'many-8' })
})

test('no text on a link covers a node or another text', () => {
  const ids = header.plan.servers.map(({ id }) => id)
  const columns = columnsOf(
    ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => call(19e9, from, to))),
  )
  const curves = mapCurves(layout, linksWith({}, columns), () => '12/s 3 % ✕')
  const labels = curves.flatMap(({ label }) => label ?? [])
  expect(labels.length).toBeGreaterThan(0)
  for (const [index, label] of labels.entries()) {
    for (const box of [...layout.nodes, ...labels.slice(index + 1)]) expect(overlaps(label, box)).toBe(false)
  }
})
