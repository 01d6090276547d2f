// The one table of export formats.
import type { Timeline } from '../event.ts'
import { exportChromeTrace } from './chrome-trace.ts'
import { exportMermaid } from './mermaid.ts'
import { exportNdjson } from './ndjson.ts'

interface Exporter {
  mime: string
  /** Without a dot in front. */
  extension: string
  write: (timeline: Timeline) => Iterable<string>
}

const EXPORTERS = {
  ndjson: { mime: 'application/x-ndjson', extension: 'ndjson', write: exportNdjson },
  mermaid: { mime: 'text/vnd.mermaid', extension: 'mmd', write: exportMermaid },
  'chrome-trace': { mime: 'application/json', extension: 'trace.json', write: exportChromeTrace },
} as const satisfies Record<string, Exporter>

export type TimelineFormat = keyof typeof EXPORTERS

export interface TimelineExport {
  mime: string
  extension: string
  /** The file's text in pieces; the same timeline gives the same text. */
  chunks: Iterable<string>
}

export function exportTimeline(format: TimelineFormat, timeline: Timeline): TimelineExport {
  const { mime, extension, write } = EXPORTERS[format]
  return { mime, extension, chunks: write(timeline) }
}
