// What it costs to read a timeline: whole, as `grove check` does, and as a window opens it, which then asks for pages. The floor is
// JSON.parse of the same lines, and nothing else.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRun, readTimeline } from '../../../src-main/host/run.ts'
import { TimelineSource } from '../../../src-main/host/recording/timeline-source.ts'
import type { Part } from './part.ts'
import { quantile, sortedTimes, takeTurns } from './rounds.ts'

const PAGES = 200

export const reading: Part = async ({ file, rounds }) => {
  const state = await mkdtemp(join(tmpdir(), 'grove-bench-'))
  const rows = await takeTurns(rounds, () => parsing(file), {
    'read whole': () => readTimeline(file),
    'open, with an index of its lines': async () => (await openRun(file, { run: 'bench', state })).close(),
  })
  const run = await openRun(file, { run: 'bench', state })
  const times = await sortedTimes(PAGES, () => run.lines.page(Math.floor(Math.random() * run.lines.count)))
  await run.close()
  await rm(state, { recursive: true, force: true })
  return {
    rows,
    figures: [
      { what: 'a page anywhere, p50', value: quantile(times, 0.5), unit: 'ms' },
      { what: 'a page anywhere, p95', value: quantile(times, 0.95), unit: 'ms' },
    ],
  }
}

/** Milliseconds of JSON.parse of its lines; reading the file to get at them is no part of it. */
export async function parsing(file: string): Promise<number> {
  const source = await TimelineSource.open(file)
  let spent = 0
  for await (const { text } of source.from(0)) {
    const lines = text.split('\n')
    lines.pop()
    const began = performance.now()
    for (const line of lines) JSON.parse(line)
    spent += performance.now() - began
  }
  await source.close()
  return spent
}
