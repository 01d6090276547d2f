// The launcher's side of the thread that reads logs: one request after the other, each with a deadline.
import type { Worker } from 'node:worker_threads'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError, type LogPage } from '../../contract/index.ts'
import { logWorkerFile } from '../locations.ts'
import { startWorkerThread } from '../system/worker-thread.ts'
import type { LogReply, LogRequest } from './worker.ts'

/** A page ends by itself long before; only a hung disk, or a costly pattern on very long lines, takes this long. */
const READ_TIMEOUT_MS = 3_000
/** The thread ends after this long without a request. */
const IDLE_TIMEOUT_MS = 30_000

export class LogReader {
  #worker: Worker | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #isClosed = false
  /** Rejects the request in progress. */
  #abort: (error: HostError) => void = () => {}

  /** @throws {HostError} `SLOW_SEARCH` at the deadline, `BAD_QUERY` or `BAD_CURSOR` for a query that is not valid. */
  read(request: LogRequest): Promise<LogPage> {
    const page = this.#turn.then(() => this.#send(request))
    this.#turn = page.catch(() => {})
    return page
  }

  /** Ends the thread and the requests in progress at once, also in the middle of a search. */
  close(): void {
    this.#isClosed = true
    this.#stop()
    this.#abort(closed())
  }

  #stop(): void {
    clearTimeout(this.#idle)
    void this.#worker?.terminate()
    this.#worker = null
  }

  async #send(request: LogRequest): Promise<LogPage> {
    if (this.#isClosed) throw closed()
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= startWorker())
    try {
      const answer = await this.#answer(worker, request)
      if ('problem' in answer) throw new HostError(answer.problem)
      return answer.page
    } finally {
      if (!this.#isClosed) this.#idle = setTimeout(() => this.#stop(), IDLE_TIMEOUT_MS).unref()
    }
  }

  #answer(worker: Worker, request: LogRequest): Promise<LogReply> {
    return new Promise((resolve, reject) => {
      const onMessage = (answer: LogReply): void => {
        stopWaiting()
        resolve(answer)
      }
      const fail = (error: HostError): void => {
        stopWaiting()
        this.#stop()
        reject(error)
      }
      const onError = (error: Error): void => fail(workerFailed(error))
      const onExit = (): void => fail(workerFailed(new Error('the thread has ended')))
      const timer = setTimeout(() => fail(timedOut()), READ_TIMEOUT_MS)
      const stopWaiting = (): void => {
        clearTimeout(timer)
        this.#abort = () => {}
        worker.off('message', onMessage)
        worker.off('error', onError)
        worker.off('exit', onExit)
      }
      this.#abort = fail
      worker.once('message', onMessage)
      worker.once('error', onError)
      worker.once('exit', onExit)
      worker.postMessage(request)
    })
  }
}

function startWorker(): Worker {
  try {
    const worker = startWorkerThread(logWorkerFile)
    worker.unref()
    return worker
  } catch (error) {
    throw workerFailed(error)
  }
}

function closed(): HostError {
  return new HostError({ code: 'CANCELLED', message: 'Grove ends, so that the logs are no longer read.' })
}

function timedOut(): HostError {
  const message = `Reading the logs took longer than ${READ_TIMEOUT_MS / 1000} s.`
  const hint = 'The disk does not respond, or the pattern is too costly for lines this long.'
  return new HostError({ code: 'SLOW_SEARCH', message, hint })
}

function workerFailed(error: unknown): HostError {
  return new HostError(
    { code: 'NO_LOGS', message: `The logs could not be read: ${messageOf(error)}.` },
    error,
  )
}
