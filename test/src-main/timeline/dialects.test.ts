// Clusters of other dialects: without a master, with views that are not seen, with steps of their own.
import { describe, expect, test } from 'vitest'
import {
  ClusterState,
  convergence,
  convergenceTimes,
  describeDisagreement,
  flowSteps,
  RunProgress,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'

const IDS = ['a-1', 'b-1', 'c-1']

function met(dialect = MASTERLESS): SyntheticNodes {
  const cluster = new SyntheticNodes(IDS, dialect)
  for (const id of IDS) cluster.start(id)
  cluster.meet(IDS)
  return cluster
}

function stateOf({ dialect, events }: SyntheticNodes): ClusterState {
  const state = new ClusterState(dialect)
  for (const event of events) state.apply(event)
  return state
}

function summaryOf({ header, events }: SyntheticNodes) {
  const progress = new RunProgress(header)
  for (const event of events) progress.apply(event)
  return progress.summary()
}

const differences = (cluster: SyntheticNodes) =>
  convergence(stateOf(cluster)).disagreements.map((one) => describeDisagreement(one))

describe('without a master', () => {
  test('nodes converge when each holds all others, by the names that the framework uses', () => {
    const cluster = new SyntheticNodes(IDS)
    for (const id of IDS) cluster.start(id)
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: false, agreeing: 0, notStarted: [] })
    cluster.meet(IDS)
    expect(convergence(stateOf(cluster))).toMatchObject({
      converged: true,
      agreeing: 3,
      total: 3,
      unknown: [],
    })
    expect(stateOf(cluster).master).toBeNull()
    expect(summaryOf(cluster)).toMatchObject({ ready: true, converged: true, servers: 3, basis: undefined })
  })

  test('a view may hold nodes that Grove does not run, and its own', () => {
    const cluster = met()
    cluster.view('a-1', ['a-1', 'repl-77'])
    expect(convergence(stateOf(cluster)).converged).toBe(true)
  })

  test('a node that ended must leave all views; one that restarted is another', () => {
    const cluster = met()
    cluster.process('c-1', 'exited')
    expect(differences(cluster)).toEqual([
      'a-1 still holds c-1, and proxies for c-1',
      'b-1 still holds c-1, and proxies for c-1',
    ])
    for (const id of ['a-1', 'b-1']) {
      cluster.view(id, [], ['c-1'])
      cluster.proxy(id, 'c-1', false)
    }
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: true, total: 2 })
    cluster.view('a-1', ['c-1'])
    cluster.start('c-1', 2)
    expect(differences(cluster)).toEqual([
      'a-1 still holds c-1',
      'b-1 lacks c-1',
      'c-1 lacks a-1 and b-1, and proxies for a-1 and b-1',
    ])
    cluster.meet(IDS)
    expect(convergence(stateOf(cluster)).converged).toBe(true)
    expect(convergenceTimes(cluster.events, MASTERLESS)).toMatchObject({ count: 4 })
  })

  test('a node that is starting or stopping may be held or not', () => {
    const cluster = met()
    cluster.process('c-1', 'stopping')
    cluster.view('a-1', [], ['c-1'])
    cluster.proxy('a-1', 'c-1', false)
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: true, total: 2 })
  })

  test('a type may be called master, and may listen', () => {
    const cluster = met()
    cluster.process('master-1', 'spawned')
    cluster.add('a-1', { t: 'state', id: 'x', at: 1e9, from: 'started', to: 'listening' })
    expect(stateOf(cluster).master).toBeNull()
  })
})

describe('what is not seen', () => {
  test('views that are not seen never agree; the verdict says what it rests on', () => {
    const dialect = { ...MASTERLESS, sees: { views: false, proxies: false, packets: true } }
    const cluster = new SyntheticNodes(IDS, dialect)
    for (const id of IDS) cluster.start(id)
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: true, agreeing: 0, unknown: IDS })
    expect(summaryOf(cluster).basis).toBe('every server has started; their views and proxies are not seen')
  })

  test('proxies that are not seen are not missed', () => {
    const cluster = met({ ...MASTERLESS, sees: { views: true, proxies: false, packets: true } })
    cluster.proxy('a-1', 'b-1', false)
    expect(convergence(stateOf(cluster)).converged).toBe(true)
    expect(summaryOf(cluster).basis).toBe('views only; proxies are not seen')
  })

  test('a member that is not observed is unknown: neither missed nor counted', () => {
    const cluster = met()
    const row = { t: 'process', process: 'd-1', serverType: 'node', observed: false, pid: 9 } as const
    cluster.pairing.addEvent({ ...row, at: 1e9, event: 'spawned' })
    cluster.header.plan.servers.push({ id: 'd-1', serverType: 'node', port: 'none' })
    expect(summaryOf(cluster).ready).toBe(false)
    cluster.pairing.addEvent({ ...row, at: 2e9, event: 'ready' })
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: true, total: 3, unknown: ['d-1'] })
    expect(summaryOf(cluster)).toMatchObject({ ready: true, converged: true, basis: 'd-1 not observed' })
  })
})

describe('a resource', () => {
  const row = { t: 'process', process: 'redis-1', serverType: 'redis', role: 'resource', pid: 9 } as const

  test('is never a member; the run is ready when it is', () => {
    const cluster = met()
    cluster.header.plan.servers.push({ id: 'redis-1', serverType: 'redis', port: 6379, role: 'resource' })
    cluster.pairing.addEvent({ ...row, at: 1e9, event: 'spawned' })
    expect(convergence(stateOf(cluster))).toMatchObject({ converged: true, total: 3, unknown: [] })
    expect(summaryOf(cluster)).toMatchObject({ ready: false, converged: false, servers: 3 })
    cluster.pairing.addEvent({ ...row, at: 2e9, event: 'ready' })
    expect(summaryOf(cluster)).toMatchObject({ ready: true, converged: true, servers: 3 })
  })

  test('alone never converges', () => {
    const cluster = new SyntheticNodes([])
    cluster.header.plan.servers.push({ id: 'redis-1', serverType: 'redis', port: 6379, role: 'resource' })
    cluster.pairing.addEvent({ ...row, at: 1e9, event: 'ready' })
    expect(summaryOf(cluster)).toMatchObject({ ready: true, converged: false, servers: 0 })
  })
})

describe('steps', () => {
  test('are those of the dialect, by its patterns', () => {
    const cluster = met()
    cluster.start('d-1')
    cluster.publish('d-1', 'all', 'info')
    const [heardByA, heardByB] = [
      cluster.deliver('a-1', 'all', 'info'),
      cluster.deliver('b-1', 'all', 'info'),
    ]
    const viewed = cluster.view('a-1', ['d-1'], [], [heardByA])
    cluster.view('c-1', ['d-1'])
    cluster.proxy('a-1', 'd-1', true, [viewed])
    cluster.proxy('b-1', 'd-1')
    const steps = flowSteps(cluster.events, 'd-1', { dialect: MASTERLESS })
    expect(steps).toEqual({ 1: [heardByA, heardByB], 2: [viewed], 3: [expect.any(String)] })
    expect(flowSteps(cluster.events, 'c-1', { dialect: MASTERLESS })).toEqual({})
  })

  test('of a master under other names, with announcements that have no instance', () => {
    const dialect = {
      ...MASTERLESS,
      hasMaster: true,
      steps: [
        {
          title: 'listens',
          events: [{ t: 'state', of: 'master', names: ['listening'], before: 2, pick: 'last' }],
        },
        { title: 'says hello', events: [{ t: 'packet', of: 'self', to: 'master', names: ['hello'] }] },
        { title: 'is answered', events: [{ t: 'packet', of: 'master', names: ['welcome'], answers: 2 }] },
        { title: 'is announced', events: [{ t: 'packet', of: 'master', to: 'peer', about: 'self' }] },
        { title: 'never happens', events: [{ t: 'packet', names: ['never'], effectOf: 5, before: 4 }] },
      ],
    } satisfies typeof MASTERLESS
    const cluster = new SyntheticNodes(['a-1', 'b-1'], dialect)
    cluster.process('master-1', 'spawned')
    cluster.add('master-1', { t: 'state', id: 'm', at: 1e6, from: null, to: 'listening' })
    for (const id of ['a-1', 'b-1']) cluster.start(id)
    const packet = { link: 'control', conn: 'c', event: 'p', bytes: 1 } as const
    const links = { conn: 'd', link: 'control', bytes: 1, event: 'p' } as const
    const both = (from: string, to: string, record: object) => {
      for (const [process, t] of [
        [from, 'sent'],
        [to, 'received'],
      ] as const)
        cluster.add(process, { t, at: 90e6, ...record } as never)
    }
    both('a-1', 'master-1', {
      ...packet,
      direction: 'up',
      n: 1,
      name: 'hello',
      calls: [{ id: 'x', method: 'hello' }],
    })
    both('master-1', 'a-1', {
      ...packet,
      direction: 'down',
      n: 1,
      name: 'welcome',
      calls: [{ id: 'x', answers: true }],
    })
    both('master-1', 'b-1', {
      ...links,
      direction: 'down',
      n: 1,
      name: 'news',
      body: { list: [{ id: 'a-1', port: 1, instance: 'own key of the user' }] },
    })
    expect(flowSteps(cluster.events, 'a-1', { dialect })).toEqual({
      1: ['m'],
      2: ['c/up/1'],
      3: ['c/down/1'],
      4: ['d/down/1'],
    })
    const pending = new ClusterState(dialect)
    const packets = cluster.events.filter((event): event is TimelineEvent => event.t === 'packet')
    pending.apply(packets[0] as TimelineEvent)
    expect(pending.pending).toMatchObject([{ name: 'hello', from: 'a-1', to: 'master-1' }])
    pending.apply(packets[1] as TimelineEvent)
    expect(pending.pending).toEqual([])
  })
})
