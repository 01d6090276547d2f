// Events in, state out; at every moment the same as folding by hand.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClusterState, sortByTime, timeOf, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { stateAt } from '../../support/state-at.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 4, crash: true })
const ordered = sortByTime(events)
const end = timeOf(ordered.at(-1) ?? ordered[0]!)

function fold(list: TimelineEvent[]): ClusterState {
  const state = new ClusterState()
  for (const event of list) state.apply(event)
  return state
}
const facts = (state: ClusterState) => ({
  processes: [...state.processes.values()],
  links: [...state.links.values()],
})

describe('stateAt', () => {
  test('applies all events up to the time, in any order of the lines', () => {
    const shuffled = fc.shuffledSubarray(events, { minLength: events.length })
    fc.assert(
      fc.property(fc.nat(end), shuffled, (time, list) => {
        const expected = fold(ordered.filter((event) => timeOf(event) <= time))
        expect(facts(stateAt(list, time))).toEqual(facts(expected))
      }),
      { numRuns: 40 },
    )
  })

  test('is empty before the first event, and does not change the list', () => {
    const copy = [...events]
    expect(stateAt(events, -1).processes.size).toBe(0)
    expect(events).toEqual(copy)
  })
})

describe('ClusterState', () => {
  const killed = ordered.find((event) => event.t === 'process' && event.event === 'exited')
  const killedAt = killed ? timeOf(killed) : 0

  test('before the crash all views equal the registry', () => {
    const state = stateAt(events, killedAt - 1)
    expect([...(state.registry?.servers.keys() ?? [])].toSorted()).toEqual([
      'chat-1',
      'chat-2',
      'connector-1',
      'timer-1',
    ])
    for (const id of ['chat-1', 'chat-2', 'connector-1', 'timer-1']) {
      expect(state.processes.get(id)?.view?.servers).toEqual(state.registry?.servers)
    }
  })

  test('a process that exited has an exit, but no view, proxies or links', () => {
    const state = stateAt(events, killedAt)
    expect(state.processes.get('chat-1')).toMatchObject({
      view: null,
      exit: { code: null, signal: 'SIGKILL' },
    })
    expect(state.processes.get('chat-1')?.proxies.size).toBe(0)
    expect([...state.links.values()].filter((link) => link.dialler === 'chat-1')).toEqual([])
  })

  test('a new instance starts empty and learns everything again', () => {
    const before = stateAt(events, killedAt - 1).processes.get('chat-1')
    const after = stateAt(events, end).processes.get('chat-1')
    expect(after?.instance).not.toBe(before?.instance)
    expect(after).toMatchObject({ state: 'started', exit: null, previous: before?.instance })
    expect(after?.view?.servers.size).toBe(4)
  })

  test('late rows of a dead process do not revive it', () => {
    const state = stateAt(events, killedAt)
    const instance = stateAt(events, killedAt - 1).processes.get('chat-1')?.instance ?? ''
    const late = { seq: 1, at: killedAt + 1, process: 'chat-1', instance }
    state.apply({ t: 'state', id: 'x', from: 'started', to: 'reconnecting', ...late })
    state.apply({ t: 'view', id: 'y', epoch: 'e', revision: 9, added: [], removed: [], size: 0, ...late })
    expect(state.processes.get('chat-1')).toMatchObject({ view: null, state: 'started' })
  })

  test('the master has a registry while it listens', () => {
    const state = new ClusterState()
    const master = { at: 1, seq: 1, process: 'master-1' }
    expect(state.registry).toBeNull()
    state.apply({ t: 'state', id: 'a', instance: 'i', from: 'starting', to: 'listening', ...master })
    expect(state.registry?.servers.size).toBe(0)
    state.apply({ t: 'process', serverType: 'master', event: 'exited', pid: 1, ...master })
    expect(state.registry).toBeNull()
  })

  test('an RPC connection is open between its two ends until one closes it', () => {
    const state = stateAt(events, killedAt - 1)
    const open = [...state.links.values()].filter(({ link }) => link === 'rpc')
    expect(open.map(({ dialler, listener }) => [dialler, listener])).toEqual([
      ['connector-1', 'chat-1'],
      ['connector-1', 'chat-1'],
      ['connector-1', 'chat-1'],
    ])
    expect([...stateAt(events, end).links.values()].filter(({ link }) => link === 'rpc')).toEqual([])
  })
})
