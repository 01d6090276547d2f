// The merged view of logs, over files written by hand.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogLine, LogPage } from '../../../../src-main/contract/index.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { textsOf, WrittenLogs } from '../../../support/written-log.ts'

async function threeServers() {
  const folder = await temporaryFolder()
  const logs = new WrittenLogs(folder.path)
  logs.print('a', 10, 'one\ntwo\n')
  logs.print('b', 15, 'three\n', 'stderr')
  logs.print('a', 20, '\u001B[31mfour\u001B[0m\r\n')
  logs.print('c', 5, 'zero\n', 'look')
  return { logs, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

const ALL = ['c:zero', 'a:one', 'a:two', 'b:three', 'a:\u001B[31mfour\u001B[0m']

describe('the merged view', () => {
  it('sorts lines by time, with stream and offset', async () => {
    await using three = await threeServers()
    expect(three.logs.texts({ after: '' })).toEqual(ALL)
    expect(three.logs.texts()).toEqual(ALL)
    expect(three.logs.read().lines.slice(0, 4)).toEqual([
      { server: 'c', at: 5, text: 'zero', offset: 0 },
      { server: 'a', at: 10, stream: 'stdout', text: 'one', offset: 0 },
      { server: 'a', at: 10, stream: 'stdout', text: 'two', offset: 4 },
      { server: 'b', at: 15, stream: 'stderr', text: 'three', offset: 0 },
    ])
  })

  it('can be read in pages in both directions, and followed', async () => {
    await using three = await threeServers()
    const { logs } = three
    const first = logs.read({ after: '', limit: 2 })
    expect(textsOf(first)).toEqual(ALL.slice(0, 2))
    expect(first.more).toBe(true)
    const rest = logs.read({ after: first.cursor })
    expect(textsOf(rest)).toEqual(ALL.slice(2))
    expect(rest.more).toBe(false)
    const tail = logs.read({ limit: 2 })
    expect(textsOf(tail)).toEqual(ALL.slice(3))
    expect(textsOf(logs.read({ before: tail.start, limit: 1 }))).toEqual([ALL[2]])
    logs.print('b', 30, 'five\n')
    logs.print('d', 31, 'a new server\n')
    expect(logs.texts({ after: tail.cursor })).toEqual(['b:five', 'd:a new server'])
  })

  it('filters by server and time', async () => {
    await using three = await threeServers()
    const { logs } = three
    expect(logs.texts({ servers: ['b', 'c'] })).toEqual(['c:zero', 'b:three'])
    expect(logs.texts({ since: 11 })).toEqual(['b:three', ALL[4]])
    expect(logs.texts({ after: '', until: 15 })).toEqual(ALL.slice(0, 4))
    expect(logs.texts({ since: 10, until: 10 })).toEqual(['a:one', 'a:two'])
    expect(logs.texts({ since: 21 })).toEqual([])
  })

  it('searches text without colours, and keeps or strips colours in the result', async () => {
    await using three = await threeServers()
    const { logs } = three
    expect(logs.texts({ search: 'O' })).toEqual(['c:zero', 'a:one', 'a:two', ALL[4]])
    expect(logs.texts({ search: 'O', matchCase: true })).toEqual([])
    expect(logs.texts({ regex: '^F.*r$', plain: true })).toEqual(['a:four'])
    expect(logs.texts({ regex: 'e$', search: 'h' })).toEqual(['b:three'])
  })

  it('ends early when the time is up, and the next page continues', async () => {
    await using three = await threeServers()
    three.logs.print('a', 40, 'nothing\n'.repeat(2_000) + 'the needle\n')
    const query = { after: '', search: 'needle' }
    let page = three.logs.read(query, { spent: () => true })
    let pages = 1
    for (; page.more; pages++) page = three.logs.read({ ...query, after: page.cursor }, { spent: () => true })
    expect(textsOf(page)).toEqual(['a:the needle'])
    expect(pages).toBeGreaterThan(3)
  })

  it('returns the unfinished last line of a running server, and the next page returns it again', async () => {
    await using folder = await temporaryFolder()
    const logs = new WrittenLogs(folder.path)
    logs.print('a', 1, 'whole\nhal')
    const shown = ({ lines }: LogPage) => lines.map(({ text, unfinished }) => [text, unfinished])
    for (const query of [{}, { after: '' }, { after: '', limit: 2 }, { regex: 'hal$|whole' }]) {
      const page = logs.read(query, { alive: true })
      expect(shown(page)).toEqual([
        ['whole', undefined],
        ['hal', true],
      ])
      expect(page.more).toBe(false)
      expect(textsOf(logs.read({ after: page.cursor }, { alive: true }))).toEqual(['a:hal'])
      expect(shown(logs.read(query))).toEqual([
        ['whole', undefined],
        ['hal', undefined],
      ])
    }
    const { cursor, start } = logs.read({ limit: 1 }, { alive: true })
    expect(textsOf(logs.read({ before: start }, { alive: true }))).toEqual(['a:whole'])
    logs.print('a', 2, 'f\n')
    const grown = logs.read({ after: cursor }, { alive: true })
    expect(shown(grown)).toEqual([['half', undefined]])
    expect(logs.read({ after: grown.cursor }, { alive: true }).lines).toEqual([])
  })

  it('leaves half a character off an unfinished line until it is whole', async () => {
    await using folder = await temporaryFolder()
    const logs = new WrittenLogs(folder.path)
    const [head, tail] = [Buffer.from('🌳').subarray(0, 2), Buffer.from('🌳').subarray(2)]
    const texts = () => [{}, { after: '' }].map((query) => textsOf(logs.read(query, { alive: true })))
    logs.print('a', 1, head)
    expect(texts()).toEqual([[], []])
    logs.print('a', 2, tail)
    expect(texts()).toEqual([['a:🌳'], ['a:🌳']])
    logs.print('a', 3, head)
    expect(texts()).toEqual([['a:🌳'], ['a:🌳']])
  })

  it.each([0, 1, 2, 3])('splits a long line between characters, shifted by %i bytes', async (shift) => {
    await using folder = await temporaryFolder()
    const logs = new WrittenLogs(folder.path)
    const text = 'x'.repeat(shift) + '🌳é'.repeat(40_000)
    logs.print('a', 1, text)
    for (const alive of [true, false]) {
      for (const query of [{}, { after: '' }]) {
        expect(
          logs
            .read(query, { alive })
            .lines.map((line) => line.text)
            .join(''),
        ).toBe(text)
      }
    }
  })

  it('splits a line that is too long', async () => {
    await using folder = await temporaryFolder()
    const logs = new WrittenLogs(folder.path)
    logs.print('a', 1, `${'x'.repeat(300_000)}\nshort\n`)
    for (const query of [{}, { after: '' }]) {
      const { lines } = logs.read(query)
      expect(lines.map(({ text }) => text).join('')).toBe(`${'x'.repeat(300_000)}short`)
      expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThanOrEqual(65_536)
    }
  })

  it('is the same in any page size and direction', async () => {
    const line = fc.record({
      server: fc.constantFrom('a', 'b', 'c'),
      wait: fc.integer({ min: 1, max: 9 }),
      text: fc.stringMatching(/^[a-zé\n]{0,12}\n$/),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (prints, limit) => {
          await using folder = await temporaryFolder()
          const logs = new WrittenLogs(folder.path)
          let at = 0
          const expected: string[] = []
          for (const { server, wait, text } of prints) {
            logs.print(server, (at += wait), text)
            expected.push(
              ...text
                .split('\n')
                .slice(0, -1)
                .map((part) => `${server}:${part}`),
            )
          }
          expect(textsOf({ ...logs.read(), lines: inPages(logs, limit, 'forward') })).toEqual(expected)
          expect(textsOf({ ...logs.read(), lines: inPages(logs, limit, 'backward') })).toEqual(expected)
        },
      ),
      { numRuns: 25 },
    )
  })
})

function inPages(logs: WrittenLogs, limit: number, direction: 'forward' | 'backward'): LogLine[] {
  const forward = direction === 'forward'
  const lines: LogLine[] = []
  let page = logs.read(forward ? { after: '', limit } : { limit })
  for (;;) {
    if (forward) lines.push(...page.lines)
    else lines.unshift(...page.lines)
    if (!page.more) return lines
    page = logs.read(forward ? { after: page.cursor, limit } : { before: page.start, limit })
  }
}

describe('what cannot be read', () => {
  it('refuses an invalid regular expression and points at the error', async () => {
    await using three = await threeServers()
    const search = (regex: string) => () => three.logs.read({ regex })
    const hint = (pattern: string, at: number) => `${pattern}\n${' '.repeat(at)}^`
    expect(search('ab**')).toThrowError(
      expect.objectContaining({
        code: 'BAD_QUERY',
        problem: expect.objectContaining({ hint: hint('ab**', 2) }),
      }),
    )
    expect(search('ab**')).toThrowError('invalid nested repetition operator **')
    expect(search('[z-a]')).toThrowError('invalid character class range z-a')
    expect(search('(?=a)')).toThrowError('invalid or unsupported Perl syntax (?=')
    expect(search(String.raw`^\d+ (?<name>a|b)-\- $`)).not.toThrow()
  })

  it.each(['nonsense', '[1]', '{"a":-1}', '{"a":"b"}', 'null'])(
    'a bad cursor is refused: %s',
    async (after) => {
      await using three = await threeServers()
      expect(() => three.logs.read({ after })).toThrowError('This is not a log cursor')
    },
  )
})
