// Who lacks whom, and when nobody does.
import { describe, expect, test } from 'vitest'
import {
  ClusterState,
  convergence,
  describeDisagreement,
  sortByTime,
  RunProgress,
  summarizeRun,
  timeOf,
  type TimelineEvent,
  type UnnumberedEvent,
} from '../../../src-main/timeline/index.ts'
import { stateAt } from '../../support/state-at.ts'
import { syntheticHeader, syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events, footer } = syntheticTimeline({ servers: 4, crash: true })
const ordered = sortByTime(events)
const at = (found: TimelineEvent | undefined) => (found ? timeOf(found) : NaN)
const end = at(ordered.at(-1))

describe('a whole run', () => {
  test('no server agrees before the master listens', () => {
    expect(convergence(stateAt(events, 9e6))).toMatchObject({
      converged: false,
      agreeing: 0,
      notStarted: ['master-1', 'connector-1'],
    })
  })

  test('converges, diverges when a server goes, converges without it and again with it', () => {
    const words: string[] = []
    const state = new ClusterState()
    for (const event of ordered) {
      state.apply(event)
      const { converged, total } = convergence(state)
      const word = `${converged ? 'converged' : 'diverged'} of ${total}`
      if ((words.length > 0 || word === 'converged of 4') && words.at(-1) !== word) words.push(word)
    }
    expect(words).toEqual([
      'converged of 4',
      'converged of 3',
      'diverged of 3',
      'converged of 3',
      'diverged of 4',
      'converged of 4',
    ])
  })

  test('the footer has the times', () => {
    expect(footer).toMatchObject({ ready: true, converged: true, servers: 4, events: events.length })
    const { readyMs, convergedMs } = summarizeRun(header, events)
    const startedAt = Math.max(
      ...header.plan.servers.map(({ id }) =>
        at(ordered.find((event) => event.t === 'state' && event.process === id && event.to === 'started')),
      ),
    )
    expect(readyMs).toBeCloseTo(startedAt / 1e6, 3)
    expect(convergedMs).toBeGreaterThanOrEqual(readyMs ?? NaN)
    expect(convergence(stateAt(events, (convergedMs ?? 0) * 1e6 - 1000)).converged).toBe(false)
  })

  test('a run without one of its planned servers is neither ready nor converged', () => {
    const progress = new RunProgress(syntheticHeader({ servers: 5 }))
    for (const event of ordered) progress.apply(event)
    expect(progress.summary()).toMatchObject({
      ready: false,
      converged: false,
      readyMs: null,
      convergedMs: null,
    })
    expect(convergence(progress.state).converged).toBe(true)
  })
})

describe('disagreements', () => {
  const changed = (row: UnnumberedEvent) => {
    const state = stateAt(events, end)
    state.apply({ seq: 9999, ...row })
    const { converged, agreeing, total, disagreements } = convergence(state)
    expect({ converged, agreeing, total }).toEqual({ converged: false, agreeing: 3, total: 4 })
    return disagreements[0]!
  }
  const chat2 = stateAt(events, end).processes.get('chat-2')!
  const instanceOf = (id: string) => chat2.view?.servers.get(id) ?? ''
  const view = { t: 'view', id: 'v', at: end, process: 'chat-2', instance: chat2.instance ?? '' } as const
  const fields = { epoch: 'e', revision: 99, size: 3 }

  test('a missing server', () => {
    const removed = [{ id: 'connector-1', instance: instanceOf('connector-1') }]
    const lack = changed({ ...view, ...fields, added: [], removed })
    expect(lack).toMatchObject({ server: 'chat-2', missing: ['connector-1'], stale: [] })
    expect(describeDisagreement(lack)).toBe('chat-2 lacks connector-1')
  })

  test('a process that was replaced', () => {
    const lack = changed({ ...view, ...fields, added: [{ id: 'chat-1', instance: 'old' }], removed: [] })
    expect(lack).toMatchObject({ missing: [], stale: ['chat-1'] })
    expect(describeDisagreement(lack)).toBe('chat-2 still holds chat-1')
  })

  const proxy = { t: 'proxy' as const, id: 'p', at: end, process: 'chat-2', serverType: 'x', services: ['x'] }

  test('missing proxies', () => {
    const lack = changed({ ...proxy, server: 'chat-1', instance: instanceOf('chat-1'), made: false })
    expect(lack).toMatchObject({ proxiesMissing: ['chat-1'], proxiesStale: [] })
    expect(describeDisagreement({ ...lack, missing: ['connector-1'] })).toBe(
      'chat-2 lacks connector-1, and proxies for chat-1',
    )
  })

  test('proxies for a server that cannot be called', () => {
    const lack = changed({ ...proxy, server: 'timer-1', instance: instanceOf('timer-1'), made: true })
    expect(lack).toMatchObject({ proxiesMissing: [], proxiesStale: ['timer-1'] })
  })

  test('a long list is shortened', () => {
    const missing = Array.from({ length: 9 }, (_, index) => `chat-${index}`)
    const none = { stale: [], proxiesMissing: [], proxiesStale: [] }
    expect(describeDisagreement({ server: 'a', missing, ...none })).toMatch(/chat-5 and 3 more$/)
  })
})

test('a server without a list does not agree, even with an empty registry', () => {
  const state = new ClusterState()
  const row = { seq: 1, at: 1, instance: 'i', from: null }
  state.apply({ t: 'state', id: 'm', process: 'master-1', ...row, to: 'listening' })
  state.apply({ t: 'state', id: 's', process: 'chat-1', ...row, to: 'starting' })
  const expected = {
    converged: false,
    agreeing: 0,
    total: 1,
    disagreements: [],
    notStarted: ['chat-1'],
    unknown: [],
  }
  expect(convergence(state)).toEqual(expected)
})

test('a server that is stopping or has failed does not count', () => {
  const state = stateAt(events, end)
  const process = { seq: 1, at: end, process: 'chat-1', serverType: 'chat', pid: 1 }
  state.apply({ t: 'process', event: 'stopping', ...process })
  expect(convergence(state)).toMatchObject({ converged: true, total: 3 })
  const chat2 = state.processes.get('chat-2')?.instance ?? ''
  state.apply({
    t: 'state',
    id: 's',
    seq: 2,
    at: end,
    process: 'chat-2',
    instance: chat2,
    from: 'started',
    to: 'failed',
  })
  expect(convergence(state)).toMatchObject({ total: 2 })
})
