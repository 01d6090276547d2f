import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csv } from '../../../src-main/timeline/exports/csv.ts'
import { selectEvents } from '../../../src-main/timeline/exports/selection.ts'
import {
  chaptersOf,
  diffTimelines,
  EventColumns,
  NoteList,
  notesOf,
  parseQuery,
  sequenceRows,
  type MarkEvent,
} from '../../../src-main/timeline/index.ts'
import { matches } from '../../../src-main/timeline/query/index.ts'
import { ndjson } from '../../../src-main/timeline/exports/ndjson.ts'
import { mermaid } from '../../../src-main/timeline/exports/mermaid.ts'
import { chromeTrace } from '../../../src-main/timeline/exports/chrome-trace.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const run = syntheticTimeline({ servers: 3 })
const last = run.events.at(-1)?.seq ?? 0

function mark(seq: number, note: string, text: string, at = 1e9): MarkEvent {
  return { t: 'mark', seq: last + seq, at, note, text }
}

function withNotes(...notes: MarkEvent[]) {
  return { ...run, events: [...run.events, ...notes] }
}

test('of the rows of a note the last one counts, in whatever order they are read', () => {
  const rows = [mark(1, 'a', 'one'), mark(2, 'b', 'two'), mark(3, 'a', 'three'), mark(4, 'b', '')]
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
      expect(notesOf(shuffled).map(({ id, text }) => [id, text])).toEqual([['a', 'three']])
      const list = new NoteList()
      for (const row of shuffled) list.add(row)
      expect(rows.filter((row) => list.isCurrent(row))).toEqual([rows[2]])
    }),
  )
})

test('notes are in the order of time; a removed one can be put back; what is no note is none', () => {
  const rows = [mark(1, 'late', 'b', 2e9), mark(2, 'early', 'a'), mark(3, 'late', '', 2e9)]
  const tap: MarkEvent = { t: 'mark', seq: 1, at: 0, text: 'tap of RPC: head' }
  expect(notesOf([tap, ...rows]).map(({ id }) => id)).toEqual(['early'])
  expect(notesOf([...rows, mark(4, 'late', 'b', 2e9)]).map(({ id }) => id)).toEqual(['early', 'late'])
  expect(new NoteList().isCurrent(tap)).toBe(true)
})

test('the query language finds notes by kind, name and text', () => {
  const note = mark(1, 'n1', 'the queue is full')
  const finds = (text: string): boolean => {
    const parsed = parseQuery(text)
    return parsed.ok && matches(parsed.query, note)
  }
  expect(['t:mark', 'name:note', 'queue', '"is full"', '/que+ue/'].map(finds)).toEqual(Array(5).fill(true))
  expect(['name:mark', 'empty'].map(finds)).toEqual([false, false])
})

test('the sequence shows what a note says now, and no removed one', () => {
  const { events } = withNotes(
    mark(1, 'a', 'first'),
    mark(2, 'a', 'second\nline'),
    mark(3, 'b', 'x'),
    mark(4, 'b', ''),
  )
  const columns = new EventColumns()
  for (const event of events) columns.add(event)
  const rows = chaptersOf(run.header, events, columns).flatMap((chapter) =>
    sequenceRows(columns, chapter, { tapped: new Set() }),
  )
  const texts = rows.flatMap((row) => (row.kind === 'note' && row.text.startsWith('◆') ? row.text : []))
  expect(texts).toEqual(['◆ second line'])
})

test('a diff ignores notes', () => {
  const { same } = diffTimelines(run, withNotes(mark(1, 'a', 'look'), mark(2, 'b', 'here')))
  expect(same).toBe(true)
})

test('exports show what notes say now; those that hold everything hold what they said before', () => {
  const noted = withNotes(mark(1, 'a', 'first'), mark(2, 'a', '=second'), mark(3, 'b', ''))
  const written = (exporter: typeof csv) => {
    const pieces = exporter.write(selectEvents(noted, exporter, {}), {} as never)
    return [...(pieces as Iterable<string>)].join('')
  }
  expect(written(ndjson)).toContain('"text":"first"')
  for (const exporter of [csv, mermaid, chromeTrace]) {
    expect(written(exporter)).toContain('second')
    expect(written(exporter)).not.toContain('first')
  }
  expect(written(mermaid)).toMatch(/Note over p0,p\d: ◆ =second/)
})
