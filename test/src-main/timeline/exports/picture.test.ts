// The exported pictures: what stands in them, and that a renderer other than a browser draws them.
// The long tests read them with xmllint, rsvg and Chromium.
import { describe, expect, test } from 'vitest'
import { exportTools } from '../../../../src-main/host/exports/tools.ts'
import {
  ChapterTracker,
  EventColumns,
  sequenceRows,
  timeOf,
  type PacketEvent,
  type Timeline,
} from '../../../../src-main/timeline/index.ts'
import { exportedBytes, exportedText } from '../../../support/exported.ts'
import { readPicture } from '../../../support/svg-reader.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 5, crash: true })
const sorted = timeline.events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
const packets = sorted.filter((event) => event.t === 'packet')
const packet = packets[0] as PacketEvent
const of = (...events: Timeline['events']): Timeline => ({ ...timeline, events })

describe('svg', () => {
  test('every event is in one row, and the rows are those of the window', async () => {
    const { packets: drawn, lanes, rows, chapters } = readPicture(await exportedText('svg', timeline))
    expect(lanes).toEqual(['master-1', 'connector-1', 'chat-1', 'chat-2', 'timer-1', 'connector-2'])
    expect(drawn.map(({ id, from, to, sent }) => [id, from, to, sent])).toEqual(
      packets.toSorted((a, b) => a.seq - b.seq).map(({ id, from, to, sent }) => [id, from, to, sent]),
    )
    const shown = rows.flatMap(({ events }) => events.map(({ seq }) => seq))
    expect(shown.toSorted((a, b) => a - b)).toEqual(
      timeline.events.map(({ seq }) => seq).toSorted((a, b) => a - b),
    )

    const events = new EventColumns()
    for (const event of timeline.events) events.add(event)
    const tracker = new ChapterTracker()
    tracker.setHeader(timeline.header)
    tracker.append(timeline.events)
    const inWindow = tracker.chapters(events)
    expect(chapters).toHaveLength(inWindow.length)
    for (const [index, { title }] of inWindow.entries()) expect(chapters[index]).toContain(title)
    const windowRows = inWindow.flatMap((chapter) =>
      sequenceRows(events, chapter, { tapped: tracker.tapped }),
    )
    expect(rows.map(({ kind, time, count }) => [kind, time, count])).toEqual(
      windowRows.map(({ kind, time, places }) => [kind, time, places.length]),
    )
  })

  test('whatever a name holds is text, and the picture can be drawn', async () => {
    const names = [
      '<script>',
      '"&\'',
      'bell\u0007',
      'half \uD800',
      ']]>',
      '-->',
      '日本 😀',
      '\uFFFE',
      'x'.repeat(500),
    ]
    const nasty = names.map((name, index) => ({ ...packet, name, from: name, seq: index + 1, sent: index }))
    const text = await exportedText('svg', of(...nasty))
    const { packets: drawn } = readPicture(text)
    expect(drawn.map(({ name, from }) => [name, from])).toEqual(
      names.map((name) => [name, name].map((one) => one.replace('\uFFFE', '\uFFFD'))),
    )
    await expect(exportTools.renderPng(text)).resolves.toBeDefined()
  })

  test('a packet that was lost ends in a cross', async () => {
    const crosses = async (...more: PacketEvent[]) =>
      (await exportedText('svg', of(...timeline.events, ...more))).match(/l8 8m0 -8l-8 8/g)?.length
    // Of the process that was killed.
    const others = await crosses()
    const late = { ...packet, seq: 9999, sent: 1e9, received: 1e9 + 1 }
    expect(await crosses(late)).toBe(others)
    expect(await crosses({ ...late, received: null })).toBe((others ?? 0) + 1)
    expect(await crosses({ ...late, dropped: true })).toBe((others ?? 0) + 1)
  })

  test('a chapter with too many rows is a density, which counts every packet at both ends', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({
      ...packet,
      seq: index + 1,
      sent: index * 1e6,
      to: 'b',
    }))
    const text = await exportedText('svg', of(...many))
    const counts = [...text.matchAll(/<title>(\d+) packets<\/title>/g)].map(([, count]) => Number(count))
    expect(counts.reduce((a, b) => a + b, 0)).toBe(2 * many.length)
    expect(text.length).toBeLessThan(200_000)
  })

  test('the control: what is no well-formed XML is refused', async () => {
    const text = await exportedText('svg', timeline)
    await expect(exportTools.renderPng(text.slice(0, -9))).rejects.toMatchObject({ code: 'NO_PICTURE' })
  })
})

describe('png', () => {
  test('has the size of the drawing, says where it came from, and is never so large that viewers fail', async () => {
    const bytes = await exportedBytes('png', timeline)
    const { width, height } = readPicture(await exportedText('svg', timeline))
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width, height])
    expect(bytes.toString('utf8', 37, 60)).toContain('iTXtDescription')
    const tall = Array.from({ length: 1_900 }, (_, index) => ({ ...packet, seq: index + 1, to: 'b' }))
    const many = await exportedBytes('png', of(...tall))
    expect(many.readUInt32BE(16) * many.readUInt32BE(20)).toBeLessThan(16_000_000)
  })
})
