// Types of export formats: each is a pure function from a selection of the timeline to the chunks of a file.
import type { Nanoseconds, Timeline, TimelineEvent } from '../event.ts'
import type { Query } from '../query/index.ts'

export interface SelectionOptions {
  /** Only events at or after this time. */
  from?: Nanoseconds | undefined
  /** Only events at or before this time. */
  to?: Nanoseconds | undefined
  /** Only events that match: the query as text, and parsed. */
  filter?: { text: string; query: Query } | undefined
}

/** Where an export came from, and what is not in it. Each format holds it as far as it can. */
export interface Provenance {
  generator: string
  /** Version of the timeline. */
  schemaVersion: number
  run: string
  /** ISO 8601. */
  startedAt: string
  /** What times count from. */
  timeBase: string
  redacted: boolean
  from: Nanoseconds | null
  to: Nanoseconds | null
  /** In the query language. */
  filter: string | null
  /** Number of events in the timeline, and in the export. */
  events: number
  exported: number
  /** Records lost before they reached the recorder. */
  dropped: number
  /** What this format cannot hold, in sentences; empty for the native one. */
  lost: string
}

/** The part of a timeline that goes into an export, with its provenance. */
export interface SelectedTimeline extends Timeline {
  provenance: Provenance
  /** All events of the run. */
  run: readonly TimelineEvent[]
}

/** Platform functions that some formats need. */
export interface ExportTools {
  /** Renders an SVG as a PNG file. */
  renderPng: (svg: string) => Promise<Uint8Array>
  /** Returns the HTML of an empty report, with placeholders. */
  loadReportPage: () => Promise<string>
}

export type Chunk = string | Uint8Array

export interface Exporter {
  mime: string
  /** Without a dot in front. */
  extension: string
  /** What the format cannot hold, in sentences. */
  limitations: string
  /** Whether the format shows an event. */
  includes: (event: TimelineEvent) => boolean
  write: (selection: SelectedTimeline, tools: ExportTools) => Iterable<Chunk> | AsyncIterable<Chunk>
}
