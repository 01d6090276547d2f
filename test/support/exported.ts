// A timeline in an export format, whole.
import { exportTools } from '../../src-main/host/index.ts'
import {
  exportTimeline,
  type ExportOptions,
  type Timeline,
  type TimelineFormat,
} from '../../src-main/timeline/index.ts'

export async function exportedBytes(
  format: TimelineFormat,
  timeline: Timeline,
  options: ExportOptions = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of exportTimeline(format, timeline, options, exportTools).pieces) pieces.push(piece)
  return Buffer.concat(pieces)
}

export async function exportedText(...args: Parameters<typeof exportedBytes>): Promise<string> {
  return (await exportedBytes(...args)).toString('utf8')
}
