// Exports a whole timeline, directly or part by part through the host.
import type { ExportedFile, ExportFormat, HostApi } from '../../src-main/contract/index.ts'
import { exportTools } from '../../src-main/host/exports/tools.ts'
import {
  exportTimeline,
  type SelectionOptions,
  type Timeline,
  type TimelineFormat,
} from '../../src-main/timeline/index.ts'

export async function exportedBytes(
  format: TimelineFormat,
  timeline: Timeline,
  options: SelectionOptions = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of exportTimeline(format, timeline, options, exportTools).pieces) pieces.push(piece)
  return Buffer.concat(pieces)
}

export async function exportedText(...args: Parameters<typeof exportedBytes>): Promise<string> {
  return (await exportedBytes(...args)).toString('utf8')
}

/** Exports a run through the host; returns all parts. */
export async function downloadExport(
  api: HostApi,
  run: string,
  format: ExportFormat,
): Promise<ExportedFile & { bytes: Buffer }> {
  const id = await api.export(run, format)
  const pieces: Uint8Array[] = []
  for (;;) {
    const part = await api.exportPart(id)
    pieces.push(new Uint8Array(part.bytes))
    if (part.file) return { ...part.file, bytes: Buffer.concat(pieces) }
  }
}
