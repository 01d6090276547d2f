// Makes an export in parts, so that a caller can show progress between two parts and stop.
import type { Timeline } from '../event.ts'
import type { SelectionOptions, ExportTools } from './exporter.ts'
import { exportTimeline, type TimelineFormat } from './index.ts'
import { concatBytes } from './concat-bytes.ts'
import { describeExport } from './selection.ts'

const PART_BYTES = 1024 * 1024
const PART_MS = 200

export interface ExportedFile {
  name: string
  mime: string
  /** What of the run is in the file, and what the format cannot hold: one or two sentences. */
  note: string
}

/** Bytes of the file since the previous part: a few megabytes at most; none if making them took too long. */
export interface ExportPart {
  /** An ArrayBuffer in a web page. */
  bytes: Uint8Array<ArrayBuffer> | ArrayBuffer
  /** Lines of the run read so far; all are read before the first byte is written. */
  read: number
  /** Lines of the run. */
  of: number
  /** Null except in the last part. */
  file: ExportedFile | null
}

type ExportStep = Uint8Array<ArrayBuffer> | Pick<ExportPart, 'read' | 'of'>
/** Yields pieces of the file and progress; returns the description of the file. */
export type ExportSteps = AsyncGenerator<ExportStep, ExportedFile>

export async function* exportSteps(
  timeline: Timeline,
  format: TimelineFormat,
  options: SelectionOptions,
  tools: ExportTools,
): ExportSteps {
  const { mime, extension, provenance, pieces } = exportTimeline(format, timeline, options, tools)
  yield* pieces
  return { name: `${timeline.header.plan.name}.${extension}`, mime, note: describeExport(provenance) }
}

export class ExportPump {
  readonly #steps: ExportSteps
  readonly #now: () => number
  #progress = { read: 0, of: 0 }

  /** @param now milliseconds of a monotonic clock */
  constructor(steps: ExportSteps, now: () => number) {
    this.#steps = steps
    this.#now = now
  }

  /** Makes the next part; works only during the call. Rejects with the error of the exporter. */
  async next(): Promise<ExportPart> {
    const end = this.#now() + PART_MS
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    while (size < PART_BYTES && this.#now() < end) {
      const { done, value } = await this.#steps.next()
      if (done) return { bytes: concatBytes(pieces), ...this.#progress, file: value }
      if (value instanceof Uint8Array) {
        pieces.push(value)
        size += value.length
      } else this.#progress = value
    }
    return { bytes: concatBytes(pieces), ...this.#progress, file: null }
  }
}
