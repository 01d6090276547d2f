// Calls to a file system that may not answer: few at once, and with a time limit.

const TIMEOUT_MS = 10_000
/** Node reads files on four threads. A file system that does not answer keeps the threads of its callers. */
const MAX_CONCURRENT = 2

/** Why a file or folder is not read: the message completes "FILE cannot be read: …". */
export class ReadRefusal extends Error {}

export class FileSystemCalls {
  readonly #limit: number
  readonly #timeoutMs: number
  readonly #queue: (() => void)[] = []
  #active = 0
  #stuck = 0

  constructor(limit = MAX_CONCURRENT, timeoutMs = TIMEOUT_MS) {
    this.#limit = limit
    this.#timeoutMs = timeoutMs
  }

  /** Calls that took too long and have not returned yet. Each keeps a thread, and so the process at its exit. */
  get stuck(): number {
    return this.#stuck
  }

  /**
   * Makes one call that may wait for a file system. A call that takes too long keeps its place until it returns, so that
   * the calls of one hanging folder never use all threads. Calls must not be nested.
   * @throws after the time limit, waiting for a place included
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    let isLate = false
    let hasStarted = false
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true
        if (hasStarted) this.#stuck += 1
        reject(new ReadRefusal(`its file system did not answer within ${this.#timeoutMs / 1000} s`))
      }, this.#timeoutMs)
    })
    const work = async () => {
      await this.#take()
      try {
        if (isLate) throw new ReadRefusal('it was too late')
        hasStarted = true
        return await call()
      } finally {
        if (hasStarted && isLate) this.#stuck -= 1
        this.#release()
      }
    }
    try {
      return await Promise.race([work(), timeout])
    } finally {
      clearTimeout(timer)
    }
  }

  async #take(): Promise<void> {
    if (this.#active < this.#limit) {
      this.#active += 1
      return
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve))
  }

  /** Passes the place on to the next call. */
  #release(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#active -= 1
  }
}

export const fileSystemCalls = new FileSystemCalls()
