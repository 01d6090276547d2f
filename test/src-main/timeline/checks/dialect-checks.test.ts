// The checks of clusters without a master: who did not answer and why, who was lost while it ran, who differs while idle.
import { expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { CHECK_IDS, checkText, findings } from '../../../../src-main/timeline/index.ts'
import { MASTERLESS, SyntheticNodes } from '../../../support/synthetic-nodes.ts'

const IDS = ['a-1', 'b-1', 'c-1', 'd-1']

function met(dialect = MASTERLESS): SyntheticNodes {
  const cluster = new SyntheticNodes(IDS, dialect)
  for (const id of IDS) cluster.start(id)
  cluster.meet(IDS)
  return cluster
}

function found({ header, events }: SyntheticNodes, limits = {}): string[] {
  return findings([header, ...events], limits).map(({ rule, message }) => `${rule}: ${message}`)
}

/** Asks all others; the given nodes get it, and of those some answer. */
function ask(cluster: SyntheticNodes, receivers: string[], answering: string[], id = 'q7'): void {
  const expects = IDS.slice(1).map((node) => cluster.node(node))
  const call = { id, method: 'fetchSockets' }
  cluster.publish('a-1', 'all', 'find', { key: id, calls: [{ ...call, expects }] })
  for (const receiver of receivers) cluster.deliver(receiver, 'all', 'find', { key: id, calls: [call] })
  for (const node of answering) {
    const answer = { key: `${id} ${node}`, calls: [{ id, answers: true }] }
    cluster.publish(node, 'to-a', 'find.ack', answer)
    cluster.deliver('a-1', 'to-a', 'find.ack', answer)
  }
}

test('a healthy cluster has no findings, and every check of the table is in the docs', async () => {
  const cluster = met()
  ask(cluster, IDS.slice(1), IDS.slice(1))
  cluster.pairing.flush()
  expect(found(cluster, { end: 100e9 })).toEqual([])
  const docs = await readFile('docs/TIMELINE.md', 'utf8')
  expect(CHECK_IDS.filter((id) => !docs.includes(`| \`${id}\` `))).toEqual([])
})

test('the docs and the table of checks say the same of each rule', async () => {
  const docs = await readFile('docs/TIMELINE.md', 'utf8')
  expect(CHECK_IDS.filter((id) => !docs.includes(` | ${checkText(id)}`))).toEqual([])
})

test('answered-by-all names who did not answer, and why', () => {
  const cluster = met()
  cluster.fault('d-1', 'pause')
  ask(cluster, ['b-1'], [])
  cluster.process('b-1', 'exited')
  cluster.pairing.flush()
  expect(found(cluster, { end: 20e9, idleNs: 60e9 }).filter((text) => text.startsWith('answered'))).toEqual([
    'answered-by-all: a-1 asked 3 for fetchSockets (id q7); no answer in 5 s from b-1 (its process had ended), c-1 (did not get it: is it subscribed?), d-1 (was paused)',
  ])
})

test('answered-by-all: who got the call and is well is said to have got it', () => {
  const cluster = met()
  ask(cluster, IDS.slice(1), ['b-1', 'c-1'])
  cluster.pairing.flush()
  const [finding] = findings([cluster.header, ...cluster.events], { end: 20e9 })
  expect(finding).toMatchObject({ rule: 'answered-by-all', severity: 'warning' })
  expect(finding?.message).toMatch(/from d-1 \(got it\)$/)
  expect(finding?.events).toHaveLength(3)
})

test('rpc-ended: a call that anybody may answer needs one answer', () => {
  const cluster = met()
  const call = { id: 8, method: 'users.get' }
  cluster.publish('a-1', 'any', 'find', { key: '8', calls: [call] })
  for (const node of ['b-1', 'c-1']) cluster.deliver(node, 'any', 'find', { key: '8', calls: [call] })
  cluster.pairing.flush()
  expect(found(cluster, { end: 20e9 })).toEqual([
    'rpc-ended: a-1 called users.get of b-1, but had no answer in 5 s',
    'rpc-ended: a-1 called users.get of c-1, but had no answer in 5 s',
  ])
  const answer = { key: 'r8', calls: [{ id: 8, answers: true }] }
  cluster.publish('c-1', 'to-a', 'find.ack', answer)
  cluster.deliver('a-1', 'to-a', 'find.ack', answer)
  expect(found(cluster, { end: 20e9 })).toEqual([])
})

test('request-answered-once: two answers to one request, and two requests with one id', () => {
  const cluster = met()
  const packet = { link: 'control', conn: 'k', event: 'p', bytes: 1, phase: 'register' } as const
  const send = (
    from: string,
    to: string,
    direction: 'up' | 'down',
    n: number,
    name: string,
    calls: object[],
  ) => {
    for (const [process, t] of [
      [from, 'sent'],
      [to, 'received'],
    ] as const)
      cluster.add(process, { t, at: (cluster.now += 1) * 1e6, ...packet, direction, n, name, calls } as never)
  }
  send('b-1', 'a-1', 'up', 1, 'reconnect', [{ id: 3, method: 'reconnect' }])
  for (const n of [1, 2]) send('a-1', 'b-1', 'down', n, 'reconnect.ack', [{ id: 3, answers: true }])
  for (const n of [3, 4]) send('a-1', 'b-1', 'down', n, 'replaceServer', [{ id: 1, method: 'replaceServer' }])
  expect(found(cluster).filter((text) => text.startsWith('request'))).toEqual([
    'request-answered-once: a-1 answered reconnect of b-1 to a-1 2 times (id 3)',
    'request-answered-once: a-1 sent b-1 2 requests with the id 1 (replaceServer); their answers cannot be told apart',
  ])
})

test('node-lost-while-alive: only of a process that runs, is not stopping and has no fault', () => {
  const lost = (prepare: (cluster: SyntheticNodes) => void, after?: (cluster: SyntheticNodes) => void) => {
    const cluster = met()
    cluster.now = 20_000
    prepare(cluster)
    cluster.view('a-1', [], ['c-1'])
    after?.(cluster)
    return found(cluster).filter((text) => text.startsWith('node-lost'))
  }
  expect(lost(() => undefined)).toEqual([
    'node-lost-while-alive: a-1 dropped c-1, whose process runs and has no injected fault',
  ])
  expect(lost((cluster) => cluster.fault('c-1', 'pause'))).toEqual([])
  expect(lost((cluster) => cluster.fault('a-1', 'cut'))).toEqual([])
  expect(lost((cluster) => cluster.process('c-1', 'stopping'))).toEqual([])
  expect(lost((cluster) => cluster.process('c-1', 'exited'))).toEqual([])
  // The others feel the end of a process before its parent does.
  expect(
    lost(
      () => undefined,
      (cluster) => cluster.process('c-1', 'exited'),
    ),
  ).toEqual([])
  expect(
    lost((cluster) => {
      cluster.fault('c-1', 'pause')
      cluster.fault('c-1', 'resume')
    }),
  ).toEqual([])
})

test('views-agree-when-idle: a node that has a fault is rightly missing; one without is not', () => {
  const cluster = met()
  for (const id of ['a-1', 'b-1', 'd-1']) {
    cluster.view(id, [], ['c-1'])
    cluster.proxy(id, 'c-1', false)
  }
  const idle = () => found(cluster, { end: 40e9 }).filter((text) => text.startsWith('views'))
  expect(idle()).toEqual(
    ['a-1', 'b-1', 'd-1'].map(
      (id) => `views-agree-when-idle: while idle ${id} lacks c-1, and proxies for c-1`,
    ),
  )
  cluster.fault('c-1', 'pause')
  expect(idle()).toEqual([])
  // With heartbeats a change takes longer until all know of it.
  const slow = met({ ...MASTERLESS, settleMs: 45_000 })
  slow.view('a-1', [], ['c-1'])
  expect(found(slow, { end: 40e9 }).filter((text) => text.startsWith('views'))).toEqual([])
})

test('views-agree-when-idle: a registry may list a member that is not observed, until its process has ended', () => {
  const cluster = new SyntheticNodes(['a-1'], {
    ...MASTERLESS,
    hasMaster: true,
    checks: ['views-agree-when-idle'],
  })
  cluster.process('master-1', 'spawned')
  for (const to of ['listening', 'started'] as const)
    cluster.add('master-1', { t: 'state', id: to, at: 2e6, from: null, to })
  const row = { t: 'process', process: 'b-1', serverType: 'node', observed: false, pid: 9 } as const
  cluster.pairing.addEvent({ ...row, at: 3e6, event: 'ready' })
  cluster.view('master-1', ['b-1'])
  expect(found(cluster, { end: 40e9 })).toEqual([])
  cluster.pairing.addEvent({ ...row, at: 9e6, event: 'exited' })
  expect(found(cluster, { end: 40e9 })).toEqual([
    'views-agree-when-idle: while idle the registry still lists b-1, whose process is gone',
  ])
})

test('a dialect runs its own checks only', () => {
  const cluster = met({ ...MASTERLESS, checks: ['a-rule-of-tomorrow'] })
  ask(cluster, [], [])
  cluster.view('a-1', [], ['c-1'])
  cluster.pairing.flush()
  expect(found(cluster, { end: 100e9 })).toEqual([])
})
