// The language of docs/QUERY.md: what it finds, and what it says of text that is no query.
import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery, queryFields, type TimelineEvent } from '../../../../src-main/timeline/index.ts'
import { matches } from '../../../../src-main/timeline/query/query.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const { events } = syntheticTimeline({ servers: 6, crash: true })

function find(text: string): TimelineEvent[] {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return events.filter((event) => matches(parsed.query, event))
}

const by = (test: (event: TimelineEvent) => boolean): TimelineEvent[] => {
  const found = events.filter(test)
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(events.length)
  return found
}

const isPacket = (event: TimelineEvent) => event.t === 'packet'

describe('finds', () => {
  test('everything, where nothing is asked', () => {
    expect(find(' ')).toEqual(events)
  })

  test('values of fields, alternatives, any part of a name', () => {
    expect(find('t:state')).toEqual(by(({ t }) => t === 'state'))
    expect(find('phase:register from:chat-1')).toEqual(
      by((event) => isPacket(event) && event.phase === 'register' && event.from === 'chat-1'),
    )
    expect(find('to:chat-1,chat-2')).toEqual(
      by((event) => isPacket(event) && ['chat-1', 'chat-2'].includes(event.to)),
    )
    expect(find('TO:Chat-*')).toEqual(by((event) => isPacket(event) && event.to.startsWith('chat-')))
    expect(find('name:*.ack')).toEqual(by((event) => isPacket(event) && event.name.endsWith('.ack')))
    expect(find('name:started')).toEqual(by((event) => event.t === 'state' && event.to === 'started'))
    expect(find('method:chat.hello')).toHaveLength(3)
    expect(find('is:error')).toEqual(by((event) => event.t === 'process' && event.signal === 'SIGKILL'))
  })

  test('numbers with units', () => {
    const duration = (event: TimelineEvent) =>
      isPacket(event) && event.sent !== null && event.received !== null ? event.received - event.sent : -1
    const [longest = 0] = events.map(duration).toSorted((a, b) => b - a)
    const half = Math.round(longest / 2)
    expect(find(`dur>${half}ns`)).toEqual(by((event) => duration(event) > half))
    expect(find('dur>=0')).toEqual(by((event) => duration(event) >= 0))
    expect(find('at<0.1s')).toEqual(find('at<100ms'))
    expect(find('bytes>0.25KiB')).toEqual(by((event) => isPacket(event) && event.bytes > 256))
    expect(find('seq:17')).toEqual(by(({ seq }) => seq === 17))
  })

  test('text in what an event says, whatever the case, and not in the words of the format', () => {
    expect(find('"Hello; #World"')).toHaveLength(3)
    expect(find('GRACE')).toHaveLength(1)
    expect(find('received')).toEqual([])
    expect(find(String.raw`"{\"ok\":true}"`)).toHaveLength(3)
  })

  test('regular expressions', () => {
    expect(find('/ada|grace/')).toHaveLength(2)
    expect(find('/ADA/')).toEqual([])
    expect(find('/ADA/i')).toHaveLength(1)
    expect(find('/^chat-[12]$/')).toEqual(find('process:chat-1,chat-2 or "chat-1" /^chat-1$/ or /^chat-2$/'))
  })

  test('terms together, one of them, and none', () => {
    expect(find('t:packet and phase:rpc')).toEqual(find('t:packet phase:rpc'))
    expect(find('t:state or t:view ')).toEqual(by(({ t }) => t === 'state' || t === 'view'))
    expect(find('-t:packet')).toEqual(by((event) => !isPacket(event)))
    expect(find('not (t:packet or t:state)')).toEqual(find('-t:packet -t:state'))
    expect(find('t:state name:started or t:view')).toEqual(find('(t:state name:started) or (t:view)'))
    expect(find('"or"')).toEqual(find('/or/i'))
  })
})

describe('says what is wrong, and where', () => {
  test.each([
    ['phase:regster', 6, 'phase takes one of connect, register,'],
    ['phase:register,nonsense', 15, 'not "nonsense"'],
    ['t:packet foo:bar', 9, 'There is no field "foo"; fields are t, phase,'],
    ['dur>fast', 4, 'dur takes a time like 5ms'],
    ['seq>5ms', 4, 'seq takes a number, not "5ms"'],
    ['from>chat-1', 4, 'from is not a number: write from:chat-1'],
    ['from:', 5, 'from: needs a name'],
    ['(t:state', 0, 'This "(" is never closed'],
    ['t:state)', 7, 'This ")" closes nothing'],
    ['a or', 4, 'Here a term is missing'],
    ['and a', 0, 'Here a term is missing'],
    ['a "b', 2, 'This quote is never closed'],
    ['a /b', 2, 'between two slashes'],
    ['/a/g', 3, 'only i'],
    ['/a(b/', 1, 'missing closing )'],
    [String.raw`/(a)\1/`, 4, String.raw`invalid escape sequence \1`],
    ['/a(?=b)/', 2, 'invalid or unsupported Perl syntax (?='],
    ['/[b-a]/', 2, 'invalid character class range b-a'],
    [`/${'a'.repeat(201)}/`, 0, 'at most 200 characters'],
    ['('.repeat(40), 31, 'nested more than 30 deep'],
    ['-'.repeat(40), 31, 'nested more than 30 deep'],
    ['x'.repeat(1001), 1000, 'at most 1000 characters'],
  ])('%s', (text, at, message) => {
    const parsed = parseQuery(text)
    if (parsed.ok) throw new Error('this was no error')
    expect(parsed.error.message).toContain(message)
    expect(parsed.error.at).toBe(at)
  })
})

test('never throws, whatever the text, and points into it', () => {
  const token = fc.constantFrom(
    '(',
    ')',
    '-',
    '"',
    '/',
    ' ',
    'or',
    'and',
    'not',
    ':',
    '>',
    'phase',
    'dur',
    '5ms',
    '*',
    '\\',
    '[',
    '{',
    '1',
    ',',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(token, { maxLength: 25 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, fc.constantFrom(...events), (source, event) => {
      const parsed = parseQuery(source)
      if (parsed.ok) expect(matches(parsed.query, event)).toBeTypeOf('boolean')
      else expect(parsed.error.at >= 0 && parsed.error.at <= source.length).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('every example of the table is a query, and the table is that of the docs', async () => {
  const docs = await readFile('docs/QUERY.md', 'utf8')
  for (const { name, means, example } of queryFields) {
    expect(parseQuery(example)).toMatchObject({ ok: true })
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${name}\` `))
    expect(row?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      `\`${name}\``,
      means,
      `\`${example}\``,
      '',
    ])
  }
})

describe('a costly pattern', () => {
  const COUNTED = [
    '(a?){50}a{50}',
    '(.*){20}x',
    '(a|b|ab|ba)*c',
    '((a*)*)*b',
    '(\\w+\\s?)+done$',
    'a.{60}b',
    '\\pL{90}\\d',
    '(x+x+)+y',
    '(.{1,40}){1,20}x',
    'a{1000}',
    Array.from({ length: 40 }, (_, n) => `a${n}`).join('|'),
    '(?:.?){100}$z',
    '[^b]*[^c]*[^d]*[^e]*[^f]*[^g]*!',
  ]
  const TEXTS = ['a', 'ab', 'word ', 'ä€😀', '!'].map((part) => part.repeat(Math.ceil(16_384 / part.length)))

  test.each(COUNTED)('%s is refused or searches a body within 50 ms', (pattern) => {
    for (const flags of ['', 'i']) {
      const parsed = parseQuery(`/${pattern}/${flags}`)
      if (!parsed.ok) {
        expect(parsed.error.message).toMatch(/count too high|at most 200/)
        continue
      }
      for (const text of TEXTS) {
        const event: TimelineEvent = { t: 'mark', seq: 1, at: 1, text }
        // The fastest of some: the machine may be busy.
        const times = Array.from({ length: 4 }, () => {
          const began = performance.now()
          matches(parsed.query, event)
          return performance.now() - began
        })
        expect(Math.min(...times)).toBeLessThan(50)
      }
    }
  })

  test('many in one query are refused', () => {
    const parsed = parseQuery(Array.from({ length: 6 }, () => '/b(a?){20}a{20}/').join(' or '))
    expect(parsed).toMatchObject({ ok: false, error: { message: expect.stringContaining('count too high') } })
  })

  test('a text longer than any of Grove is searched at its beginning', () => {
    const parsed = parseQuery('/\\pL{30}!/')
    if (!parsed.ok) throw new Error(parsed.error.message)
    const began = performance.now()
    expect(matches(parsed.query, { t: 'mark', seq: 1, at: 1, text: 'ä'.repeat(8_000_000) })).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  })
})
