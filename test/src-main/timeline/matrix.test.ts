// Who knows whom: the same as convergence, cell by cell, with a sentence for each.
import { describe, expect, test } from 'vitest'
import {
  changedCells,
  ClusterState,
  convergence,
  EventColumns,
  formatSpan,
  knowledgeProblems,
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

function problemsOf(state: ClusterState, at: number): string[] {
  return knowledgeProblems(state, convergence(state), whoKnowsWhom(state), at).map(
    ({ title, reason, since }) =>
      `${title}${since === null ? '' : ` (${formatSpan(at - since)})`}: ${reason}`,
  )
}

const { events } = syntheticTimeline({ servers: 4, crash: true })
const ordered = sortByTime(events)
const end = timeOf(ordered.at(-1)!)
const columns = new EventColumns()
for (const event of events) columns.add(event)
const matrixAt = (at: number) => whoKnowsWhom(stateAt(events, at), { events: columns })
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
    expect(matrix.why('chat-2', 'chat-1', end)).toBe('chat-2 can call chat-1: it has proxies for chat.')
    expect(matrix.why('chat-1', 'timer-1', end)).toBe(
      'chat-1 cannot call timer-1, though it knows it: timer-1 has no RPC port and offers no services.',
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
    expect(matrixAt(at).why('chat-2', 'chat-1', at)).toMatch(
      /^chat-2 still calls chat-1, but chat-1 crashed \d+ µs ago \(SIGKILL\)\. removeServer is on its way to it, sent 1 ns ago\. Until it arrives, calls fail with PEER_LOST\.$/,
    )
    const later = matrixAt(at + 5e6)
    expect(drawn(later)).toEqual(['connector-1 ·-ck', 'chat-2 c-·k', 'timer-1 c-c·'])
    expect(later.why('chat-2', 'chat-1', at + 5e6)).toBe(
      'chat-2 cannot call chat-1: chat-1 crashed 5.6 ms ago (SIGKILL).',
    )
  })

  test('a server that joins lacks the others until it has the list', () => {
    const registered = timeOfFirst(
      (event) => event.t === 'state' && event.process === 'chat-2' && event.to === 'registered',
    )
    const matrix = matrixAt(registered)
    expect(matrix.at('chat-2', 'chat-2')).toBe('missing')
    expect(matrix.why('chat-2', 'connector-1', end)).toBe(
      'chat-2 cannot call connector-1: it does not know it yet. It has no list of servers so far (it is subscribing).',
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
    expect(matrix.why('chat-2', 'chat-9', end)).toBe(
      'Whether chat-2 should know chat-9 is not known: there is no master.',
    )
  })

  describe('a server that is paused until the master drops it', () => {
    const instance = stateAt(events, end).processes.get('chat-2')?.instance ?? ''
    const pausedAt = (rows: number): Matrix => whoKnowsWhom(pausedState(rows))
    const pausedState = (rows: number): ClusterState => {
      const state = stateAt(events, end)
      const removed = [{ id: 'chat-2', instance, reason: 'lost' }]
      const views = ['master-1', 'connector-1', 'chat-1', 'timer-1'].map((process, index) => ({
        t: 'view' as const,
        seq: 1,
        id: 'v',
        at: end + 3e9 + index * 1e6,
        process,
        instance: state.processes.get(process)?.instance ?? '',
        epoch: 'e',
        revision: 99,
        added: [],
        removed,
        size: 3,
      }))
      const proxy = { t: 'proxy', seq: 1, id: 'p', server: 'chat-2', instance, serverType: 'chat' } as const
      const all = [
        { t: 'fault' as const, seq: 1, at: end, process: 'chat-2', fault: 'pause' },
        ...views.flatMap((view) => [
          view,
          { ...proxy, at: view.at, process: view.process, services: ['chat'], made: false },
        ]),
      ]
      for (const row of all.slice(0, rows)) state.apply(row)
      return state
    }

    test('until then calls to it wait', () => {
      const matrix = pausedAt(1)
      expect(matrix.at('chat-1', 'chat-2')).toBe('callable')
      expect(matrix.why('chat-1', 'chat-2', end + 1e9)).toBe(
        'chat-1 still has proxies for chat of chat-2, but chat-2 was paused by you 1 s ago; no other server has dropped it: calls wait.',
      )
    })

    test('a card says that it is called in vain', () => {
      expect(problemsOf(pausedState(1), end + 1e9)).toEqual([
        '3 servers still call chat-2 (1 s): chat-2 was paused by you 1 s ago; no other server has dropped it.',
      ])
    })

    test('then nobody can call it, and it is not judged itself', () => {
      const matrix = pausedAt(9)
      expect(drawn(matrix)).toEqual(['connector-1 ·c-k', 'chat-1 c·-k', 'chat-2 uu·u', 'timer-1 cc-·'])
      expect(matrix.why('chat-1', 'chat-2', end + 9e9)).toBe(
        'chat-1 cannot call chat-2: chat-2 was paused by you 9 s ago; the master dropped it after 3 s of silence.',
      )
      expect(matrix.isCounted('chat-2')).toBe(false)
      expect(matrix.why('chat-2', 'chat-1', end + 9e9)).toBe(
        'chat-2 calls nobody: chat-2 was paused by you 9 s ago; the master dropped it after 3 s of silence. It still holds its proxies for chat-1.',
      )
    })

    test('in between, those that have not heard of it hold it still', () => {
      const state = pausedState(5)
      expect(problemsOf(state, end + 3.5e9)).toEqual([
        '2 servers still call chat-2 (500 ms): chat-2 was paused by you 3 s ago; the master dropped it after 3 s of silence. Those that still hold it: chat-1 and timer-1.',
      ])
      expect(problemsOf(pausedState(9), end + 9e9)).toEqual([
        'Nobody can call chat-2 (6 s): chat-2 was paused by you 9 s ago; the master dropped it after 3 s of silence.',
      ])
    })
  })

  test('a server that stops is not judged', () => {
    const state = stateAt(events, end)
    const row = { seq: 1, at: end, process: 'chat-1', serverType: 'chat', pid: 1 }
    state.apply({ t: 'process', event: 'stopping', ...row })
    const matrix = whoKnowsWhom(state)
    expect(matrix.isCounted('chat-1')).toBe(false)
    expect(drawn(matrix)[1]).toBe('chat-1 u·uu')
    expect(matrix.why('chat-1', 'chat-2', end)).toBe(
      'chat-1 is stopping: what it still holds is not compared.',
    )
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
    expect(matrix.why('a-1', 'b-1', end)).toBe('Whom a-1 knows is not known: Gossip 3 does not show it.')
  })

  test('proxies', () => {
    const matrix = matrixOf({ views: true, proxies: false, packets: true }, (cluster) =>
      cluster.proxy('a-1', 'b-1', false),
    )
    expect(matrix.at('a-1', 'b-1')).toBe('known')
    expect(matrix.why('a-1', 'b-1', end)).toBe('a-1 knows b-1. Gossip 3 does not show whom it can call.')
  })

  test('a member of which only the process is seen', () => {
    const matrix = matrixOf(MASTERLESS.sees, (cluster) => {
      const row = { t: 'process', process: 'd-1', serverType: 'd', observed: false, pid: 9 } as const
      cluster.pairing.addEvent({ ...row, at: 1e9, event: 'spawned' })
    })
    expect(drawn(matrix)).toEqual(['a-1 ·c-', 'b-1 c·-', 'd-1 uu·'])
    expect(matrix.why('d-1', 'a-1', end)).toBe(
      'Whom d-1 can call is not known: only its process is observed.',
    )
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

test('problems of servers that join, and of a server that nobody holds any more', () => {
  const subscribing = timeOfFirst(
    (event) => event.t === 'state' && event.process === 'chat-2' && event.to === 'subscribing',
  )
  expect(problemsOf(stateAt(events, subscribing), subscribing)).toContainEqual(
    expect.stringMatching(/still joining: .* no list of servers yet, and can call nobody\.$/),
  )
  expect(problemsOf(stateAt(events, end), end)).toEqual([])
  const killed = timeOfFirst((event) => event.t === 'process' && event.event === 'exited')
  expect(problemsOf(stateAt(events, killed + 10e6), killed + 10e6)).toEqual([
    expect.stringMatching(/^Nobody can call chat-1 \(10 ms\): chat-1 crashed 10 ms ago \(SIGKILL\)/),
  ])
})

test('a cluster of which no server has a list is one problem', () => {
  const state = new ClusterState()
  const row = { seq: 1, at: 1, from: null }
  state.apply({ t: 'state', id: 'm', process: 'master-1', instance: 'm', ...row, to: 'listening' })
  const ids = Array.from({ length: 104 }, (_, index) => `chat-${index + 1}`)
  for (const id of ids) state.apply({ t: 'state', id, process: id, instance: id, ...row, to: 'subscribing' })
  const added = ids.map((id) => ({ id, instance: id }))
  const view = { t: 'view' as const, epoch: 'e', revision: 104, added, removed: [], size: 104 }
  state.apply({ ...view, seq: 2, at: 2, id: 'v', process: 'master-1', instance: 'm' })
  expect(problemsOf(state, 3).map((text) => text.replace(/:.*/, ''))).toEqual([
    '104 servers are still joining',
  ])
})

test('a fault of one pair is the reason in the two cells of that pair, and in no other', () => {
  const state = new ClusterState()
  for (const event of ordered) state.apply(event)
  const plain = whoKnowsWhom(state)
  const reasons = (): Map<string, string> => {
    const matrix = whoKnowsWhom(state)
    return new Map(
      matrix.observers.flatMap((observer) =>
        matrix.servers.map((subject) => [`${observer} ${subject}`, matrix.why(observer, subject, end)]),
      ),
    )
  }
  const before = reasons()
  const members = plain.observers.filter((id) => id !== 'master-1')
  const [one, other, third] = members.filter((id) =>
    members.some((to) => plain.at(to, id) === 'callable'),
  ) as [string, string, string]
  const fault = (kind: string, peer: string | undefined, parameters = {}): void =>
    state.apply({
      t: 'fault',
      seq: 1e6,
      at: end,
      process: one,
      fault: kind,
      parameters: { link: 'rpc', peer, ...parameters },
    })
  fault('cut', other)
  const after = reasons()
  const changed = [...after].filter(([cell, text]) => before.get(cell) !== text)
  expect(Object.fromEntries(changed)).toEqual({
    [`${one} ${other}`]: `${one} cannot call ${other}: the link is cut by you.`,
    [`${other} ${one}`]: `${other} cannot call ${one}: the link is cut by you.`,
  })
  fault('delay', undefined, { ms: 40 })
  expect(reasons().get(`${one} ${other}`), 'the stronger holds').toContain('the link is cut by you')
  expect(reasons().get(`${third} ${one}`)).toContain(
    `${one} has its connections to other servers delayed by 40 ms`,
  )
  fault('drop', other, { rate: 0.25 })
  fault('heal', undefined)
  expect(reasons().get(`${other} ${one}`)).toBe(
    `${other} can call ${one}, but the link is made to lose 25 % of the packets by you.`,
  )
  fault('drop', other, { rate: 0.25, direction: 'sending' })
  expect(reasons().get(`${other} ${one}`)).toBe(
    `${other} can call ${one}, but the link from ${one} to ${other} is made to lose 25 % of the packets by you.`,
  )
  fault('heal', other)
  expect(reasons()).toEqual(before)
})
