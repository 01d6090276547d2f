// Watches a cluster start, and decides when a command is over and with which exit code.
import type { Supervisor } from '../host/index.ts'

/** Once all agree, the receipts of the last packets are waited for, but traffic that never rests ends nothing. */
const QUIET_MS = 500

export interface Ending {
  exit: number
  reason: 'asked' | 'reached' | 'failed' | 'timeout'
}

export interface StartWatchOptions {
  exitWhenReady: boolean
  /** Milliseconds. */
  timeout: number
  /** Whether running out of time is the end. */
  timeoutEnds: boolean
}

export class StartWatch {
  readonly ended: Promise<Ending>
  readonly #cluster: Supervisor
  readonly #options: StartWatchOptions
  readonly #undo: (() => void)[] = []
  #settle: (ending: Ending) => void = () => {}
  #reached = false
  #quiet: NodeJS.Timeout | undefined
  #deadline: NodeJS.Timeout | undefined

  constructor(cluster: Supervisor, options: StartWatchOptions) {
    this.#cluster = cluster
    this.#options = options
    this.ended = new Promise((resolve) => {
      this.#settle = (ending) => {
        clearTimeout(this.#quiet)
        clearTimeout(this.#deadline)
        for (const undo of this.#undo) undo()
        resolve(ending)
      }
    })
  }

  /** @param onSlow told once, when time is up and that ends nothing */
  start(onSlow: () => void): void {
    this.#deadline = setTimeout(() => {
      if (this.#options.timeoutEnds) this.#settle({ exit: 1, reason: 'timeout' })
      else onSlow()
    }, this.#options.timeout)
    this.#undo.push(
      this.#cluster.on('changed', () => this.#look()),
      this.#cluster.recorder.listen(() => this.#look()),
    )
    this.#look()
  }

  /** Someone asked for the end. */
  end(exit: number): void {
    this.#settle({ exit, reason: 'asked' })
  }

  #look(): void {
    const { status, recorder } = this.#cluster
    if (status === 'ended' || status === 'stopping') return this.#settle(this.#stoppedElsewhere())
    if (!this.#reached) {
      if (this.#serverFailed) return this.#settle({ exit: 1, reason: 'failed' })
      this.#reached = recorder.progress.convergedMs !== null
      if (!this.#reached) return
      clearTimeout(this.#deadline)
    }
    if (this.#options.exitWhenReady) this.#awaitQuiet()
  }

  /** By itself, for its master did not come, or by another command. */
  #stoppedElsewhere(): Ending {
    const failed = !this.#reached && this.#serverFailed
    return failed ? { exit: 1, reason: 'failed' } : { exit: 0, reason: 'asked' }
  }

  /** A file that cannot be written any further is told of and ends nothing. */
  get #serverFailed(): boolean {
    return this.#cluster.problems.some(({ server }) => server !== undefined)
  }

  #awaitQuiet(): void {
    if (this.#cluster.recorder.halfKnown === 0) return this.#settle({ exit: 0, reason: 'reached' })
    this.#quiet ??= setTimeout(() => this.#settle({ exit: 0, reason: 'reached' }), QUIET_MS)
  }
}
