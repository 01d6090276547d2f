// Runs as files in other formats, for windows to save: each is made in a thread of its own, as fast as it is taken.
// The launcher's own thread neither reads the run nor holds the file, and an export that is given up ends at once.
import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import {
  HostError,
  parseExportSelection,
  type ExportFormat,
  type ExportPart,
  type ExportSelection,
} from '../../contract/index.ts'
import type { TimelineLog } from '../recording/timeline-log.ts'
import { exportWorkerFile } from '../locations.ts'
import type { ExportReply, ExportRequest } from './worker.ts'

interface Going {
  id: string
  worker: Worker
  /** Rejects when its thread has ended. */
  ended: Promise<never>
  /** The part that was asked for last. */
  turn: Promise<unknown>
}

export class Exports {
  /** One for each window. */
  readonly #going = new Map<object, Going>()

  /** Answers the export's id; the one before it of the same window is given up. Fails with `NO_LINES` where nothing was recorded yet, and with `BAD_QUERY`. */
  start(window: object, lines: TimelineLog, format: ExportFormat, options: ExportSelection = {}): string {
    parseExportSelection(options)
    if (lines.count === 0) throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
    this.cancel(window)
    const request: ExportRequest = { stored: lines.stored(), format, options }
    const worker = new Worker(exportWorkerFile, { workerData: request })
    worker.unref()
    const ended = endOf(worker)
    const id = randomUUID()
    this.#going.set(window, { id, worker, ended, turn: Promise.resolve() })
    return id
  }

  /** The next part. Fails with `NO_SUCH_EXPORT`, `EXPORT_ENDED`, or what the format fails of. */
  async nextPart(window: object, id: string): Promise<ExportPart> {
    const going = this.#going.get(window)
    if (going?.id !== id) {
      throw new HostError({ code: 'NO_SUCH_EXPORT', message: 'This export has ended: begin it again.' })
    }
    const asked = going.turn.then(() => Promise.race([answerOf(going.worker), going.ended]))
    going.turn = asked.catch(() => undefined)
    const answer = await asked
    if ('part' in answer && !answer.part.file) return answer.part
    this.cancel(window, id)
    if ('problem' in answer) throw new HostError(answer.problem)
    return answer.part
  }

  /** Gives up what a window exports, or only this export of it. */
  cancel(window: object, id?: string): void {
    const going = this.#going.get(window)
    if (!going || (id !== undefined && id !== going.id)) return
    this.#going.delete(window)
    void going.worker.terminate()
  }

  close(): void {
    for (const window of this.#going.keys()) this.cancel(window)
  }
}

function answerOf(worker: Worker): Promise<ExportReply> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage(null)
  })
}

function endOf(worker: Worker): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(broken(error)))
    worker.once('exit', () =>
      reject(new HostError({ code: 'EXPORT_ENDED', message: 'The export was given up.' })),
    )
  })
  ended.catch(() => undefined)
  return ended
}

function broken(error: Error): HostError {
  const full = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  const message = full ? 'it takes more memory than there is.' : error.message
  const hint = full ? 'Export a part of it: `grove export FILE --from TIME --to TIME`.' : undefined
  return new HostError(
    { code: 'INTERNAL', message: `The run could not be exported: ${message}`, ...(hint ? { hint } : {}) },
    error,
  )
}
