// The launcher's side of the thread that reads logs: one question after the other, each with a deadline. A pattern
// that would never end costs its thread, and the one who asked gets a sentence.
import { Worker } from 'node:worker_threads'
import { HostError, type LogPage } from '../../contract/index.ts'
import { logWorkerFile } from '../locations.ts'
import type { LogAnswer, LogRequest } from './worker.ts'

/** Milliseconds; a page ends by itself long before. */
const DEADLINE = 3_000
/** Milliseconds without a question after which the thread ends. */
const IDLE = 30_000

export class LogReader {
  #worker: Worker | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined

  /** Fails with `SLOW_SEARCH` or what the query's cursor deserves. */
  read(request: LogRequest): Promise<LogPage> {
    const page = this.#turn.then(() => this.#ask(request))
    this.#turn = page.catch(() => {})
    return page
  }

  close(): void {
    clearTimeout(this.#idle)
    void this.#worker?.terminate()
    this.#worker = null
  }

  async #ask(request: LogRequest): Promise<LogPage> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= startWorker())
    try {
      const answer = await this.#answer(worker, request)
      if ('problem' in answer) throw new HostError(answer.problem)
      return answer.page
    } finally {
      this.#idle = setTimeout(() => this.close(), IDLE)
      this.#idle.unref()
    }
  }

  #answer(worker: Worker, request: LogRequest): Promise<LogAnswer> {
    return new Promise((resolve, reject) => {
      const heard = (answer: LogAnswer): void => {
        settle()
        resolve(answer)
      }
      const fail = (error: HostError): void => {
        settle()
        this.close()
        reject(error)
      }
      const died = (error: Error): void => fail(broken(error))
      const timer = setTimeout(() => fail(slow(request)), DEADLINE)
      const settle = (): void => {
        clearTimeout(timer)
        worker.off('message', heard)
        worker.off('error', died)
      }
      worker.once('message', heard)
      worker.once('error', died)
      worker.postMessage(request)
    })
  }
}

function startWorker(): Worker {
  const worker = new Worker(logWorkerFile)
  worker.unref()
  return worker
}

function slow({ query }: LogRequest): HostError {
  if (query.regex === undefined) {
    const message = 'The logs could not be read in time: the disk is very slow.'
    return new HostError({ code: 'SLOW_SEARCH', message })
  }
  const message = `This pattern takes for ever on a line of the logs, so the search was given up after ${DEADLINE / 1000} s.`
  const hint = 'Nested repetitions such as (a+)+ do that: make it simpler.'
  return new HostError({ code: 'SLOW_SEARCH', message, hint, field: 'regex' })
}

function broken(error: Error): HostError {
  return new HostError({ code: 'INTERNAL', message: `The logs could not be read: ${error.message}` }, error)
}
