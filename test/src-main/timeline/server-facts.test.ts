// Four facts about a server: what the user wants, its process, its membership and its faults.
import { describe, expect, test } from 'vitest'
import { ClusterState, exitKind, serverFacts } from '../../../src-main/timeline/index.ts'
import { ClusterStory } from '../../support/cluster-story.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'

const REST = ['connector-1', 'chat-1', 'timer-1', 'connector-2']

test('a server that has started is a member', () => {
  expect(new ClusterStory().facts('chat-2')).toMatchObject({
    desired: 'running',
    process: 'running',
    membership: 'member',
    faults: [],
    tone: 'good',
    word: 'started',
    sentence: 'started',
  })
})

test('a server that was paused until the master dropped it', () => {
  const story = new ClusterStory().fault('chat-2', 'pause').wait(3_000)
  expect(story.facts('chat-2')).toMatchObject({ process: 'paused', membership: 'member', tone: 'wait' })
  story.drop('chat-2', ['master-1', ...REST], 'lost')
  expect(story.facts('chat-2')).toMatchObject({
    desired: 'running',
    process: 'paused',
    membership: 'dropped',
    tone: 'bad',
    word: 'paused',
    sentence: 'paused by you · dropped by the master after 3 s of silence',
  })
})

test('a killed server is killed everywhere, and not crashed or stopped', () => {
  const story = new ClusterStory()
    .fault('chat-2', 'kill')
    .wait(1)
    .process('chat-2', 'exited', { signal: 'SIGKILL' })
  expect(story.facts('chat-2').sentence).toBe('killed by you · still in the list of members')
  story.wait(3).drop('chat-2', ['master-1', ...REST], 'closed')
  expect(story.facts('chat-2')).toMatchObject({
    desired: 'stopped',
    process: 'killed',
    exit: 'SIGKILL',
    membership: 'left',
    tone: 'bad',
    word: 'killed',
    sentence: 'killed by you · dropped by the master 4 ms later',
  })
})

test('a new process has none of the facts of the one before', () => {
  const story = new ClusterStory().fault('chat-2', 'pause').fault('chat-2', 'kill')
  story
    .process('chat-2', 'exited', { signal: 'SIGKILL' })
    .drop('chat-2', ['master-1', ...REST])
    .wait(5)
  story.process('chat-2', 'spawned')
  expect(story.facts('chat-2')).toMatchObject({
    desired: 'running',
    process: 'running',
    membership: 'joining',
    faults: [],
    exit: null,
    tone: 'wait',
    sentence: 'starting',
  })
})

test('faults are facts of their own, with their values, until they are healed', () => {
  const story = new ClusterStory().fault('chat-1', 'delay', 'rpc', { ms: 500 })
  story.wait(1).fault('chat-1', 'drop', 'control', { rate: 0.2 })
  const { faults, sentence, tone, membership } = story.facts('chat-1')
  expect(faults.map(({ link, kind }) => [link, kind])).toEqual([
    ['rpc', 'delay'],
    ['control', 'drop'],
  ])
  expect({ tone, membership }).toEqual({ tone: 'wait', membership: 'member' })
  expect(sentence).toBe(
    'started · connections to other servers delayed by 500 ms (by you) · connection to the master losing 20 % (by you)',
  )
  story.fault('chat-1', 'delay', 'rpc', { ms: 500, direction: 'sending' })
  story.fault('chat-1', 'drop', 'control', { rate: 0.2, direction: 'sideways' })
  expect(story.facts('chat-1').parts.slice(1), 'an unknown direction is none').toEqual([
    'connections to other servers (sending only) delayed by 500 ms (by you)',
    'connection to the master losing 20 % (by you)',
  ])
  story.fault('chat-1', 'cut', 'rpc')
  expect(story.facts('chat-1').parts[2]).toBe('connections to other servers cut (by you)')
  story.fault('chat-1', 'heal', 'rpc').fault('chat-1', 'heal', 'control')
  expect(story.facts('chat-1')).toMatchObject({ faults: [], sentence: 'started', tone: 'good' })
})

test('what the user wants: stopped, removed, restarted', () => {
  const story = new ClusterStory().process('chat-1', 'stopping')
  expect(story.facts('chat-1')).toMatchObject({ desired: 'stopped', process: 'stopping', tone: 'wait' })
  story.process('chat-1', 'stopping', { reason: 'did not stop within 5 s: SIGKILL' })
  story.process('chat-1', 'exited', { signal: 'SIGKILL' })
  expect(story.facts('chat-1')).toMatchObject({
    process: 'killed',
    tone: 'off',
    parts: expect.arrayContaining(['stopped, and killed: did not stop within 5 s: SIGKILL']) as string[],
  })
  story.process('chat-2', 'stopping', { reason: 'scaled down' }).process('chat-2', 'exited', { code: 0 })
  expect(story.facts('chat-2')).toMatchObject({ desired: 'removed', process: 'exited', tone: 'off' })
  story.process('timer-1', 'restarting').process('timer-1', 'stopping', { reason: 'restart' })
  story.process('timer-1', 'exited', { code: 0 })
  expect(story.facts('timer-1')).toMatchObject({ desired: 'running', process: 'exited' })
})

test('a server that failed stays failed until its next process', () => {
  const story = new ClusterStory().reports('chat-1', 'failed', 'no database\nstack')
  expect(story.facts('chat-1')).toMatchObject({
    tone: 'bad',
    word: 'failed',
    sentence: 'failed: no database',
  })
  story.reports('chat-1', 'stopping').process('chat-1', 'exited', { signal: 'SIGKILL' })
  expect(story.facts('chat-1')).toMatchObject({ process: 'crashed', tone: 'bad' })
  expect(story.facts('chat-1').parts[0]).toBe('failed: no database')
})

test('without a master nobody keeps the list', () => {
  const story = new ClusterStory()
    .fault('master-1', 'kill')
    .process('master-1', 'exited', { signal: 'SIGKILL' })
  expect(story.facts('chat-1')).toMatchObject({
    membership: 'unknown',
    sentence: 'started · no master keeps the list',
  })
})

describe('who is no member, or is not known to be one', () => {
  test('a planned server, a program, and one that is not observed', () => {
    const story = new ClusterStory().process('redis-1', 'spawned', { role: 'resource' })
    expect(story.facts('new-1')).toMatchObject({ process: 'planned', membership: 'never', tone: 'off' })
    story.process('redis-1', 'ready', { role: 'resource' })
    expect(story.facts('redis-1')).toMatchObject({ membership: 'none', tone: 'good', word: 'ready' })
    const state = new ClusterState()
    state.apply({
      t: 'process',
      seq: 1,
      at: 0,
      process: 'spy-1',
      serverType: 'spy',
      observed: false,
      event: 'spawned',
      pid: 1,
    })
    expect(serverFacts(state, 'spy-1')).toMatchObject({ membership: 'unknown', tone: 'unknown' })
  })

  test('in a cluster without a master, a node that others dropped', () => {
    const nodes = new SyntheticNodes(['a-1', 'b-1'])
    for (const id of ['a-1', 'b-1']) nodes.start(id)
    nodes.view('a-1', ['b-1'])
    nodes.view('b-1', ['a-1'])
    const facts = (id: string) => {
      const state = new ClusterState(MASTERLESS)
      for (const event of nodes.events) state.apply(event)
      return serverFacts(state, id)
    }
    expect(facts('b-1')).toMatchObject({ membership: 'member', tone: 'good' })
    nodes.view('a-1', [], ['b-1'])
    expect(facts('b-1')).toMatchObject({ membership: 'dropped', sentence: 'started · dropped by a-1' })
  })

  test('where views are not seen, membership is unknown', () => {
    const state = new ClusterState({ ...MASTERLESS, sees: { views: false, proxies: false, packets: true } })
    state.apply({ t: 'process', seq: 1, at: 0, process: 'a-1', serverType: 'a', event: 'spawned', pid: 1 })
    expect(serverFacts(state, 'a-1')).toMatchObject({ membership: 'unknown', tone: 'wait' })
  })
})

test.each([
  [{ code: 0 }, {}, 'exited'],
  [{ code: 1 }, {}, 'crashed'],
  [{ signal: 'SIGSEGV' }, {}, 'crashed'],
  [{ signal: 'SIGTERM' }, { asked: true }, 'exited'],
  [{ code: 1 }, { asked: true }, 'crashed'],
  [{ code: 143 }, { asked: true, opaque: true }, 'exited'],
  [{ signal: 'SIGKILL' }, { asked: true }, 'killed'],
  [{ signal: 'SIGKILL' }, { killed: true }, 'killed'],
  [{ signal: 'SIGKILL' }, {}, 'crashed'],
])('an exit with %o after %o is %s', (exit, circumstances, kind) => {
  expect(exitKind(exit, { killed: false, asked: false, opaque: false, ...circumstances })).toBe(kind)
})
