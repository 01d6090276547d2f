// What is known of a server when no process plays it: how its last one ended, and what was wrong with it.
import type { Problem, ServerStatus, ServerSummary } from '../../contract/index.ts'
import type { ChildExit } from './child.ts'
import { crashLoopProblem, earlyExitProblem } from './early-exit.ts'
import type { ServerProcess } from './server-process.ts'

export class Past {
  readonly #server: string
  #status: ServerStatus = 'exited'
  #port: number | null = null
  #everReady = false
  #exit: ServerSummary['exit'] = null
  #problem: Problem | null = null

  constructor(server: string) {
    this.#server = server
  }

  get status(): ServerStatus {
    return this.#status
  }

  /** RPC port (master: control port) of the last process. */
  get port(): number | null {
    return this.#port
  }

  /** Whether the last process ever was. */
  get everReady(): boolean {
    return this.#everReady
  }

  get exit(): ServerSummary['exit'] {
    return this.#exit
  }

  get problem(): Problem | null {
    return this.#problem
  }

  /** A process plays it again. */
  forget(): void {
    this.#exit = null
    this.#problem = null
  }

  /** What its process says of itself, before it ends. */
  complained(problem: Problem): void {
    this.#problem = { ...problem, server: this.#server }
  }

  /** It could not be spawned. */
  failed(problem: Problem): void {
    this.complained(problem)
    this.#status = 'failed'
  }

  ended({ status, port, wasReady: everReady }: ServerProcess, { code, signal }: ChildExit): void {
    this.#status = status
    this.#port = port
    this.#everReady = everReady
    this.#exit = { code, signal }
  }

  /** Why it ended by itself; null where it was ready, and said nothing. */
  async reason(
    { failure, wasReady: everReady }: ServerProcess,
    exit: ChildExit,
    log: string,
  ): Promise<Problem | null> {
    if (failure) return { ...failure, server: this.#server }
    return everReady ? null : earlyExitProblem(this.#server, exit, log)
  }

  /** @param crashes how many in a row, where it is not started again because of them */
  explained(reason: Problem | null, exit: ChildExit, crashes: number | null): void {
    this.#problem = crashes === null ? reason : crashLoopProblem(this.#server, crashes, exit, reason)
  }

  /** No more will be known. */
  settle(): void {
    this.#status = this.#problem ? 'failed' : 'exited'
  }
}
