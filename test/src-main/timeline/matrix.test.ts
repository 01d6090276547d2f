// Who knows whom: the same as convergence, cell by cell, with a sentence for each.
import { describe, expect, test } from 'vitest'
import {
  changedCells,
  ClusterState,
  convergence,
  EventColumns,
  KNOWLEDGE,
  sortByTime,
  timeOf,
  whoKnowsWhom,
  type Knowledge,
  type Matrix,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { countedServers, ViewComparison } from '../../../src-main/timeline/convergence.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'
import { stateAt } from '../../support/state-at.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

/** Rows of letters: the first of each cell's kind, a dot for itself. */
function drawn(matrix: Matrix): string[] {
  const letter = (kind: Knowledge): string =>
    kind === 'self' ? '·' : kind === 'absent' ? '-' : kind.slice(0, 1)
  return matrix.observers.map(
    (observer) =>
      `${observer} ${matrix.servers.map((subject) => letter(matrix.at(observer, subject))).join('')}`,
  )
}

/** Servers whose row and whose disagreement differ, and kinds of cells that are counted wrong. */
function inconsistencies(state: ClusterState, comparison?: ViewComparison): string[] {
  const matrix = whoKnowsWhom(state, { comparison })
  const disagreeing = new Set(convergence(state).disagreements.map(({ server }) => server))
  const counts = new Map<Knowledge, number>()
  const wrong = new Set<string>()
  for (const observer of matrix.observers) {
    for (const subject of matrix.servers) {
      const kind = matrix.at(observer, subject)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      if (kind === 'missing' || kind === 'stale') wrong.add(observer)
    }
  }
  const isJudged = !state.dialect.hasMaster || state.registry !== null
  return [
    ...KNOWLEDGE.filter((kind) => matrix.counts[kind] !== (counts.get(kind) ?? 0)),
    ...countedServers(state)
      .map(({ id }) => id)
      .filter((id) => isJudged && wrong.has(id) !== disagreeing.has(id)),
  ]
}

const { events } = syntheticTimeline({ servers: 4, crash: true })
const ordered = sortByTime(events)
const end = timeOf(ordered.at(-1)!)
const columns = new EventColumns()
for (const event of events) columns.add(event)
const matrixAt = (at: number) => whoKnowsWhom(stateAt(events, at), { events: columns, at })
const timeOfFirst = (matches: (event: TimelineEvent) => boolean) => timeOf(ordered.find(matches)!)

describe('the same as convergence', () => {
  test.each([
    [4, 1],
    [12, 1],
    [25, 7],
  ])('with %i servers, of which one is killed and comes back, after every %i events', (servers, step) => {
    const state = new ClusterState()
    const comparison = new ViewComparison()
    const run = sortByTime(syntheticTimeline({ servers, crash: true, seed: servers }).events)
    const found = run.flatMap((event, place) => {
      state.apply(event)
      return place % step === 0 ? inconsistencies(state, comparison).map((what) => ({ what, event })) : []
    })
    expect(found).toEqual([])
  })

  test('after every event without a master', () => {
    const cluster = new SyntheticNodes(['a-1', 'b-1', 'c-1'])
    for (const id of ['a-1', 'b-1', 'c-1']) cluster.start(id)
    cluster.meet(['a-1', 'b-1', 'c-1'])
    cluster.process('c-1', 'exited')
    cluster.view('a-1', [], ['c-1'])
    cluster.start('c-1', 2)
    cluster.meet(['a-1', 'b-1', 'c-1'])
    const state = new ClusterState(MASTERLESS)
    for (const event of cluster.events) {
      state.apply(event)
      expect(inconsistencies(state)).toEqual([])
    }
    expect(drawn(whoKnowsWhom(state))).toEqual(['a-1 ·cc', 'b-1 c·c', 'c-1 cc·'])
  })
})

describe('a cluster with a master', () => {
  test('when all have joined', () => {
    const matrix = matrixAt(end)
    expect(matrix.servers).toEqual(['connector-1', 'chat-1', 'chat-2', 'timer-1'])
    expect(drawn(matrix)).toEqual(['connector-1 ·cck', 'chat-1 c·ck', 'chat-2 cc·k', 'timer-1 ccc·'])
    expect(matrix.counts).toMatchObject({ self: 4, callable: 9, known: 3, missing: 0, stale: 0 })
    expect(matrix.why('chat-2', 'chat-1')).toBe('chat-2 can call chat-1: it has proxies for chat.')
    expect(matrix.why('chat-1', 'timer-1')).toBe(
      'chat-1 cannot call timer-1: timer-1 has no RPC port and no services. It knows it from the server list.',
    )
  })

  test('before the first registration nobody needs to know anybody', () => {
    const listens = timeOfFirst((event) => event.t === 'process' && event.process === 'timer-1')
    expect(matrixAt(listens).counts).toMatchObject({ missing: 0, stale: 0, unknown: 0 })
  })

  test('a killed server is stale until the news of it arrives', () => {
    const killed = timeOfFirst((event) => event.t === 'process' && event.event === 'exited')
    const dropped = timeOfFirst(
      (event) => event.t === 'view' && event.process === 'master-1' && event.removed.length > 0,
    )
    const news = ordered.find((event) => event.t === 'packet' && event.name === 'removeServer')!
    const at = timeOf(news) + 1
    expect(dropped).toBeGreaterThanOrEqual(killed)
    expect(drawn(matrixAt(at))).toEqual(['connector-1 ·sck', 'chat-2 cs·k', 'timer-1 csc·'])
    expect(matrixAt(at).why('chat-2', 'chat-1')).toMatch(
      /^chat-2 still calls chat-1: its process has ended \(SIGKILL\)\. removeServer is on its way to it, sent \d+ µs ago\. Until it lets go, calls fail\.$/,
    )
    const later = matrixAt(at + 5e6)
    expect(drawn(later)).toEqual(['connector-1 ·-ck', 'chat-2 c-·k', 'timer-1 c-c·'])
    expect(later.why('chat-2', 'chat-1')).toBe(
      'chat-2 does not know chat-1, as it should be: its process has ended (SIGKILL).',
    )
  })

  test('a server that joins lacks the others until it has the list', () => {
    const registered = timeOfFirst(
      (event) => event.t === 'state' && event.process === 'chat-2' && event.to === 'registered',
    )
    const matrix = matrixAt(registered)
    expect(matrix.at('chat-2', 'chat-2')).toBe('missing')
    expect(matrix.why('chat-2', 'connector-1')).toBe(
      'chat-2 cannot call connector-1: it does not know it yet. So far it has not got the server list (it is subscribing).',
    )
  })

  test('without the master, who is held is known and who is not held is unknown', () => {
    const state = stateAt(events, end)
    const exit = { t: 'process', seq: 1, at: end, serverType: '', event: 'exited', pid: 1 } as const
    state.apply({ ...exit, process: 'master-1', serverType: 'master', signal: 'SIGKILL' })
    state.apply({ ...exit, process: 'chat-1', serverType: 'chat', signal: 'SIGKILL' })
    state.apply({
      ...exit,
      event: 'spawned',
      process: 'chat-9',
      serverType: 'chat',
    })
    const matrix = whoKnowsWhom(state)
    expect(drawn(matrix)).toEqual(['connector-1 ·scuk', 'chat-2 cs·uk', 'chat-9 uuu·u', 'timer-1 cscu·'])
    expect(matrix.why('chat-2', 'chat-9')).toBe(
      'Whether chat-2 should know chat-9 is not known: there is no master.',
    )
  })

  test('a server that stops is not judged', () => {
    const state = stateAt(events, end)
    const row = { seq: 1, at: end, process: 'chat-1', serverType: 'chat', pid: 1 }
    state.apply({ t: 'process', event: 'stopping', ...row })
    const matrix = whoKnowsWhom(state)
    expect(matrix.isCounted('chat-1')).toBe(false)
    expect(drawn(matrix)[1]).toBe('chat-1 u·uu')
    expect(matrix.why('chat-1', 'chat-2')).toBe('chat-1 is stopping: what it still holds is not compared.')
  })
})

describe('what is not seen is unknown', () => {
  const matrixOf = (sees: typeof MASTERLESS.sees, change?: (cluster: SyntheticNodes) => void) => {
    const dialect = { ...MASTERLESS, sees }
    const cluster = new SyntheticNodes(['a-1', 'b-1'], dialect)
    for (const id of ['a-1', 'b-1']) cluster.start(id)
    if (sees.views) cluster.meet(['a-1', 'b-1'])
    change?.(cluster)
    const state = new ClusterState(dialect)
    for (const event of cluster.events) state.apply(event)
    return whoKnowsWhom(state)
  }

  test('views', () => {
    const matrix = matrixOf({ views: false, proxies: false, packets: true })
    expect(drawn(matrix)).toEqual(['a-1 ·u', 'b-1 u·'])
    expect(matrix.why('a-1', 'b-1')).toBe('Whom a-1 knows is not known: Gossip 3 does not show it.')
  })

  test('proxies', () => {
    const matrix = matrixOf({ views: true, proxies: false, packets: true }, (cluster) =>
      cluster.proxy('a-1', 'b-1', false),
    )
    expect(matrix.at('a-1', 'b-1')).toBe('known')
    expect(matrix.why('a-1', 'b-1')).toBe('a-1 knows b-1. Gossip 3 does not show whom it can call.')
  })

  test('a member of which only the process is seen', () => {
    const matrix = matrixOf(MASTERLESS.sees, (cluster) => {
      const row = { t: 'process', process: 'd-1', serverType: 'd', observed: false, pid: 9 } as const
      cluster.pairing.addEvent({ ...row, at: 1e9, event: 'spawned' })
    })
    expect(drawn(matrix)).toEqual(['a-1 ·c-', 'b-1 c·-', 'd-1 uu·'])
    expect(matrix.why('d-1', 'a-1')).toBe('Whom d-1 can call is not known: only its process is observed.')
  })

  test('a program beside the cluster is not in the table', () => {
    const matrix = matrixOf(MASTERLESS.sees, (cluster) => {
      const row = { t: 'process', process: 'redis', serverType: 'redis', role: 'resource', pid: 9 } as const
      cluster.pairing.addEvent({ ...row, at: 1e9, event: 'spawned' })
    })
    expect(matrix.servers).toEqual(['a-1', 'b-1'])
  })
})

test('the cells that changed between two moments', () => {
  const killed = timeOfFirst((event) => event.t === 'process' && event.event === 'exited')
  const before = matrixAt(killed - 1)
  expect(changedCells(before, before)).toEqual([])
  const changed = changedCells(before, matrixAt(killed + 10e6))
  expect(changed).toContainEqual({
    observer: 'chat-2',
    subject: 'chat-1',
    before: 'callable',
    now: 'absent',
  })
  expect(changed.every(({ observer, subject }) => observer === 'chat-1' || subject === 'chat-1')).toBe(true)
})
