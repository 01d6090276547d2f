// The file format: what was written is read again, what a crash does is forgiven, and the schema says the same.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeLine,
  TimelineError,
  type Timeline,
  type UnnumberedEvent,
} from '../../../src-main/timeline/index.ts'
import { parseTimeline } from '../../support/parse-timeline.ts'
import { exportedText } from '../../support/exported.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const here = (name: string) => new URL(name, import.meta.url)
const timeline = syntheticTimeline({ servers: 4, crash: true })
const textOf = (one: Timeline) => exportedText('ndjson', one)
const text = await textOf(timeline)

const rare: UnnumberedEvent[] = [
  { t: 'fault', at: 1, process: 'chat-1', fault: 'delay', parameters: { ms: 5 }, until: 9 },
  { t: 'log', at: 1, process: 'chat-1', level: 'warn', text: 'line\nbreak \u2028 and "quotes"' },
  { t: 'finding', at: 1, rule: 'stale-proxy', events: ['a'], text: 'found' },
  { t: 'mark', at: 1, text: 'here' },
  { t: 'gap', at: 1, process: 'chat-1', lost: 3 },
]
const rareRows = rare.map((row, index) => ({ seq: index + 1, ...row }))

describe('reading', () => {
  test('reads back all kinds of lines', async () => {
    const whole = { ...timeline, events: [...timeline.events, ...rareRows] }
    expect(parseTimeline(await textOf(whole))).toEqual({ ...whole, warnings: [] })
  })

  test('accepts a torn last line with a warning', () => {
    const start = text.lastIndexOf('\n', text.length - 2) + 1
    fc.assert(
      fc.property(fc.integer({ min: start + 1, max: text.length - 2 }), (cut) => {
        const { events, footer, warnings } = parseTimeline(text.slice(0, cut))
        expect(events).toHaveLength(timeline.events.length)
        expect(footer).toBeNull()
        expect(warnings.join()).toMatch(/torn/)
      }),
      { numRuns: 20 },
    )
  })

  test('a file without a footer is read, with a warning', async () => {
    const { footer, warnings } = parseTimeline(await textOf({ ...timeline, footer: null }))
    expect(footer).toBeNull()
    expect(warnings).toHaveLength(1)
  })

  test('ignores kinds of lines and keys of a later version', () => {
    const lines = text.split('\n')
    lines.splice(3, 0, '{"t":"dream","seq":1}', '{"t":"mark","seq":2,"at":1,"text":"x","colour":"red"}')
    const { events, warnings } = parseTimeline(lines.join('\n'))
    expect(events).toHaveLength(timeline.events.length + 1)
    expect(warnings).toHaveLength(1)
  })

  test('accepts CRLF and a byte order mark', () => {
    expect(parseTimeline(`\uFEFF${text.replaceAll('\n', '\r\n')}`).events).toEqual(timeline.events)
  })

  const cut = (line: number, replacement: string) =>
    text
      .split('\n')
      .with(line - 1, replacement)
      .join('\n')
  test.each([
    ['', 1, 'not a header'],
    ['hello\nworld', 1, 'not a header'],
    ['[1]', 1, 'not a header'],
    [encodeLine(timeline.events[0]!), 1, 'not a header'],
    [cut(1, JSON.stringify({ ...timeline.header, v: 2 })), 1, 'version 2'],
    [cut(1, JSON.stringify({ ...timeline.header, plan: {} })), 1, '"plan"'],
    [cut(7, '{"t":"state",'), 7, 'not a JSON object'],
    [cut(7, '"text"'), 7, 'not a JSON object'],
    [cut(7, '{"t":"packet","seq":6,"id":"a"}'), 7, '"link" of a packet line'],
    [cut(7, '{"t":"mark","seq":6,"at":"now","text":""}'), 7, '"at" of a mark line'],
    [cut(7, encodeLine(timeline.header).trim()), 7, 'second header'],
  ])('refuses a file that is not a timeline, with the line (%#)', (bad, line, words) => {
    expect(() => parseTimeline(bad)).toThrow(TimelineError)
    expect(() => parseTimeline(bad)).toThrow(
      expect.objectContaining({ line, message: expect.stringContaining(words) }),
    )
  })

  test('throws nothing but a TimelineError, whatever a line holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('packet', 'view', 'state', 'footer'), (value, t) => {
        const line = JSON.stringify(typeof value === 'object' ? { ...value, t } : value)
        try {
          parseTimeline(cut(5, line))
        } catch (error) {
          expect(error).toBeInstanceOf(TimelineError)
        }
      }),
    )
  })
})

describe('the schema', () => {
  const schema = JSON.parse(readFileSync(here('../../../docs/timeline.schema.json'), 'utf8')) as object
  const validate = new Ajv2020({ allErrors: false, allowUnionTypes: true }).compile(schema)
  const parsed = () =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  test('accepts every line that is written', () => {
    for (const line of [...parsed(), ...rareRows]) {
      expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true)
    }
  })

  test('refuses a line of each kind without a required key', () => {
    const kinds = new Map([...parsed(), ...rareRows].map((line) => [line.t, line]))
    expect(kinds.size).toBe(14)
    for (const [kind, line] of kinds) {
      const required = kind === 'header' ? 'v' : kind === 'footer' ? 'exit' : 'seq'
      const rest = Object.fromEntries(Object.entries(line).filter(([key]) => key !== required))
      expect(validate(rest), String(kind)).toBe(false)
    }
  })
})

test('version 1 is unchanged: the golden file is written and read the same', async () => {
  const golden = readFileSync(here('../../fixtures/timelines/v1.ndjson'), 'utf8')
  const small = syntheticTimeline({ servers: 2 })
  expect(await textOf(small)).toBe(golden)
  expect(parseTimeline(golden)).toEqual({ ...small, warnings: [] })
})
