// A run as a file in another format, for a window to save.
import { setImmediate } from 'node:timers/promises'
import { HostError, type ExportedFile, type ExportFormat, type ExportOptions } from '../contract/index.ts'
import {
  exportTimeline,
  noteOf,
  summarize,
  type Timeline,
  type TimelineEvent,
  type TimelineLine,
} from '../timeline/index.ts'

/** Fails with `NO_LINES` where nothing was recorded yet. */
export async function exportRun(
  lines: readonly TimelineLine[],
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<ExportedFile> {
  const timeline = timelineOf(lines)
  const { mime, extension, provenance, pieces } = exportTimeline(format, timeline, options)
  const parts: Uint8Array[] = []
  for await (const piece of pieces) {
    parts.push(piece)
    // The cluster's packets do not wait for a long export.
    await setImmediate()
  }
  const name = `${timeline.header.plan.name}.${extension}`
  return { name, mime, note: noteOf(provenance), bytes: Buffer.concat(parts) }
}

function timelineOf(lines: readonly TimelineLine[]): Timeline {
  const [header] = lines
  if (header?.t !== 'header') throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
  const events = lines.filter(isEvent)
  // A run that goes on gets the footer of this moment: the file is whole.
  const footer = lines.find((line) => line.t === 'footer') ?? {
    t: 'footer',
    ...summarize(header, events),
    exit: 0,
  }
  return { header, events, footer }
}

function isEvent(line: TimelineLine): line is TimelineEvent {
  return line.t !== 'header' && line.t !== 'footer'
}
