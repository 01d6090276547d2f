// Whatever a child process sends, the launcher parses it without a TypeError, and its timeline can be read.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseChildMessage } from '../../../core/process/parse-messages.ts'
import { ClusterError } from '../../../core/protocol/errors.ts'
import {
  encodeLine,
  Pairing,
  RunProgress,
  TimelineReader,
  type HeaderEvent,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'

const header: HeaderEvent = {
  t: 'header',
  v: 1,
  run: 'r',
  startedAt: '2026-01-01T00:00:00.000Z',
  t0: '0',
  generator: 'test',
  plan: {
    name: 'p',
    master: { id: 'master-1', host: '127.0.0.1', port: 0 },
    servers: [{ id: 'a-1', serverType: 'a', port: 0 }],
    env: [],
  },
  tap: { rpc: 'full' },
  redacted: true,
}

const packet = { at: 1, link: 'rpc', conn: 'c', direction: 'up', event: 'rpc', bytes: 9, body: [{ id: 1 }] }
const bus = {
  at: 1,
  link: 'control',
  topic: 'MOL.INFO',
  key: 'k',
  from: 'node-1',
  to: 'node-2',
  event: 'INFO',
  name: 'info',
  phase: 'register',
  bytes: 9,
}
const own = { id: 'a#1', at: 1, causes: ['b'] }
const RECORDS = [
  { t: 'sent', n: 1, ...packet },
  { t: 'received', n: 1, ...packet },
  { t: 'dropped', id: 'a#2', ...packet },
  {
    t: 'sent',
    n: 1,
    ...packet,
    link: 'control',
    event: 'register',
    body: { id: 'a-1', instance: 'i', info: { id: 'a-1' } },
  },
  {
    t: 'received',
    n: 2,
    ...packet,
    link: 'control',
    event: 'monitor',
    body: { body: { action: 'update', changes: [{}] } },
  },
  { t: 'link', ...own, link: 'rpc', conn: 'c', event: 'opened', end: 'dialler', peer: 'b-1' },
  { t: 'state', ...own, from: null, to: 'starting' },
  { t: 'step', ...own, step: 'authenticated' },
  {
    t: 'view',
    ...own,
    epoch: 'e',
    revision: 1,
    added: [{ id: 'b-1', instance: 'i', serverType: 'b', callable: true }],
    removed: [{ id: 'b-1', instance: 'i', reason: 'lost' }],
    size: 1,
  },
  { t: 'proxy', ...own, server: 'b-1', instance: 'i', serverType: 'b', services: ['room'], made: true },
  {
    t: 'published',
    id: 'a#3',
    ...bus,
    calls: [{ id: 'r', method: 'find', expects: ['b'] }],
    causes: ['a#1'],
  },
  { t: 'delivered', id: 'a#4', ...bus, calls: [{ id: 'r', answers: true, error: true }], dropped: true },
  { t: 'log', at: 1, level: 'warn', text: 'hm' },
  { t: 'gap', at: 1, lost: 3 },
]
const MESSAGES = [
  { grove: 'hello', instance: 'i' },
  { grove: 'hello', instance: 'i', pid: 7, node: 'node-1', worker: '1' },
  { grove: 'alias', node: 'node-1' },
  ...RECORDS.map((record) => ({ grove: 'records', records: [record] })),
  { grove: 'listening', host: '127.0.0.1', port: 3005, cause: 'm#1' },
  { grove: 'started', memory: 1 },
  { grove: 'ending' },
  { grove: 'announcementsHeld' },
  { grove: 'measured', eventLoopDelay: 1.5 },
  { grove: 'debuggerOpened', url: 'ws://127.0.0.1:9229/x' },
  { grove: 'failed', failure: { code: 'BAD', message: 'no', hint: 'stop' } },
]

/** Records a message as the launcher does, and reads the timeline again. Returns the problem of a refused message. */
function record(sent: unknown): string | null {
  // As IPC carries it.
  const message: unknown = JSON.parse(JSON.stringify(sent) ?? 'null')
  let parsed
  try {
    parsed = parseChildMessage(message)
  } catch (error) {
    expect(error).toBeInstanceOf(ClusterError)
    return (error as ClusterError).message
  }
  const events: TimelineEvent[] = []
  const progress = new RunProgress(header)
  const pairing = new Pairing((event) => {
    events.push(event)
    progress.apply(event)
  })
  if (parsed.grove === 'records') for (const each of parsed.records) pairing.addRecord('a-1', 'i', each)
  pairing.flush()
  expect(progress.summary()).toBeDefined()
  const reader = new TimelineReader(() => undefined)
  for (const line of [header, ...events]) reader.push(encodeLine(line))
  expect(reader.finish()).toEqual([expect.stringContaining('no footer')])
  return null
}

/** A message with one value replaced or one key added, somewhere. */
const mutated = fc
  .tuple(
    fc.constantFrom(...MESSAGES),
    fc.nat(),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(-1, 0, 1.5, 2 ** 60, '', null, 'x'.repeat(1e5), '['.repeat(1e5)),
    ),
    fc.boolean(),
  )
  .map(([message, place, value, adds]) => {
    const copy = structuredClone(message) as object
    const places: [object, string][] = []
    const visit = (at: object): void => {
      for (const [key, inner] of Object.entries(at)) {
        places.push([at, key])
        if (typeof inner === 'object' && inner !== null) visit(inner as object)
      }
    }
    visit(copy)
    const [at, key] = places[place % places.length] ?? [copy, 'grove']
    Object.assign(at, { [adds ? `${key}2` : key]: value })
    return copy
  })

describe('a message of a child process', () => {
  test.each(MESSAGES)('%j is accepted', (message) => {
    expect(record(message)).toBeNull()
  })

  test.each([
    [null, 'message must be an object'],
    [{ grove: 'nonsense' }, 'grove is no message that Grove knows'],
    [{ grove: { deep: 1 } }, 'grove is no message that Grove knows'],
    [{ grove: 'records' }, 'records must be a list of at most 100000'],
    [{ grove: 'records', records: [null] }, 'record must be an object'],
    [{ grove: 'records', records: [{ t: 'log', at: '1' }] }, 'at must be a whole number'],
    [
      { grove: 'records', records: [{ t: 'state', id: 'x', at: 1, from: null, to: 'happy' }] },
      'to must be one of starting',
    ],
    [{ grove: 'failed' }, 'failure must be an object'],
    [{ grove: 'failed', failure: { code: 'X', message: 5 } }, 'failure.message must be a string'],
    [{ grove: 'listening', host: 'h', port: 99_999, cause: '' }, 'port must be a whole number'],
    [{ grove: 'hello', instance: 'i', pid: 0 }, 'pid must be a whole number'],
    [{ grove: 'hello', instance: 'i', node: '' }, 'node must have 1 to 256 characters'],
    [{ grove: 'hello', instance: 'i', node: 7 }, 'node must be a string'],
    [{ grove: 'hello', instance: 'i', worker: '__proto__' }, 'worker must be 1 to 128 of'],
    [{ grove: 'alias' }, 'node is missing'],
    [{ grove: 'records', records: [{ t: 'published', id: '', ...bus }] }, 'id must not be empty'],
    [{ grove: 'records', records: [{ t: 'delivered', id: 'a', ...bus, key: 1 }] }, 'key must be a string'],
    [
      { grove: 'records', records: [{ t: 'sent', n: 1, ...packet, phase: 'party' }] },
      'phase must be one of connect',
    ],
    [
      { grove: 'records', records: [{ t: 'sent', n: 1, ...packet, calls: [{ id: -1 }] }] },
      'calls.id must be a whole number',
    ],
    [
      { grove: 'records', records: [{ t: 'sent', n: 1, ...packet, calls: [{ id: 1, answers: 'yes' }] }] },
      'calls.answers must be true or false',
    ],
    [{ grove: 'debuggerOpened', url: 'ws://evil.example/' }, 'url must be a ws:// address on 127.0.0.1'],
  ])('%j is refused by field', (message, problem) => {
    expect(record(message)).toContain(problem)
  })

  test('with a deep or huge body is recorded without the body', () => {
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown
    for (const body of [deep, '['.repeat(16_000), 'x'.repeat(3e6), Array.from({ length: 2e6 }, () => 0)]) {
      const message = { grove: 'records', records: [{ t: 'sent', n: 1, ...packet, body }] }
      const parsed = parseChildMessage(message)
      expect(parsed).toMatchObject({ records: [{ body: undefined, truncated: true }] })
      expect(record(parsed)).toBeNull()
    }
  })

  test('in any form costs neither the launcher nor its timeline', () => {
    fc.assert(
      fc.property(
        fc.oneof(mutated, fc.record({ grove: fc.string(), records: fc.array(fc.jsonValue()) })),
        (message) => {
          expect(() => record(message)).not.toThrow()
        },
      ),
      { numRuns: 3_000 },
    )
  })
})
