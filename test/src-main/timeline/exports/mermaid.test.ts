// The exported diagram, read by Mermaid itself.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import mermaid from 'mermaid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PacketEvent, Timeline } from '../../../../src-main/timeline/index.ts'
import { exportedText } from '../../../support/exported.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

interface Message {
  from?: string
  to?: string
  message?: string | { text?: string }
  type: number
}
const SOLID = 0
const NOTE = 2
const SOLID_CROSS = 3

const textOf = (one: Timeline) => exportedText('mermaid', one)

async function read(text: string) {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text)
  const db = diagram.db as unknown as {
    getMessages: () => Message[]
    getActors: () => Map<string, { description: string }>
  }
  const messages = db.getMessages().filter(({ from, type }) => from !== undefined && type !== 26)
  return {
    packets: messages.filter(({ type }) => type !== NOTE),
    notes: messages.filter(({ type }) => type === NOTE),
    actors: [...db.getActors().values()].map(({ description }) => decode(description)),
  }
}
/** What a reader sees: Mermaid keeps entities in a form of its own until it draws. */
const decode = (text: string) =>
  text.replace(/(?:ﬂ°°|#)(\d+)(?:¶ß|;)/g, (_, code: string) => String.fromCodePoint(Number(code)))
const labelOf = ({ message }: Message) =>
  decode(typeof message === 'string' ? message : (message?.text ?? '')).replaceAll('<br/>', '\n')

const { header, events } = syntheticTimeline({ servers: 2 })
const someone = events.find(
  (event): event is PacketEvent => event.t === 'packet' && event.name === 'subscribe',
)!
const withNames = (names: string[]): Timeline => ({
  header,
  events: names.map((name, index) => ({
    ...someone,
    name,
    seq: index + 1,
    sent: index,
    received: index + 1,
  })),
  footer: null,
})

beforeAll(() => mermaid.initialize({ startOnLoad: false }))

describe('a whole run', () => {
  const timeline = syntheticTimeline({ servers: 4, crash: true })

  test('has every packet once, in its order, from lane to lane', async () => {
    const { packets, notes, actors } = await read(await textOf(timeline))
    expect(packets).toHaveLength(timeline.events.filter((event) => event.t === 'packet').length)
    expect(actors).toEqual(['master-1', 'connector-1', 'chat-1', 'chat-2', 'timer-1'])
    expect(notes.map(labelOf)).toContain('exited: SIGKILL')
    expect(packets.map(labelOf).slice(0, 2)).toEqual(['register', 'register.ack'])
    expect(packets.map(labelOf)).toContain('addServer chat-1')
  })

  test('is the same text each time, and the golden one', async () => {
    const golden = readFileSync(new URL('../golden-v1.mmd', import.meta.url), 'utf8')
    expect(await textOf(syntheticTimeline({ servers: 2 }))).toBe(golden)
  })
})

describe('nasty text', () => {
  const nasty = [
    'semi;colon',
    'hash # mark',
    '#35; entity',
    'two\nlines',
    'windows\r\nlines',
    'wrap: this',
    'nowrap: that',
    'end',
    'the END of end',
    '%% comment',
    '%%{init: {}}%%',
    '<script>alert(1)</script>',
    '$$x^2$$',
    'a->>b: c',
    '"quoted" \\ & more',
    'tab\tand bell\u0007',
    'separator\u2028here',
    'half \uD800 pair',
    '日本語 😀',
    ' ',
    '+plus',
    '-minus',
    '@{ "type": "boundary" }',
    'loop forever',
  ]

  test('comes back as it was', async () => {
    const { packets } = await read(await textOf(withNames(nasty)))
    const expected = nasty.map((name) => name.replace('\r\n', '\n').replace('\uD800', '\uFFFD').trim())
    expect(packets.map((message) => labelOf(message).trim())).toEqual(expected)
  })

  test('as the name of a process, too', async () => {
    const timeline = withNames(['x'])
    for (const name of nasty) {
      const event = { ...someone, from: name }
      const { actors, packets } = await read(await textOf({ ...timeline, events: [event] }))
      expect(packets).toHaveLength(1)
      expect(actors).toHaveLength(2)
    }
  })

  test('whatever it is, Mermaid reads as many messages as there are', async () => {
    const names = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(names, async (list) => {
        const text = await textOf(withNames(list))
        const { packets } = await read(text)
        const lines = text.split('\n').filter((line) => line.includes('->>') || line.includes('-)'))
        expect(packets).toHaveLength(lines.length)
      }),
      { numRuns: 50 },
    )
  })
})

describe('limits', () => {
  test('at most 500 lines and 45,000 characters, and it says what is missing', async () => {
    const many = withNames(Array.from({ length: 700 }, (_, index) => `call ${index}`))
    const { packets, notes } = await read(await textOf(many))
    expect(packets).toHaveLength(500)
    expect(notes.map(labelOf)).toEqual(['200 more lines are not shown'])
    const long = withNames(Array.from({ length: 499 }, (_, index) => `${index} ${';'.repeat(100)}`))
    expect((await textOf(long)).length).toBeLessThan(45_000)
    expect(await textOf(long)).toMatch(/more lines are not shown/)
  })

  test('the same line again and again is one', async () => {
    const { packets } = await read(await textOf(withNames(Array.from({ length: 37 }, () => 'heartbeat'))))
    expect(packets.map(labelOf)).toEqual(['heartbeat (× 37)'])
  })

  test('a packet that never arrived at a tapped process is a cross; at a stranger it is an arrow', async () => {
    const lost = { ...someone, received: null }
    const { packets } = await read(await textOf({ header, events: [...events, lost], footer: null }))
    expect(packets.filter(({ type }) => type === SOLID_CROSS)).toHaveLength(1)
    const stranger = { ...lost, to: '?abc', body: { reqId: 1 } }
    const { packets: kept } = await read(await textOf({ header, events: [stranger], footer: null }))
    expect(kept.map(({ type }) => type)).toEqual([SOLID])
  })
})

test('the control: a text that is broken is refused by the reader', async () => {
  await expect(mermaid.parse('sequenceDiagram\n  a->>b: c\n  a-what?')).rejects.toThrow('Parse error')
})
