// Exports of runs for windows to save. Each is made by a worker thread, part by part on request, so that Grove's own
// thread neither reads the run nor holds the file.
import { randomUUID } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import { messageOf } from '../../../core/kit/message-of.ts'
import {
  HostError,
  parseExportSelection,
  type ExportFormat,
  type ExportPart,
  type ExportSelection,
} from '../../contract/index.ts'
import type { TimelineLog } from '../recording/timeline-log.ts'
import { exportWorkerFile } from '../locations.ts'
import { startWorkerThread } from '../system/worker-thread.ts'
import type { ExportReply, ExportRequest } from './worker.ts'

interface ActiveExport {
  id: string
  worker: Worker
  /** Rejects when the worker has ended. */
  ended: Promise<never>
  /** Settles with the last requested part. */
  turn: Promise<unknown>
}

export class Exports {
  /** By window. */
  readonly #active = new Map<object, ActiveExport>()

  /**
   * Starts an export and returns its id. Cancels an earlier export of the same window.
   * @throws {HostError} NO_LINES, BAD_QUERY
   */
  start(window: object, lines: TimelineLog, format: ExportFormat, options: ExportSelection = {}): string {
    parseExportSelection(options)
    if (lines.count === 0) throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
    this.cancel(window)
    const request: ExportRequest = { stored: lines.stored(), format, options }
    const worker = startWorker(request)
    const ended = rejectAtEnd(worker)
    const id = randomUUID()
    this.#active.set(window, { id, worker, ended, turn: Promise.resolve() })
    return id
  }

  /** @throws {HostError} NO_SUCH_EXPORT, EXPORT_ENDED, and problems of the format */
  async nextPart(window: object, id: string): Promise<ExportPart> {
    const active = this.#active.get(window)
    if (active?.id !== id) {
      throw new HostError({ code: 'NO_SUCH_EXPORT', message: 'This export has ended. Start it again.' })
    }
    const reply = active.turn.then(() => Promise.race([nextReply(active.worker), active.ended]))
    active.turn = reply.catch(() => undefined)
    const result = await reply
    if ('part' in result && !result.part.file) return result.part
    this.cancel(window, id)
    if ('problem' in result) throw new HostError(result.problem)
    return result.part
  }

  /** Cancels the export of a window; with `id` only that one. */
  cancel(window: object, id?: string): void {
    const active = this.#active.get(window)
    if (!active || (id !== undefined && id !== active.id)) return
    this.#active.delete(window)
    void active.worker.terminate()
  }

  close(): void {
    for (const window of this.#active.keys()) this.cancel(window)
  }
}

/** @throws {HostError} EXPORT_ENDED if this system allows no more threads */
function startWorker(request: ExportRequest): Worker {
  try {
    const worker = startWorkerThread(exportWorkerFile, request)
    worker.unref()
    return worker
  } catch (error) {
    throw exportFailed(error)
  }
}

function nextReply(worker: Worker): Promise<ExportReply> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage(null)
  })
}

function rejectAtEnd(worker: Worker): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(exportFailed(error)))
    worker.once('exit', () =>
      reject(new HostError({ code: 'EXPORT_ENDED', message: 'The export was cancelled.' })),
    )
  })
  ended.catch(() => undefined)
  return ended
}

function exportFailed(error: unknown): HostError {
  const isOutOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  const message = isOutOfMemory ? 'there is not enough memory.' : messageOf(error)
  const hint = isOutOfMemory ? 'Export a part of it: `grove export FILE --from TIME --to TIME`.' : undefined
  return new HostError(
    { code: 'EXPORT_ENDED', message: `The run could not be exported: ${message}`, hint },
    error,
  )
}
