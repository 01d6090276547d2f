// What one export costs, in time, and in memory of the process that does it, the timeline included. The floor is
// JSON.stringify of the same lines.
import { exportTools } from '../../../src-main/host/exports/tools.ts'
import { readTimeline } from '../../../src-main/host/run.ts'
import { exportTimeline, type Timeline, type TimelineFormat } from '../../../src-main/timeline/index.ts'
import { peak, type Part } from './part.ts'
import { takeTurns, timed } from './rounds.ts'

export const FORMATS: readonly TimelineFormat[] = [
  'ndjson',
  'html',
  'chrome-trace',
  'pcapng',
  'csv',
  'mermaid',
  'svg',
  'png',
]

export function exporting(format: TimelineFormat): Part {
  return async ({ file, rounds }) => {
    const timeline = await readTimeline(file)
    const rows = await takeTurns(
      Math.ceil(rounds / 3),
      () => timed(() => timeline.events.forEach((event) => JSON.stringify(event))),
      { [`export ${format}`]: () => write(timeline, format) },
    )
    return { rows: rows.map((row) => ({ ...row, peak: peak() })), figures: [] }
  }
}

async function write(timeline: Timeline, format: TimelineFormat): Promise<number> {
  let bytes = 0
  for await (const piece of exportTimeline(format, timeline, {}, exportTools).pieces) bytes += piece.length
  return bytes
}
