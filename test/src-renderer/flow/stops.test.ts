// The stops of the playhead.
import { expect, test } from 'vitest'
import type { Chapter } from '../../../src-main/timeline/index.ts'
import { stopBeside } from '../../../src-renderer/flow/stops.ts'

const chapters = [chapter('start', 0), chapter('idle', 10), chapter('killed', 50), chapter('traffic', 60)]

test('a stop is the beginning of a chapter; idle time is none', () => {
  const forward = [0, 10, 50, 55, 60].map((time) => stopBeside(chapters, time, 1))
  expect(forward).toEqual([50, 50, 60, 60, null])
  const back = [0, 10, 50, 55, 100].map((time) => stopBeside(chapters, time, -1))
  expect(back).toEqual([null, 0, 0, 50, 60])
})

function chapter(kind: Chapter['kind'], from: number): Chapter {
  const text = { title: kind, text: '', tone: 'plain' as const }
  return {
    id: kind,
    kind,
    from,
    to: from + 10,
    servers: [],
    count: 1,
    agreedAt: null,
    agreement: '',
    ...text,
  }
}
