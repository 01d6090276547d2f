// What an export format is: a pure function from a selection of the timeline to the pieces of a file.
import type { Nanoseconds, Timeline, TimelineEvent } from '../event.ts'
import type { Query } from '../query/index.ts'

export interface SelectionOptions {
  /** Events of this moment and later: nanoseconds since `t0`. */
  from?: Nanoseconds | undefined
  /** Events of this moment and earlier. */
  to?: Nanoseconds | undefined
  /** Events that match: the query as it was written, and parsed. */
  filter?: { text: string; query: Query } | undefined
}

/** Where an export came from and what is not in it. Each format carries it as far as it has room. */
export interface Provenance {
  generator: string
  /** Version of the timeline that it was made of. */
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
  /** Events of the timeline, and how many of them are in the export. */
  events: number
  exported: number
  /** Records that were lost before they reached the recorder. */
  dropped: number
  /** What this format has no room for; empty for the native one. */
  lost: string
}

/** The part of a timeline that goes into an export, with its provenance. */
export interface ExportSelection extends Timeline {
  provenance: Provenance
  /** The events of the whole run, for what a part of it does not say. */
  run: readonly TimelineEvent[]
}

/** What some formats need and no pure function has. */
export interface ExportTools {
  /** An SVG as a PNG file. */
  renderPng: (svg: string) => Promise<Uint8Array>
  /** The page of a report, with places for what goes into it. */
  loadReportPage: () => Promise<string>
}

export type Chunk = string | Uint8Array

export interface Exporter {
  mime: string
  /** Without a dot in front. */
  extension: string
  /** What the format has no room for: sentences for people. */
  limitations: string
  /** Whether the format shows an event of this kind at all. */
  includes: (event: TimelineEvent) => boolean
  write: (selection: ExportSelection, tools: ExportTools) => Iterable<Chunk> | AsyncIterable<Chunk>
}
