// Which crashes are told of, and in which words.
import { expect, test } from 'vitest'
import type { RunSummary, ServerSummary } from '../../../src-main/contract/index.ts'
import { describeCluster } from '../../../src-main/electron/clusters.ts'
import { crashFragment, describeCrashes, findCrashes } from '../../../src-main/electron/crashes.ts'
import { en } from '../../../src-main/electron/words/en.ts'
import { zh } from '../../../src-main/electron/words/zh.ts'
import { fakeRun } from '../../support/fake-host.ts'

function server(id: string, changes: Partial<ServerSummary> = {}): ServerSummary {
  return {
    id,
    serverType: 'chat',
    role: 'server',
    parent: null,
    status: 'ready',
    desired: 'running',
    pid: 1,
    port: 1,
    exit: null,
    problem: null,
    waiting: null,
    restarts: 0,
    paused: false,
    faults: [],
    pairLinks: [],
    stopping: null,
    ...changes,
  }
}

const run = (...servers: ServerSummary[]): RunSummary => ({ ...fakeRun('chat'), servers })
const up = run(server('a'), server('b'))
const kinds = (before: RunSummary | undefined, after: RunSummary) =>
  findCrashes(before, after).map(({ server: id, kind }) => `${id} ${kind}`)

test('a server that ends by itself has crashed, one that never was ready has failed to start', () => {
  const after = run(server('a', { status: 'exited', exit: { code: 1, signal: null } }), server('b'))
  expect(findCrashes(up, after)).toEqual([{ server: 'a', kind: 'crashed', exit: { code: 1, signal: null } }])
  expect(kinds(run(server('a', { status: 'spawned' })), run(server('a', { status: 'failed' })))).toEqual([
    'a failedStart',
  ])
  expect(kinds(after, after)).toEqual([])
})

test('what was asked for is no crash', () => {
  expect(kinds(up, run(server('a', { status: 'exited', desired: 'stopped' }), server('b')))).toEqual([])
  expect(kinds(up, { ...run(server('a', { status: 'exited' })), status: 'stopping' })).toEqual([])
  expect(kinds(up, { ...run(server('a', { status: 'exited' })), readOnly: true })).toEqual([])
})

test('a restart by its policy is told of once, and a crash loop when it is given up', () => {
  const down = run(server('a', { status: 'exited' }))
  expect(kinds(down, run(server('a', { restarts: 1 })))).toEqual([])
  expect(kinds(run(server('a')), run(server('a', { restarts: 1 })))).toEqual(['a crashed'])
  const problem = { code: 'CRASH_LOOP', message: '' }
  const gaveUp = run(server('a', { status: 'failed', restarts: 5, problem }))
  expect(kinds(run(server('a', { restarts: 5 })), gaveUp)).toEqual(['a crashLoop'])
  expect(kinds(gaveUp, gaveUp)).toEqual([])
})

test('several crashes are one text, in both languages', () => {
  const crash = (id: string, signal: string | null = null) => ({
    server: id,
    kind: 'crashed' as const,
    exit: { code: signal ? null : 1, signal },
  })
  expect(describeCrashes([crash('a')], en)).toBe('a crashed (exit 1)')
  expect(describeCrashes([crash('a', 'SIGSEGV')], zh)).toBe('a 崩溃了（SIGSEGV）')
  expect(describeCrashes([crash('a'), crash('b')], en)).toBe('2 servers failed: a, b')
})

test('a click goes to the server at that moment', () => {
  expect(crashFragment('r 1', 'chat-1', 1_500.4)).toBe('#run=r%201&at=1500&select=server%3Achat-1')
  expect(crashFragment('r1', 'a', undefined)).toBe('#run=r1&select=server%3Aa')
})

test('a cluster is never said to be ready while a server is not', () => {
  expect(describeCluster(up, en)).toBe('chat: all 2 servers are ready')
  expect(describeCluster(run(server('a'), server('b', { status: 'exited' })), en)).toBe(
    'chat: 1 of 2 servers ready; b: exited',
  )
  expect(describeCluster(run(server('a'), server('b', { paused: true })), en)).toContain('b: paused')
  expect(describeCluster(run(server('a', { status: 'exited', desired: 'stopped' })), en)).not.toContain(
    'ready',
  )
  expect(describeCluster({ ...up, status: 'stopping' }, en)).toBe('chat: stopping')
})
