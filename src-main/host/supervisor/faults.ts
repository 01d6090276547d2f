// Faults injected into one process: each is a row of the timeline, and is healed before the process is asked to stop.
import type { ParentMessage } from '../../../core/process/messages.ts'
import type { LinkFault, LinkKind } from '../../../core/protocol/record.ts'
import { HostError, type ServerSummary } from '../../contract/index.ts'
import type { Recorder } from '../recording/recorder.ts'

/** The process that faults are injected into. */
export interface FaultTarget {
  send(message: ParentMessage): void
  signal(signal: NodeJS.Signals): void
  kill(): Promise<unknown>
}

export class InjectedFaults {
  readonly #server: string
  readonly #process: FaultTarget
  readonly #recorder: Recorder
  readonly #links = new Map<LinkKind, LinkFault>()
  #paused = false

  constructor(server: string, process: FaultTarget, recorder: Recorder) {
    this.#server = server
    this.#process = process
    this.#recorder = recorder
  }

  /** Whether the process is suspended. */
  get paused(): boolean {
    return this.#paused
  }

  get links(): ServerSummary['faults'] {
    return [...this.#links].map(([link, fault]) => ({ link, fault }))
  }

  /** Suspends the process and its descendants (SIGSTOP). @throws `NOT_ON_WINDOWS` */
  pause(): void {
    if (process.platform === 'win32') {
      throw new HostError({
        code: 'NOT_ON_WINDOWS',
        message: `${this.#server} cannot be paused: Windows has no signal for it. Hang its links instead.`,
      })
    }
    if (this.#paused) return
    this.#paused = true
    this.#process.signal('SIGSTOP')
    this.#record('pause')
  }

  /** Continues a suspended process (SIGCONT). */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#process.signal('SIGCONT')
    this.#record('resume')
  }

  /** Kills the process and its descendants (SIGKILL). Resolves when it has exited. */
  async kill(): Promise<void> {
    this.#record('kill')
    await this.#process.kill()
  }

  /** Injects a fault into all links of one kind; null heals them. */
  inject(link: LinkKind, fault: LinkFault | null): void {
    if (fault) this.#links.set(link, fault)
    else this.#links.delete(link)
    this.#process.send({ grove: 'fault', link, fault })
    const { kind, ...parameters } = fault ?? { kind: 'heal' }
    this.#record(kind, { link, ...parameters })
  }

  /** Removes every fault, so that none keeps the process from stopping in order. */
  heal(): void {
    this.resume()
    for (const link of this.#links.keys()) this.inject(link, null)
  }

  #record(fault: string, parameters?: object): void {
    this.#recorder.addEvent({
      t: 'fault',
      at: this.#recorder.now(),
      process: this.#server,
      fault,
      parameters,
    })
  }
}
