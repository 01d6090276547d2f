// The host's side of an export: what is made step by step goes out in parts, each soon, so that whoever waits sees how
// far it is and may stop it.
import {
  exportTimeline,
  concatBytes,
  describeExport,
  type ExportTools,
  type Timeline,
} from '../timeline/index.ts'
import { chosen } from './export-choice.ts'
import type { ExportedFile, ExportPart } from './answers.ts'
import type { ExportFormat, ExportOptions } from './arguments.ts'

/** Bytes of a part, about. */
const ENOUGH = 1024 * 1024
/** Milliseconds after which a part goes out with what there is. */
const SOON = 200

/** A piece of the file, or how many lines of the run were read. */
type ExportStep = Uint8Array<ArrayBuffer> | Pick<ExportPart, 'read' | 'of'>
export type ExportSteps = AsyncGenerator<ExportStep, ExportedFile>

/** Fails with `BAD_QUERY`. */
export async function* exportSteps(
  timeline: Timeline,
  format: ExportFormat,
  options: ExportOptions,
  tools: ExportTools,
): ExportSteps {
  const { mime, extension, provenance, pieces } = exportTimeline(format, timeline, chosen(options), tools)
  yield* pieces
  return { name: `${timeline.header.plan.name}.${extension}`, mime, note: describeExport(provenance) }
}

export class ExportParts {
  readonly #steps: ExportSteps
  readonly #now: () => number
  #progress = { read: 0, of: 0 }

  /** @param now milliseconds */
  constructor(steps: ExportSteps, now: () => number) {
    this.#steps = steps
    this.#now = now
  }

  /** Nothing is done between two calls. Rejects with what making the file failed of. */
  async next(): Promise<ExportPart> {
    const end = this.#now() + SOON
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    while (size < ENOUGH && this.#now() < end) {
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
