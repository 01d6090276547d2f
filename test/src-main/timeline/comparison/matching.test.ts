// Matching chapters and rows of two runs: each is there once, in order, and with the same cause.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  matchChapters,
  matchRows,
  type Chapter,
  type ChapterKind,
  type MatchedChapter,
  type SequenceRow,
} from '../../../../src-main/timeline/index.ts'
import { matchInOrder } from '../../../../src-main/timeline/comparison/match-in-order.ts'

const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })

describe('two lists', () => {
  test('every entry is matched once, with an equal one, and in the order of both', () => {
    fc.assert(
      fc.property(keys, keys, (here, there) => {
        const matches = matchInOrder(here, there)
        const indexes = (side: 'here' | 'there'): number[] =>
          matches.flatMap((match) => (match[side] === null ? [] : [match[side]]))
        expect(indexes('here')).toEqual([...here.keys()])
        expect(indexes('there')).toEqual([...there.keys()])
        for (const { here: one, there: other } of matches)
          if (one !== null && other !== null) expect(here[one]).toBe(there[other])
      }),
    )
  })

  test('a list is matched with itself whole, and the other way round as many are matched', () => {
    fc.assert(
      fc.property(keys, keys, (here, there) => {
        const pairs = (one: string[], other: string[]): number =>
          matchInOrder(one, other).filter((match) => match.here !== null && match.there !== null).length
        expect(pairs(here, here)).toBe(here.length)
        expect(pairs(here, there)).toBe(pairs(there, here))
      }),
    )
  })
})

let count = 0
function chapter(kind: ChapterKind, servers: string[] = [], title = `${servers.join()} ${kind}`): Chapter {
  count += 1
  return {
    id: `chapter-${count}`,
    kind,
    from: count,
    to: count + 1,
    servers,
    title,
    text: '',
    tone: 'plain',
    count: 1,
    agreedAt: null,
    agreement: '',
  }
}

const titles = (matched: readonly MatchedChapter[]): string[] =>
  matched.map(({ here, there }) => `${here?.title ?? '－'} | ${there?.title ?? '－'}`)

const anyChapter = fc
  .tuple(
    fc.constantFrom<ChapterKind>('start', 'join', 'killed', 'crashed', 'traffic', 'idle', 'stop'),
    fc.subarray(['chat-1', 'chat-2', 'gate-1']),
  )
  .map(([kind, servers]) => chapter(kind, kind === 'traffic' || kind === 'idle' ? [] : servers))
const run = fc.array(anyChapter, { maxLength: 20 })

describe('chapters', () => {
  test('every chapter of both runs is there once and in order, matched with the same kind of cause only', () => {
    fc.assert(
      fc.property(run, run, (here, there) => {
        const matched = matchChapters(here, there)
        expect(matched.flatMap((pair) => pair.here ?? [])).toEqual(here)
        expect(matched.flatMap((pair) => pair.there ?? [])).toEqual(there)
        const quiet = (kind: string): string => (kind === 'idle' ? 'traffic' : kind)
        for (const { here: one, there: other } of matched)
          if (one && other) expect(quiet(one.kind)).toBe(quiet(other.kind))
      }),
    )
  })

  test('a run is matched with itself whole, unless a chapter is about nobody', () => {
    fc.assert(
      fc.property(run, (list) => {
        const about = list.filter(({ kind, servers }) => servers.length > 0 || kind === 'traffic')
        for (const { here, there } of matchChapters(about, about)) expect(here).toBe(there)
      }),
    )
  })

  test('a kill of another server is only here and only there', () => {
    const here = [chapter('start'), chapter('idle'), chapter('killed', ['chat-1']), chapter('stop')]
    const there = [chapter('start'), chapter('traffic'), chapter('killed', ['chat-2']), chapter('stop')]
    expect(titles(matchChapters(here, there))).toEqual([
      ' start |  start',
      ' idle |  traffic',
      'chat-1 killed | －',
      '－ | chat-2 killed',
      ' stop |  stop',
    ])
  })

  test('a server that joined with others is said to be within their chapter', () => {
    const here = [chapter('start'), chapter('join', ['chat-1']), chapter('join', ['chat-2', 'gate-1'])]
    const there = [chapter('start'), chapter('join', ['chat-1', 'chat-2', 'gate-1'])]
    const matched = matchChapters(here, there)
    expect(titles(matched)).toEqual([
      ' start |  start',
      'chat-1 join | －',
      'chat-2,gate-1 join | chat-1,chat-2,gate-1 join',
    ])
    expect(matched[1]?.within).toBe(there[1])
  })

  test('long runs are matched too, by equal causes', () => {
    const here = Array.from({ length: 2_000 }, (_, index) => chapter('killed', [`chat-${index}`]))
    const matched = matchChapters(here, here.slice(500))
    expect(matched.filter((pair) => pair.here && pair.there)).toHaveLength(1_500)
  })
})

describe('rows', () => {
  const arrow = (label: string, to: string, more: Partial<SequenceRow> = {}): SequenceRow =>
    ({
      kind: 'arrow',
      key: label + to,
      time: 0,
      places: [0],
      from: 'master-1',
      to: [to],
      label,
      content: '',
      phase: 'notify',
      line: 'message',
      ...more,
    }) as SequenceRow

  test('a message is matched by its name and its ends; a failed one is another', () => {
    const here = [arrow('register.ack', 'chat-1'), arrow('subscribe.ack', 'chat-1', { line: 'failed' })]
    const there = [arrow('register.ack', 'chat-1'), arrow('subscribe.ack', 'chat-1')]
    expect(matchRows(here, there)).toMatchObject([
      { here: here[0], there: there[0] },
      { here: null, there: there[1] },
      { here: here[1], there: null },
    ])
  })

  test('every row of both runs is there once, those of this run in their order', () => {
    const rows = keys.map((list) => list.map((key) => arrow(key, 'chat-1')))
    fc.assert(
      fc.property(rows, rows, (here, there) => {
        const matched = matchRows(here, there)
        expect(matched.flatMap((match) => match.here ?? [])).toEqual(here)
        const others = matched.flatMap((match) => match.there ?? [])
        expect(new Set(others)).toEqual(new Set(there))
        expect(others).toHaveLength(there.length)
        const labels = (list: SequenceRow[]): string[] =>
          list.map((row) => ('label' in row ? row.label : '')).toSorted()
        const only = (side: 'here' | 'there', other: 'here' | 'there'): string[] =>
          labels(matched.flatMap((match) => (match[other] === null ? (match[side] ?? []) : [])))
        for (const label of only('here', 'there')) expect(only('there', 'here')).not.toContain(label)
      }),
    )
  })

  test('a message that only came in another order is in both runs', () => {
    const here = [arrow('register', 'chat-1'), arrow('register', 'chat-2')]
    const there = [arrow('register', 'chat-2'), arrow('register', 'chat-1')]
    expect(matchRows(here, there).every((match) => match.here && match.there)).toBe(true)
  })

  const note = (text: string, lanes = ['chat-1']): SequenceRow => ({
    kind: 'note',
    key: text,
    time: 0,
    places: [],
    lanes,
    text,
    tone: 'plain',
  })

  test('amounts in a note make no difference', () => {
    const [here, there] = [note('2 proxies after 12.5 ms'), note('3 proxies after 8 ms')]
    expect(matchRows([here], [there])).toEqual([{ here, there, isElsewhere: false }])
    expect(matchRows([here], [note('chat-2 has none')])).toHaveLength(2)
  })
  test('a note that other servers share in the other run is not missing there', () => {
    const here = [note('started', ['chat-1']), note('started', ['chat-2'])]
    const there = [note('started', ['chat-1', 'chat-2'])]
    expect(matchRows(here, there).every(({ isElsewhere }) => isElsewhere)).toBe(true)
    expect(matchRows(here, [note('started', ['chat-1'])]).map(({ isElsewhere }) => isElsewhere)).toEqual([
      false,
      false,
    ])
  })
})
