// Comparisons of two runs for windows. Each is made by a worker thread, so that Grove's own thread does not read the runs.
import type { Worker } from 'node:worker_threads'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import type { TimelineDiff } from '../../timeline/index.ts'
import { diffWorkerFile } from '../locations.ts'
import type { TimelineLog } from '../recording/timeline-log.ts'
import { startWorkerThread } from '../system/worker-thread.ts'
import type { DiffReply, DiffRequest } from './worker.ts'

export class Diffs {
  /** By window. */
  readonly #active = new Map<object, Worker>()

  /**
   * Compares two runs as they are now. Cancels an earlier comparison of the same window.
   * @throws {HostError} NO_LINES, DIFF_ENDED
   */
  async compare(window: object, a: TimelineLog, b: TimelineLog): Promise<TimelineDiff> {
    if (a.count === 0 || b.count === 0)
      throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
    this.cancel(window)
    const worker = startWorker({ a: a.stored(), b: b.stored() })
    this.#active.set(window, worker)
    try {
      const reply = await replyOf(worker)
      if ('problem' in reply) throw new HostError(reply.problem)
      return reply.diff
    } finally {
      if (this.#active.get(window) === worker) this.#active.delete(window)
    }
  }

  /** Cancels the comparison of a window, if there is one. */
  cancel(window: object): void {
    void this.#active.get(window)?.terminate()
    this.#active.delete(window)
  }

  close(): void {
    for (const window of this.#active.keys()) this.cancel(window)
  }
}

/** @throws {HostError} DIFF_ENDED if this system allows no more threads */
function startWorker(request: DiffRequest): Worker {
  try {
    const worker = startWorkerThread(diffWorkerFile, request)
    worker.unref()
    return worker
  } catch (error) {
    throw diffFailed(error)
  }
}

function replyOf(worker: Worker): Promise<DiffReply> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', (error) => reject(diffFailed(error)))
    worker.once('exit', () =>
      reject(new HostError({ code: 'DIFF_ENDED', message: 'The comparison was cancelled.' })),
    )
  })
}

function diffFailed(error: unknown): HostError {
  const isOutOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  const message = isOutOfMemory ? 'there is not enough memory.' : messageOf(error)
  const hint = isOutOfMemory ? 'Compare parts of them: `grove export FILE --from TIME --to TIME`.' : undefined
  return new HostError(
    { code: 'DIFF_ENDED', message: `The runs could not be compared: ${message}`, hint },
    error,
  )
}
