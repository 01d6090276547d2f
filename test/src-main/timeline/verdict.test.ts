// The verdict is the worst thing that is true, with names, times, and how the others reacted.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clusterVerdict,
  convergence,
  ClusterState,
  sortByTime,
  timeOf,
} from '../../../src-main/timeline/index.ts'
import { ClusterStory } from '../../support/cluster-story.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'

const REST = ['connector-1', 'chat-1', 'timer-1', 'connector-2']

function killed(): ClusterStory {
  return new ClusterStory().fault('chat-2', 'kill').wait(2).process('chat-2', 'exited', { signal: 'SIGKILL' })
}

test('a cluster that has converged runs', () => {
  expect(new ClusterStory().verdict).toEqual({
    tone: 'good',
    word: 'Running',
    sentence: 'all 5 servers know each other',
    others: [],
    remedy: null,
  })
})

describe('a killed server', () => {
  test('is still listed, then dropped by all others', () => {
    const story = killed()
    expect(story.verdict).toMatchObject({
      tone: 'bad',
      word: 'Degraded',
      sentence: 'chat-2 was killed by you 2 ms ago; the master still lists it',
    })
    story.wait(1).drop('chat-2', ['master-1', 'connector-1', 'timer-1'], 'closed')
    expect(story.verdict.sentence).toBe(
      'chat-2 was killed by you 3 ms ago; chat-1 and connector-2 have not dropped it yet',
    )
    story.wait(8).drop('chat-2', ['chat-1', 'connector-2']).wait(12_000)
    expect(story.verdict).toMatchObject({
      tone: 'bad',
      sentence: 'chat-2 was killed by you 12 s ago; the other 4 dropped it in 11 ms',
      others: [],
      remedy: { action: 'spawn', servers: ['chat-2'] },
    })
  })

  test('is not stopped, and the others are not blamed for it', () => {
    const { verdict } = killed()
    expect(verdict.sentence).not.toMatch(/stopped/)
    expect(verdict.others).toEqual([])
  })
})

test('a crash says its cause, and whether it was at the start', () => {
  const story = new ClusterStory().process('chat-1', 'exited', { code: 1 })
  story.drop('chat-1', ['master-1', 'connector-1', 'chat-2', 'timer-1', 'connector-2']).wait(3_000)
  expect(story.verdict).toMatchObject({
    tone: 'bad',
    sentence: 'chat-1 crashed 3 s ago (exit 1); the other 4 dropped it in 0 ns',
  })
})

test('servers that crash at the start for the same reason are one sentence', () => {
  const story = new ClusterStory()
  const servers = ['gate-1', 'gate-2', 'gate-3', 'gate-4']
  for (const server of servers) story.process(server, 'spawned')
  for (const server of servers) story.process(server, 'exited', { code: 1 })
  expect(story.wait(2_000).verdict).toMatchObject({
    tone: 'bad',
    sentence: 'gate-1, gate-2, gate-3 and gate-4 crashed at start, the last 2 s ago (exit 1)',
    others: [],
    remedy: { action: 'spawn', servers },
  })
})

test('servers that fail at the start say why, once', () => {
  const story = new ClusterStory().process('gate-1', 'spawned').process('gate-2', 'spawned')
  story.reports('gate-1', 'failed', 'servers/gate.ts threw: no database')
  story.reports('gate-2', 'failed', 'servers/gate/b.ts threw: no database')
  story.process('gate-1', 'exited', { signal: 'SIGKILL' }).process('gate-2', 'exited', { code: 1 })
  expect(story.verdict.sentence).toBe(
    'gate-1 and gate-2 failed at start, the last just now: servers/gate.ts threw: no database',
  )
})

test('a server that ends by itself with code 0 is missed, and one that was removed is not', () => {
  const story = new ClusterStory().process('chat-1', 'exited', { code: 0 })
  story.drop('chat-1', ['master-1', 'connector-1', 'chat-2', 'timer-1', 'connector-2'])
  expect(story.verdict.sentence).toMatch(/^chat-1 exited by itself just now \(exit 0\)/)
  const scaled = new ClusterStory().process('chat-2', 'stopping', { reason: 'scaled down' })
  scaled.process('chat-2', 'exited', { code: 0 }).drop('chat-2', ['master-1', ...REST])
  scaled.planned.splice(scaled.planned.indexOf('chat-2'), 1)
  expect(scaled.verdict).toMatchObject({ tone: 'good', sentence: 'all 4 servers know each other' })
})

test('a stopped server is missed, but not called killed or crashed', () => {
  const story = new ClusterStory().process('chat-2', 'stopping').wait(5)
  story
    .process('chat-2', 'exited', { code: 0 })
    .drop('chat-2', ['master-1', ...REST])
    .wait(4_000)
  expect(story.verdict).toMatchObject({
    tone: 'wait',
    word: 'Incomplete',
    sentence: 'chat-2 was stopped 4 s ago; the other 4 dropped it in 0 ns',
    remedy: { action: 'spawn', servers: ['chat-2'] },
  })
})

test('a master that is killed while all others live: nobody can join', () => {
  const story = new ClusterStory().fault('master-1', 'kill')
  story.process('master-1', 'exited', { signal: 'SIGKILL' })
  for (const server of [...REST, 'chat-2']) story.reports(server, 'reconnecting')
  expect(story.wait(3_000).verdict).toMatchObject({
    tone: 'bad',
    word: 'Degraded',
    sentence:
      'master-1 was killed by you 3 s ago; nobody can join, and the others keep the list that they had',
    remedy: { action: 'spawn', servers: ['master-1'] },
  })
})

describe('a paused server', () => {
  const story = new ClusterStory().fault('chat-2', 'pause').wait(1_000)

  test('is not green before the others notice', () => {
    expect(story.verdict).toMatchObject({
      tone: 'wait',
      word: 'Paused',
      sentence: 'chat-2 was paused by you 1 s ago; no other server has dropped it',
      remedy: { action: 'resume', servers: ['chat-2'] },
    })
  })

  test('is dropped after its silence, and joins again when it is resumed', () => {
    story
      .wait(2_000)
      .drop('chat-2', ['master-1', ...REST], 'lost')
      .wait(9_000)
    expect(story.verdict).toMatchObject({
      tone: 'bad',
      sentence: 'chat-2 was paused by you 12 s ago; the master dropped it after 3 s of silence',
      others: [],
      remedy: { action: 'resume', servers: ['chat-2'] },
    })
    story.fault('chat-2', 'resume').reports('chat-2', 'reconnecting')
    expect(story.verdict).toMatchObject({ tone: 'wait', word: 'Rejoining' })
  })
})

test('an injected fault is not green, and can be healed', () => {
  const story = new ClusterStory().fault('chat-1', 'delay', 'rpc', { ms: 500 }).wait(8_000)
  expect(story.verdict).toMatchObject({
    tone: 'wait',
    word: 'Faulted',
    sentence: 'chat-1 has its connections to other servers delayed by 500 ms (by you, 8 s ago)',
    remedy: { action: 'heal', servers: ['chat-1'] },
  })
  expect(story.fault('chat-1', 'heal', 'rpc').verdict.tone).toBe('good')
})

test('a fault of one pair names the two, and only their link', () => {
  const story = new ClusterStory().fault('chat-1', 'cut', 'rpc', { peer: 'connector-1' }).wait(3_000)
  expect(story.verdict).toMatchObject({
    tone: 'wait',
    word: 'Faulted',
    sentence: 'the link between chat-1 and connector-1 is cut by you 3 s ago',
    remedy: { action: 'heal', servers: ['chat-1'] },
  })
  story.fault('chat-2', 'cut', 'rpc', { peer: 'connector-1' })
  expect(story.verdict.sentence).toBe(
    'chat-1 and chat-2 have their connection to connector-1 cut (by you, the last just now)',
  )
  story.fault('chat-2', 'heal', 'rpc', { peer: 'connector-1' })
  story.fault('chat-1', 'delay', 'rpc', { ms: 200 })
  expect(story.verdict.others, 'a fault of all links is another one').toEqual([
    'chat-1 has its connections to other servers delayed by 200 ms (by you, just now)',
  ])
  story.fault('chat-1', 'delay', 'rpc', { peer: 'connector-1', ms: 50, direction: 'receiving' })
  expect(story.verdict.others).toContain(
    'the link from connector-1 to chat-1 is delayed by 50 ms by you just now',
  )
  story.fault('chat-1', 'heal', 'rpc', { peer: 'connector-1' }).fault('chat-1', 'heal', 'rpc')
  expect(story.verdict.tone).toBe('good')
})

test('a server that is dropped because the master cut their link is healed at the master', () => {
  const story = new ClusterStory().fault('master-1', 'cut', 'control', { peer: 'chat-2' }).wait(100)
  story.drop('chat-2', ['master-1', 'chat-1', 'connector-1'], 'closed')
  expect(story.verdict).toMatchObject({
    tone: 'bad',
    remedy: { action: 'heal', servers: ['master-1'] },
  })
  expect(story.verdict.sentence).toMatch(
    /^chat-2 was dropped by .*; its connection to the master cut \(by you\)$/,
  )
})

test('a view that differs for no known reason is a divergence, once it had time', () => {
  const story = new ClusterStory().drop('chat-2', ['chat-1'])
  expect(story.verdict).toMatchObject({ tone: 'wait', word: 'Converging' })
  expect(story.wait(2_000).verdict).toMatchObject({
    tone: 'bad',
    word: 'Diverged',
    sentence: 'chat-1 lacks chat-2, and proxies for chat-2',
  })
})

test('the worst comes first, and the rest is counted', () => {
  const story = killed().fault('chat-1', 'cut', 'rpc').process('timer-1', 'stopping')
  const { sentence, others } = story.verdict
  expect(sentence).toMatch(/^chat-2 was killed by you/)
  expect(others).toEqual([
    'chat-1 has its connections to other servers cut (by you, just now)',
    'timer-1 is stopping',
  ])
})

test('a stop of everything, its end, and the end of the recording', () => {
  const story = new ClusterStory()
  for (const server of story.planned) story.process(server, 'stopping')
  story.process('chat-1', 'exited', { code: 0 })
  expect(story.verdict).toMatchObject({
    tone: 'wait',
    word: 'Stopping',
    sentence:
      '1 of 6 processes have ended; waiting for master-1, connector-1, chat-2, timer-1 and connector-2',
  })
  story.process('master-1', 'stopping').process('master-1', 'exited', { code: 0 })
  for (const server of story.planned) story.process(server, 'exited', { code: 0 })
  expect(story.verdict).toMatchObject({ tone: 'off', word: 'Stopped', sentence: '6 processes stopped' })
  story.endedAt = story.now = 100_061_200_000
  expect(story.verdict).toMatchObject({ word: 'Ended', sentence: 'the run ended at 1:40.061200' })
})

test('a recording that ends while servers run says so', () => {
  const story = new ClusterStory()
  story.endedAt = story.now = 9_000_000_000
  expect(story.verdict).toMatchObject({
    tone: 'off',
    sentence: 'the recording ends at 0:09.000000; 6 servers still ran',
  })
})

test('none of the project’s code runs: nothing is green', () => {
  expect(new ClusterStory().find('no-project-code').verdict).toMatchObject({ tone: 'wait', word: 'Empty' })
})

test('a program that fails is named, and one that did its work is not', () => {
  const story = new ClusterStory().process('seed-1', 'spawned', { role: 'resource' })
  expect(story.verdict).toMatchObject({ tone: 'wait', word: 'Starting' })
  story
    .process('seed-1', 'ready', { role: 'resource' })
    .process('seed-1', 'exited', { code: 0, role: 'resource' })
  expect(story.verdict.tone).toBe('good')
  story
    .process('redis-1', 'spawned', { role: 'resource' })
    .process('redis-1', 'exited', { code: 1, role: 'resource' })
  expect(story.verdict).toMatchObject({ tone: 'bad', sentence: 'redis-1 crashed at start just now (exit 1)' })
})

describe('what a dialect does not show', () => {
  const nodes = new SyntheticNodes(['a-1', 'b-1'])
  nodes.start('a-1')
  nodes.start('b-1')
  const at = nodes.now * 1e6
  const verdictIn = (dialect: typeof MASTERLESS) => {
    const state = new ClusterState(dialect)
    for (const event of sortByTime(nodes.events)) state.apply(event)
    return clusterVerdict(state, convergence(state), { at, planned: ['a-1', 'b-1'], endedAt: null })
  }

  test('a lost connection is not one to a master where there is none', () => {
    const lost = new SyntheticNodes(['a-1', 'b-1'])
    for (const id of ['a-1', 'b-1']) lost.start(id)
    lost.view('a-1', ['b-1'])
    lost.view('b-1', ['a-1'])
    const state = new ClusterState(MASTERLESS)
    for (const event of lost.events) state.apply(event)
    const instance = state.processes.get('a-1')?.instance ?? ''
    const row = { t: 'state', seq: 99, id: 's', process: 'a-1', instance, from: 'started' } as const
    state.apply({ ...row, at: 1e9, to: 'reconnecting' })
    const context = { at: 3e9, planned: ['a-1', 'b-1'], endedAt: null }
    expect(clusterVerdict(state, convergence(state), context)).toMatchObject({
      tone: 'wait',
      sentence: 'a-1 lost the others 2 s ago and reconnects',
    })
  })

  test('is named in the verdict', () => {
    expect(verdictIn({ ...MASTERLESS, sees: { views: false, proxies: false, packets: true } })).toMatchObject(
      {
        tone: 'good',
        sentence: 'every server has started; their views and proxies are not seen',
      },
    )
    expect(verdictIn(MASTERLESS)).toMatchObject({
      word: 'Converging',
      sentence: 'a-1 lacks b-1; 1 more differ',
    })
  })
})

test('no cluster at all, and one whose processes are not spawned yet', () => {
  const state = new ClusterState()
  const none = { at: 0, planned: [], endedAt: null }
  expect(clusterVerdict(state, convergence(state), none)).toMatchObject({ tone: 'wait' })
  expect(clusterVerdict(state, convergence(state), { ...none, planned: ['chat-1'] })).toMatchObject({
    word: 'Starting',
    sentence: 'no process runs yet',
  })
})

test('whatever happens, green means that nothing is down, faulted, paused or diverged', () => {
  const { events, header } = syntheticTimeline({ servers: 4, crash: true })
  const ordered = sortByTime(events)
  const planned = header.plan.servers.map(({ id }) => id)
  const end = timeOf(ordered.at(-1)!)
  const story = new ClusterStory(4)
  fc.assert(
    fc.property(fc.nat(end), (at) => {
      const state = new ClusterState()
      for (const event of ordered) if (timeOf(event) <= at) state.apply(event)
      const now = convergence(state)
      const { tone, sentence } = clusterVerdict(state, now, { at, planned, endedAt: null })
      const isWhole = now.converged && planned.every((id) => state.processes.get(id)?.exit === null)
      expect(tone === 'good').toBe(isWhole)
      expect(sentence).not.toMatch(/undefined|NaN|null|Infinity/)
    }),
  )
  expect(story.verdict.tone).toBe('good')
})
