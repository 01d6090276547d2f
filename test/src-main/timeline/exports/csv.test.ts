// The exported table, read by csv-parse: every event once, in the order of time, and no cell that a spreadsheet would run.
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { timeOf, type PacketEvent, type Timeline } from '../../../../src-main/timeline/index.ts'
import { exportedText } from '../../../support/exported.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 5, crash: true })
const sorted = timeline.events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
const packets = sorted.filter((event) => event.t === 'packet')
const read = (text: string) =>
  parse<Record<string, string>>(text, { bom: true, columns: true, record_delimiter: '\r\n' })
const rowsOf = async (one: Timeline) => read(await exportedText('csv', one))
const rows = await rowsOf(timeline)

test('every event is a row, in the order of time, from lane to lane', () => {
  expect(rows.map(({ seq }) => Number(seq))).toEqual(sorted.map(({ seq }) => seq))
  expect(rows.map(({ t_ms }) => Math.round(Number(t_ms) * 1e6))).toEqual(sorted.map(timeOf))
  expect(rows.map(({ type }) => type)).toEqual(sorted.map(({ t }) => t))
  const read = rows.filter(({ type }) => type === 'packet')
  expect(read.map(({ id, from, to }) => [id, from, to])).toEqual(
    packets.map(({ id, from, to }) => [id, from, to]),
  )
})

test('payloads come back as they were', () => {
  const payloads = new Map(rows.map(({ id, payload }) => [id, payload]))
  const withBody = packets.filter(({ body }) => body !== undefined)
  for (const packet of [withBody[0]!, withBody[withBody.length >> 1]!, withBody.at(-1)!]) {
    expect(JSON.parse(payloads.get(packet.id) ?? '')).toEqual(packet.body)
  }
})

test.each([
  '=1+2',
  '+1',
  '-1',
  '@cmd',
  '\tTab',
  '\rreturn',
  'a,b',
  'say "it"',
  'two\r\nlines',
  ' padded ',
  '',
  '日本',
])('the name %j is text and nothing else', async (name) => {
  const packet = packets[0] as PacketEvent
  const [row] = await rowsOf({ ...timeline, events: [{ ...packet, name }] })
  const cell = row?.['name'] ?? ''
  expect(cell).not.toMatch(/^[=+\-@\t\r]/)
  expect(cell.replace(/^'/, '')).toBe(name)
})

test('the control: a broken table is refused by the reader', async () => {
  const text = await exportedText('csv', timeline)
  expect(() => read(`${text}1,"open`)).toThrow('Quote Not Closed')
  expect(() => read(`${text}1,2,3\r\n`)).toThrow('Invalid Record Length')
})
