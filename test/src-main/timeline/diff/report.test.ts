// A comparison as people read it: the verdict first, no list without an end, nothing that moves a cursor or a page.
import { expect, test } from 'vitest'
import {
  diffAsMarkdown,
  diffAsText,
  diffTimelines,
  type Timeline,
  type TimelineEvent,
} from '../../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const run = syntheticTimeline()

function withFaults(faults: string[]): Timeline {
  const added = faults.map((fault, index): TimelineEvent => {
    return { t: 'fault', seq: 10_000 + index, at: 1e9 + index, process: 'chat-1', fault }
  })
  return { ...run, events: [...run.events, ...added] }
}

test('the same: one line says it, and only what there is has a heading', () => {
  const text = diffAsText(diffTimelines(run, run))
  expect(text.split('\n')[0]).toBe('The same: both converged, 148 events and 148.')
  expect(text.split('\n')[1]).toMatch(/^No number is further apart than 20 % and 20 ms, /)
  expect(headings(text)).toEqual([
    'Milestones',
    'Until all agreed again',
    'From its spawning until a server was …, A → B',
    'Memory, A → B',
    'Requests, A → B',
    'Packets and their way, A → B',
    'Phases, A → B',
  ])
})

test('what differs most stands first; the same thing at several servers is one line', () => {
  const text = diffAsText(diffTimelines(run, syntheticTimeline({ crash: true })))
  expect(text).toMatch(/^Different: \d+ events only in B \(first chat-1: process exited \(SIGKILL\)\)\.\n/)
  expect(text).toMatch(
    /^ {2}B {3}[\d.]+ ms {2}converged \+ [\d.]+ ms +master-1, (chat-2|timer-1|connector-1).* {2}chat-1 left the view +0\/1$/m,
  )
})

test('a long list is cut in text and Markdown, and whole in the data up to its bound', () => {
  const many = withFaults(Array.from({ length: 10_020 }, (_, index) => `fault ${index}`))
  const diff = diffTimelines(run, many)
  expect(diff.events.list).toHaveLength(10_000)
  expect(diff.events.more).toEqual({ a: 0, b: 20 })
  expect(diff.differences).toEqual(['10020 events only in B (first chat-1: fault fault 0)'])
  for (const text of [diffAsText(diff), diffAsMarkdown(diff)]) {
    expect(text).toContain('and 9976 more')
    expect(text.split('\n').length).toBeLessThan(120)
  }
})

test('Markdown keeps what servers say from being markup', () => {
  const evil = '<script>|`x`\n# [a](http://b) **!**'
  const text = diffAsMarkdown(diffTimelines(run, withFaults([evil])))
  expect(text).toContain('| fault \\<script\\>\\|\\`x\\` \\# \\[a\\](http://b) \\*\\*!\\*\\* | 0/1 |')
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  for (const row of rows) expect(row).toMatch(/^\| .*\|$/)
})

function headings(text: string): string[] {
  return text
    .split('\n\n')
    .flatMap((part) => (/^[A-Z]/.test(part) ? [part.split('\n')[0]!] : []))
    .slice(1)
}
