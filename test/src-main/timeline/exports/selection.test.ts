// What every format has in common: the part of the run that was asked for, where it came from, no secrets, the same bytes.
import { describe, expect, test } from 'vitest'
import { exportTools } from '../../../../src-main/host/exports/tools.ts'
import {
  exportTimeline,
  describeExport,
  parseQuery,
  timeOf,
  type PacketEvent,
  type TimelineFormat,
} from '../../../../src-main/timeline/index.ts'
import { matches } from '../../../../src-main/timeline/query/query.ts'
import { parseTimeline } from '../../../support/parse-timeline.ts'
import { exportedBytes, exportedText } from '../../../support/exported.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 3 })
/** A PNG is the SVG in pixels. */
const FORMATS: TimelineFormat[] = ['ndjson', 'html', 'chrome-trace', 'mermaid', 'pcapng', 'csv', 'svg']

describe('a part of a run', () => {
  const [from, to] = [20e6, 60e6]
  const inRange = timeline.events.filter((event) => timeOf(event) >= from && timeOf(event) <= to)

  test('holds the events between two moments, and says so', async () => {
    const part = parseTimeline(await exportedText('ndjson', timeline, { from, to }))
    expect(inRange.length).toBeGreaterThan(10)
    expect(part.events).toEqual(inRange)
    expect(part.header.selection).toEqual({ from, to, filter: null, events: timeline.events.length })
    expect(part.footer).toMatchObject({ events: inRange.length })
    expect(part.warnings).toEqual([])
  })

  test('knows how much of the run it is', () => {
    const { provenance } = exportTimeline('ndjson', timeline, { from, to }, exportTools)
    expect(provenance).toMatchObject({ from, to, events: timeline.events.length, exported: inRange.length })
    expect(describeExport(provenance)).toBe(
      `${inRange.length} of ${timeline.events.length} events from 0:00.020000 to 0:00.060000.`,
    )
  })
})

test('a filter takes what matches, in the words of the query language', async () => {
  const text = 'phase:register'
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  const filter = { text, query: parsed.query }
  const { header, events } = parseTimeline(await exportedText('ndjson', timeline, { filter }))
  expect(events.length).toBeGreaterThan(3)
  expect(events).toEqual(timeline.events.filter((event) => matches(filter.query, event)))
  expect(header.selection?.filter).toBe(text)
  expect(describeExport(exportTimeline('csv', timeline, { filter }, exportTools).provenance)).toContain(
    'that match phase:register',
  )
})

test('a whole run in the native format is what it was, byte for byte', async () => {
  const text = await exportedText('ndjson', timeline)
  expect(await exportedText('ndjson', parseTimeline(text))).toBe(text)
})

test.each(FORMATS)('%s is the same each time, and names the run if it has room', async (format) => {
  const once = await exportedBytes(format, timeline)
  expect(once.equals(await exportedBytes(format, syntheticTimeline({ servers: 3 })))).toBe(true)
  expect(once.includes(timeline.header.run)).toBe(format !== 'csv')
})

test.each(FORMATS)('%s has no secrets, even of a recording that had some', async (format) => {
  const packet = timeline.events.find((event): event is PacketEvent => event.t === 'packet')!
  const open = {
    ...timeline,
    header: { ...timeline.header, redacted: false },
    events: [
      { ...packet, body: { token: 'hush-1' } },
      { ...packet, body: '{"password":"hush-2","cut' },
    ],
  }
  expect((await exportedBytes(format, open)).includes('hush-')).toBe(false)
})
