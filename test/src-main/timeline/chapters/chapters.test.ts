// The chapters of runs: each cause begins one, and what it says is measured.
import { describe, expect, test } from 'vitest'
import { GROVE_DIALECT } from '../../../../core/protocol/grove-dialect.ts'
import type { Chapter } from '../../../../src-main/timeline/index.ts'
import { MASTERLESS } from '../../../support/synthetic-nodes.ts'
import { ToldRun } from '../../../support/told-run.ts'
import { trackedRun } from '../../../support/tracked-run.ts'

const IDS = ['master-1', 'chat-1', 'chat-2', 'gate-1']
const SERVERS = ['chat-1', 'chat-2', 'gate-1']

/** A master and three servers that agree after 60 ms. */
function started(): ToldRun {
  const run = new ToldRun(SERVERS)
  for (const id of IDS) run.process(id, 'spawned')
  run.at(20)
  for (const id of IDS) run.join(id)
  run.at(60).agree(IDS)
  for (const id of IDS) run.process(id, 'ready')
  return run
}

/** Three nodes without a master. */
function met(dialect = MASTERLESS): ToldRun {
  const run = new ToldRun(SERVERS, dialect)
  for (const id of SERVERS) run.start(id)
  for (const id of SERVERS) run.process(id, 'ready')
  if (!dialect.sees.views) return run
  for (const id of SERVERS)
    run.view(
      id,
      SERVERS.filter((other) => other !== id),
    )
  return run
}

/** Everybody but one server drops it, 1 ms after each other. */
function dropEverywhere(run: ToldRun, id: string, reason?: string): ToldRun {
  for (const other of IDS.filter((one) => one !== id)) {
    run.view(other, [], [id], other === 'master-1' ? reason : undefined)
    run.now += 1
  }
  return run
}

function chaptersIn({ header, events }: ToldRun): readonly Chapter[] {
  const { events: columns, chapters } = trackedRun(header, events)
  let next = chapters[0]?.from
  for (const { from, to, count } of chapters) {
    expect(from).toBe(next)
    expect(to).toBeGreaterThan(from)
    expect(count).toBe(columns.from(to) - columns.from(from))
    next = to
  }
  expect(chapters.reduce((sum, { count }) => sum + count, 0)).toBe(events.length)
  expect(new Set(chapters.map(({ id }) => id)).size).toBe(chapters.length)
  return chapters
}

const lines = (run: ToldRun) => chaptersIn(run).map(({ kind, title, text }) => [kind, title, text])
const last = (run: ToldRun) => chaptersIn(run).findLast(({ kind }) => kind !== 'idle' && kind !== 'traffic')

describe('with a master', () => {
  test('the start, and the servers that join together', () => {
    expect(lines(started())).toEqual([
      [
        'start',
        'Start',
        '4 processes started within 23 ms · the master listens after 21 ms · agreed after 60 ms',
      ],
      [
        'join',
        'chat-1, chat-2 and gate-1 join',
        'registered and subscribed, gate-1 last · agreed after 36 ms',
      ],
    ])
    expect(chaptersIn(started())[1]).toMatchObject({
      agreedAt: 60e6,
      agreement: "all 3 views equal the master's",
      servers: SERVERS,
    })
  })

  test('servers that join one after the other have a chapter each', () => {
    const run = new ToldRun(SERVERS)
    for (const id of IDS) run.process(id, 'spawned')
    run.at(10).join('master-1')
    for (const [index, id] of SERVERS.entries()) run.at(100 * (index + 1)).join(id)
    expect(chaptersIn(run).map(({ title }) => title)).toEqual([
      'Start',
      'chat-1 joins',
      'chat-2 joins',
      'gate-1 joins',
    ])
  })

  test('a server that you kill, and how long the others took to drop it', () => {
    const run = started().at(5_000).fault('chat-2', 'kill').at(5_004).exited('chat-2', null, 'SIGKILL')
    dropEverywhere(run.at(5_005), 'chat-2', 'closed')
    expect(lines(run).slice(2)).toEqual([
      ['idle', '4.94 s idle', ''],
      ['killed', 'chat-2 killed by you', '2 servers dropped it within 7 ms · agreed after 7 ms'],
    ])
    expect(last(run)).toMatchObject({ tone: 'bad', agreement: "all 2 views equal the master's again" })
  })

  test('a server that was killed comes back', () => {
    const run = started().at(5_000).fault('chat-2', 'kill').exited('chat-2', null, 'SIGKILL')
    dropEverywhere(run, 'chat-2').at(8_000).process('chat-2', 'restarting').process('chat-2', 'spawned')
    run.at(8_200).join('chat-2').process('chat-2', 'ready')
    expect(last(run)).toMatchObject({
      kind: 'restart',
      title: 'chat-2 starts again',
      text: expect.stringMatching(/^running after 200 ms · registered and subscribed/),
    })
  })

  test('a crash says how, and a server that crashes again and again is one chapter', () => {
    const run = started().at(5_000).exited('chat-1', 1)
    expect(last(run)).toMatchObject({ kind: 'crashed', title: 'chat-1 crashed (exit code 1)' })
    for (const at of [6_000, 7_000, 8_000])
      run
        .at(at)
        .process('chat-1', 'restarting')
        .process('chat-1', 'spawned')
        .at(at + 100)
        .exited('chat-1', 1)
    expect(last(run)).toMatchObject({ kind: 'crashed', title: 'chat-1 crashed 4 times (exit code 1)' })
  })

  test('servers that crash together at the start share a chapter', () => {
    const run = new ToldRun(SERVERS)
    for (const id of IDS) run.process(id, 'spawned')
    run.at(30).join('master-1').at(50).exited('chat-1', 1).at(80).exited('chat-2', 1)
    expect(last(run)).toMatchObject({ kind: 'crashed', title: 'chat-1 and chat-2 crashed (exit code 1)' })
  })

  test('a paused server that the master drops, and that comes back', () => {
    const run = started().at(5_000).fault('chat-2', 'pause').at(8_500)
    dropEverywhere(run, 'chat-2', 'lost')
    run.at(9_000).fault('chat-2', 'resume').at(9_001).state('chat-2', 'reconnecting').at(9_030)
    run.state('chat-2', 'registered', 'subscribed', 'started')
    for (const id of IDS) run.view(id, ['chat-2'])
    expect(lines(run).slice(3)).toEqual([
      ['paused', 'chat-2 paused by you', 'its process is suspended and keeps its connections'],
      [
        'lost',
        'chat-2 lost',
        'the master dropped it (no heartbeat) · 3.5 s after it was paused by you · 2 servers dropped it within 2 ms · not agreed before the next change',
      ],
      ['resumed', 'chat-2 resumed by you', 'chat-2 registered again after 30 ms · agreed after 33 ms'],
    ])
  })

  test('a link that you cut: what it led to before its row was written belongs to it', () => {
    const run = started().at(5_000).state('chat-1', 'reconnecting').at(5_002)
    dropEverywhere(run, 'chat-1', 'closed').at(5_010).fault('chat-1', 'cut', { link: 'control' })
    expect(lines(run).slice(3)).toEqual([
      [
        'fault',
        'control links of chat-1 cut by you',
        'chat-1 lost the master · 2 servers dropped it within 4 ms · not agreed yet',
      ],
    ])
    run.at(12_000).fault('chat-1', 'heal', { link: 'control' }).at(12_100).state('chat-1', 'registered')
    expect(last(run)).toMatchObject({
      kind: 'healed',
      title: 'control links of chat-1 healed by you',
      tone: 'good',
    })
  })

  test('a fault without effect on who is a member says so', () => {
    const run = started().at(5_000).fault('chat-1', 'delay', { link: 'rpc', ms: 300 })
    expect(lines(run).at(-1)).toEqual([
      'fault',
      'rpc links of chat-1 delayed by 300 ms, by you',
      'nobody joined, left or was dropped',
    ])
  })

  test('a fault of one direction says which', () => {
    const run = started().at(5_000).fault('chat-1', 'delay', { link: 'rpc', ms: 300, direction: 'sending' })
    run.at(5_001).fault('chat-1', 'delay', { link: 'rpc', ms: 300, direction: 'receiving' })
    expect(
      lines(run)
        .slice(-2)
        .map(([, title]) => title),
    ).toEqual([
      'rpc links (sending only) of chat-1 delayed by 300 ms, by you',
      'rpc links (receiving only) of chat-1 delayed by 300 ms, by you',
    ])
  })

  test('a fault of one pair is about both servers', () => {
    const run = started().at(5_000).fault('chat-1', 'cut', { link: 'rpc', peer: 'chat-2' })
    run.at(5_001).fault('chat-1', 'cut', { link: 'rpc', peer: 'gate-1' })
    run.at(9_000).fault('chat-1', 'heal', { link: 'rpc', peer: 'chat-2' })
    expect(
      lines(run)
        .slice(-3)
        .map(([kind, title]) => [kind, title]),
    ).toEqual([
      ['fault', 'rpc links of chat-1 to chat-2 cut by you'],
      ['fault', 'rpc links of chat-1 to gate-1 cut by you'],
      ['healed', 'rpc links of chat-1 to chat-2 healed by you'],
    ])
    expect(last(run)?.servers.toSorted()).toEqual(['chat-1', 'chat-2'])
  })

  test('a server that the master drops because their link was cut belongs to that', () => {
    const run = started().at(5_000).fault('master-1', 'cut', { link: 'control', peer: 'chat-1' })
    run.at(5_003).state('chat-1', 'reconnecting').at(5_004)
    dropEverywhere(run, 'chat-1', 'closed')
    expect(lines(run).at(-1)).toEqual([
      'fault',
      'control links of master-1 to chat-1 cut by you',
      'chat-1 lost the master · 2 servers dropped it within 6 ms · not agreed yet',
    ])
  })

  test('the master goes and comes back', () => {
    const run = started().at(5_000).fault('master-1', 'kill').at(5_003).exited('master-1', null, 'SIGKILL')
    for (const id of SERVERS) run.state(id, 'reconnecting')
    run.at(8_000).process('master-1', 'restarting').process('master-1', 'spawned').at(8_100).join('master-1')
    run.at(8_200)
    for (const id of SERVERS) run.state(id, 'registered', 'subscribed', 'started')
    run.process('master-1', 'ready').at(8_300).agree(IDS)
    expect(lines(run).slice(3)).toEqual([
      [
        'masterLost',
        'master-1 killed by you',
        '3 servers lost their link within 5 ms · nobody can join until it is back · not agreed before the next change',
      ],
      [
        'masterBack',
        'master-1 is back',
        'listens after 101 ms · chat-1, chat-2 and gate-1 registered again after 206 ms · agreed after 300 ms',
      ],
    ])
  })

  test('a link that breaks by itself, long after a chapter that names its server', () => {
    const run = started().at(200_000).state('chat-1', 'reconnecting').at(200_003)
    dropEverywhere(run, 'chat-1', 'closed')
    expect(last(run)).toMatchObject({ kind: 'lost', title: 'chat-1 lost the master', tone: 'bad' })
    run.at(200_100).state('chat-1', 'registered', 'subscribed', 'started')
    for (const id of IDS) run.view(id, ['chat-1'])
    expect(last(run)?.text).toBe(
      '2 servers dropped it within 5 ms · chat-1 registered again after 100 ms · agreed after 103 ms',
    )
  })

  test('scaled up, scaled down, stopped by you, stopped as a whole', () => {
    const run = started()
      .at(5_000)
      .start('chat-3')
      .process('chat-3', 'ready')
      .agree([...IDS, 'chat-3'])
    for (const id of IDS) run.view(id, ['chat-3'])
    expect(last(run)).toMatchObject({ kind: 'scaled', title: 'chat scaled up: chat-3' })
    run.at(10_000).process('chat-3', 'stopping', { reason: 'scaled down' }).at(10_020).exited('chat-3', 0)
    expect(last(run)).toMatchObject({
      kind: 'scaled',
      title: 'chat scaled down: chat-3',
      text: 'exited after 20 ms',
    })
    run.at(15_000).process('gate-1', 'stopping').at(15_010).exited('gate-1', 0)
    expect(last(run)).toMatchObject({ kind: 'exited', title: 'gate-1 stopped by you', tone: 'plain' })
    run.at(20_000)
    for (const id of ['master-1', 'chat-1', 'chat-2']) run.process(id, 'stopping')
    for (const id of ['master-1', 'chat-1', 'chat-2']) run.at(20_050).exited(id, 0)
    expect(lines(run).at(-1)).toEqual(['stop', 'Stop', '3 processes exited within 50 ms'])
  })

  test('a server that you restart is one chapter', () => {
    const run = started()
      .at(5_000)
      .process('chat-1', 'restarting')
      .process('chat-1', 'stopping', { reason: 'restart' })
    run.at(5_020).exited('chat-1', 0).at(5_030).process('chat-1', 'spawned').at(5_200).join('chat-1')
    expect(lines(run).slice(3)).toEqual([
      [
        'restart',
        'chat-1 restarted by you',
        expect.stringMatching(/^running after 200 ms · registered and subscribed/),
      ],
    ])
  })

  test('steady traffic and idle time are chapters', () => {
    const run = started()
      .at(2_000)
      .calls('gate-1', 'chat-1', 300, 10)
      .at(30_000)
      .add({ t: 'mark', at: 30e9, text: '' })
    expect(lines(run).at(-1)).toEqual(['traffic', '29.9 s with 300 calls', '10 calls/s'])
    expect(lines(started().at(30_000).add({ t: 'mark', at: 30e9, text: '' })).at(-1)).toEqual([
      'idle',
      '29.9 s idle',
      '',
    ])
  })

  test('calls that were lost are counted', () => {
    const run = started().at(5_000).fault('chat-2', 'kill').exited('chat-2', null, 'SIGKILL')
    run.calls('gate-1', 'chat-2', 2, 1)
    for (const event of run.events) if (event.t === 'packet') event.received = null
    expect(last(run)?.text).toContain('2 calls lost')
  })
})

describe('without a master', () => {
  test('a node that leaves, and how long everybody took to hear it', () => {
    const run = met().at(5_000).fault('chat-2', 'kill').exited('chat-2', null, 'SIGKILL')
    run.at(5_700).view('chat-1', [], ['chat-2']).at(8_100).view('gate-1', [], ['chat-2'])
    expect(last(run)).toMatchObject({
      kind: 'killed',
      text: '2 servers dropped it within 3.1 s · agreed after 3.1 s',
      agreement: 'all 2 know each other again',
    })
  })

  test('a node that is dropped while it lives is lost', () => {
    const run = met()
      .at(5_000)
      .fault('chat-2', 'hang', { link: 'control' })
      .at(9_000)
      .view('chat-1', [], ['chat-2'])
    run.at(9_800).view('gate-1', [], ['chat-2'])
    expect(lines(run).at(-1)).toEqual([
      'lost',
      'chat-2 lost',
      '4 s after control links of chat-2 made to hang by you · 2 servers dropped it within 800 ms · not agreed yet',
    ])
  })

  test('nodes that drop each other by themselves, long after they met', () => {
    const run = met().at(300_000).view('chat-1', [], ['chat-2']).at(300_400).view('gate-1', [], ['chat-2'])
    expect(lines(run).at(-1)).toEqual([
      'lost',
      'chat-2 lost',
      '2 servers dropped it within 400 ms · not agreed yet',
    ])
  })

  test('where views are not seen, that is said', () => {
    const unseen = { ...MASTERLESS, sees: { views: false, proxies: false, packets: true } }
    const run = met(unseen).at(5_000).fault('chat-2', 'kill').exited('chat-2', null, 'SIGKILL')
    const chapters = chaptersIn(run)
    expect(chapters[0]?.text).toContain('all have started after')
    expect(last(run)?.text).toBe('views are not seen: who knows of it is unknown')
    expect(last(met(unseen).at(5_000).fault('chat-1', 'delay'))?.text).toBe('views are not seen')
  })

  test('a resource and workers start with the others', () => {
    const run = new ToldRun(['redis-1', 'chat-1'], MASTERLESS)
    run.process('redis-1', 'spawned', { role: 'resource' }).process('chat-1', 'spawned', { observed: false })
    run.at(200).process('redis-1', 'ready', { role: 'resource' })
    run.at(250).process('chat-1.w1', 'spawned', { parent: 'chat-1' }).join('chat-1.w1')
    run.process('chat-1.w1', 'ready', { parent: 'chat-1' })
    expect(chaptersIn(run).map(({ title }) => title)).toEqual(['Start', 'chat-1.w1 joins'])
  })
})

test('the dialect of a header without one is Grove', () => {
  expect(new ToldRun([], GROVE_DIALECT).header.dialect).toBe(GROVE_DIALECT)
  expect(chaptersIn(new ToldRun([]))).toEqual([])
})

test('a part of a run begins in the middle', () => {
  const run = new ToldRun(SERVERS)
    .at(3_000)
    .calls('gate-1', 'chat-1', 9, 100)
    .at(9_000)
    .fault('chat-1', 'pause')
  expect(chaptersIn(run).map(({ id, kind }) => [id, kind])).toEqual([
    ['before', 'traffic'],
    ['cause-10', 'paused'],
  ])
})
