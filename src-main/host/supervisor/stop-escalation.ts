// Stops a process step by step: a request, then SIGTERM, then SIGKILL.
// Time at a breakpoint does not count, because somebody is debugging the process.
import { DEFAULTS, stopTimeoutMs } from '../../../core/protocol/parameters.ts'

export interface GracePeriods {
  /** From the request to stop until SIGTERM, milliseconds. */
  stopMs: number
  /** From SIGTERM until SIGKILL, milliseconds. */
  sigtermMs: number
}

/** A process that runs its `beforeShutdown` hook to the end gets no signal. */
export const DEFAULT_GRACE_PERIODS: GracePeriods = { stopMs: stopTimeoutMs(DEFAULTS), sigtermMs: 2_000 }

const BREAKPOINT_POLL_MS = 500

export interface EscalationHooks {
  isAtBreakpoint?(): Promise<boolean>
  /** Called before each signal, with the time since the request, or since the process went on. */
  onSignal?(signal: 'SIGTERM' | 'SIGKILL', afterMs: number): void
  /** The process came to a breakpoint, or went on. */
  onBreakpoint?(atBreakpoint: boolean): void
}

export class Escalation {
  /** When the request was sent, milliseconds since 1970. */
  readonly since = Date.now()
  readonly #grace: GracePeriods
  readonly #hooks: EscalationHooks
  readonly #send: (signal: NodeJS.Signals) => void
  #killAt: number | null = null
  #timer: NodeJS.Timeout | undefined
  #cancelled = false

  constructor(grace: GracePeriods, hooks: EscalationHooks, send: (signal: NodeJS.Signals) => void) {
    this.#grace = grace
    this.#hooks = hooks
    this.#send = send
    this.#start()
  }

  /** When SIGKILL is due, milliseconds since 1970; null at a breakpoint. */
  get killAt(): number | null {
    return this.#killAt
  }

  cancel(): void {
    this.#cancelled = true
    clearTimeout(this.#timer)
  }

  #start(): void {
    const { stopMs, sigtermMs } = this.#grace
    this.#killAt = Date.now() + stopMs + sigtermMs
    this.#schedule(stopMs, () => {
      this.#signal('SIGTERM', stopMs)
      this.#schedule(sigtermMs, () => this.#signal('SIGKILL', stopMs + sigtermMs))
    })
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL', afterMs: number): void {
    this.#hooks.onSignal?.(signal, afterMs)
    // A suspended process receives SIGTERM only when it is continued.
    this.#send('SIGCONT')
    this.#send(signal)
  }

  #schedule(delayMs: number, step: () => void): void {
    this.#timer = setTimeout(() => void this.#runUnlessAtBreakpoint(step), delayMs)
  }

  async #runUnlessAtBreakpoint(step: () => void): Promise<void> {
    const atBreakpoint = (await this.#hooks.isAtBreakpoint?.()) ?? false
    if (this.#cancelled) return
    const wasAtBreakpoint = this.#killAt === null
    if (!atBreakpoint && !wasAtBreakpoint) return step()
    if (atBreakpoint) {
      this.#killAt = null
      this.#schedule(BREAKPOINT_POLL_MS, step)
    } else this.#start()
    if (atBreakpoint !== wasAtBreakpoint) this.#hooks.onBreakpoint?.(atBreakpoint)
  }
}
