// The launcher's side of the thread that reads logs: one request after the other, each with a deadline.
import { Worker } from 'node:worker_threads'
import { HostError, type LogPage } from '../../contract/index.ts'
import { logWorkerFile } from '../locations.ts'
import type { LogReply, LogRequest } from './worker.ts'

/** A page ends by itself long before; only a hung disk, or a costly pattern on very long lines, takes this long. */
const READ_TIMEOUT_MS = 3_000
/** The thread ends after this long without a request. */
const IDLE_TIMEOUT_MS = 30_000

export class LogReader {
  #worker: Worker | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined

  /** @throws {HostError} `SLOW_SEARCH` at the deadline, `BAD_QUERY` or `BAD_CURSOR` for a query that is not valid. */
  read(request: LogRequest): Promise<LogPage> {
    const page = this.#turn.then(() => this.#send(request))
    this.#turn = page.catch(() => {})
    return page
  }

  close(): void {
    clearTimeout(this.#idle)
    void this.#worker?.terminate()
    this.#worker = null
  }

  async #send(request: LogRequest): Promise<LogPage> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= startWorker())
    try {
      const answer = await this.#answer(worker, request)
      if ('problem' in answer) throw new HostError(answer.problem)
      return answer.page
    } finally {
      this.#idle = setTimeout(() => this.close(), IDLE_TIMEOUT_MS)
      this.#idle.unref()
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
        this.close()
        reject(error)
      }
      const onError = (error: Error): void => fail(workerFailed(error))
      const timer = setTimeout(() => fail(timedOut()), READ_TIMEOUT_MS)
      const stopWaiting = (): void => {
        clearTimeout(timer)
        worker.off('message', onMessage)
        worker.off('error', onError)
      }
      worker.once('message', onMessage)
      worker.once('error', onError)
      worker.postMessage(request)
    })
  }
}

function startWorker(): Worker {
  const worker = new Worker(logWorkerFile)
  worker.unref()
  return worker
}

function timedOut(): HostError {
  const message = `Reading the logs took longer than ${READ_TIMEOUT_MS / 1000} s.`
  const hint = 'The disk does not respond, or the pattern is too costly for lines this long.'
  return new HostError({ code: 'SLOW_SEARCH', message, hint })
}

function workerFailed(error: Error): HostError {
  return new HostError({ code: 'INTERNAL', message: `The logs could not be read: ${error.message}` }, error)
}
