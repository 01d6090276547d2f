// The table of export formats.
import type { Timeline } from '../event.ts'
import { chromeTrace } from './chrome-trace.ts'
import { csv } from './csv.ts'
import type { Exporter, SelectionOptions, ExportTools, Provenance } from './exporter.ts'
import { html } from './html.ts'
import { mermaid } from './mermaid.ts'
import { ndjson } from './ndjson.ts'
import { png } from './png.ts'
import { pcapng } from './pcapng.ts'
import { bufferChunks } from './chunks.ts'
import { selectEvents } from './selection.ts'
import { svg } from './svg.ts'

export type { SelectionOptions, ExportTools } from './exporter.ts'
export { describeExport } from './selection.ts'

const EXPORTERS = {
  ndjson,
  html,
  'chrome-trace': chromeTrace,
  mermaid,
  pcapng,
  csv,
  svg,
  png,
} satisfies Record<string, Exporter>

export type TimelineFormat = keyof typeof EXPORTERS

export interface TimelineExport {
  mime: string
  /** Without a dot in front. */
  extension: string
  provenance: Provenance
  /** The file, made as it is read. The same timeline and options give the same bytes. */
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>
}

export function exportTimeline(
  format: TimelineFormat,
  timeline: Timeline,
  options: SelectionOptions,
  tools: ExportTools,
): TimelineExport {
  const exporter = EXPORTERS[format]
  const { mime, extension } = exporter
  const selection = selectEvents(timeline, exporter, options)
  const { provenance } = selection
  return { mime, extension, provenance, pieces: bufferChunks(exporter.write(selection, tools)) }
}
