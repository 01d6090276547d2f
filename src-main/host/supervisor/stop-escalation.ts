// Stops a process step by step: a request, then signals.
// Time at a breakpoint does not count, because somebody is debugging the process.
import { DEFAULTS, stopTimeoutMs } from '../../../core/protocol/parameters.ts'
import type { ProgramStop } from '../../contract/index.ts'

export interface GracePeriods {
  /** From the request to stop until SIGTERM, milliseconds. */
  stopMs: number
  /** From SIGTERM until SIGKILL, milliseconds. */
  sigtermMs: number
}

/** A process that runs its `beforeShutdown` hook to the end gets no signal. */
export const DEFAULT_GRACE_PERIODS: GracePeriods = { stopMs: stopTimeoutMs(DEFAULTS), sigtermMs: 2_000 }

/** A signal, and how long to wait for the end of the process before it, milliseconds. */
export interface StopStep {
  afterMs: number
  signal: NodeJS.Signals
}

/** Grove's own servers stop on a message. */
export function serverStopSteps({ stopMs, sigtermMs }: GracePeriods): StopStep[] {
  return [
    { afterMs: stopMs, signal: 'SIGTERM' },
    { afterMs: sigtermMs, signal: 'SIGKILL' },
  ]
}

/** Other programs stop on a signal. */
export function programStopSteps({ signal, seconds }: ProgramStop): StopStep[] {
  return [
    { afterMs: 0, signal },
    { afterMs: seconds * 1_000, signal: 'SIGKILL' },
  ]
}

export const DEFAULT_PROGRAM_STOP: ProgramStop = { signal: 'SIGTERM', seconds: 10 }

const BREAKPOINT_POLL_MS = 500

export interface EscalationHooks {
  isAtBreakpoint?(): Promise<boolean>
  /** Called before each signal but the request, with the time since the request, or since the process went on. */
  onSignal?(signal: NodeJS.Signals, afterMs: number): void
  /** The process came to a breakpoint, or went on. */
  onBreakpoint?(atBreakpoint: boolean): void
}

export class Escalation {
  /** When the request was sent, milliseconds since 1970. */
  readonly since = Date.now()
  readonly #steps: readonly StopStep[]
  readonly #hooks: EscalationHooks
  readonly #send: (signal: NodeJS.Signals) => void
  #killAt: number | null = null
  #timer: NodeJS.Timeout | undefined
  #cancelled = false

  constructor(steps: readonly StopStep[], hooks: EscalationHooks, send: (signal: NodeJS.Signals) => void) {
    this.#steps = steps
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
    this.#killAt = Date.now() + this.#steps.reduce((sum, { afterMs }) => sum + afterMs, 0)
    this.#scheduleStep(0, 0)
  }

  #scheduleStep(index: number, spentMs: number): void {
    const step = this.#steps[index]
    if (!step) return
    const afterMs = spentMs + step.afterMs
    const run = () => {
      this.#signal(step.signal, afterMs)
      this.#scheduleStep(index + 1, afterMs)
    }
    if (step.afterMs === 0) run()
    else this.#schedule(step.afterMs, run)
  }

  #signal(signal: NodeJS.Signals, afterMs: number): void {
    if (afterMs > 0) this.#hooks.onSignal?.(signal, afterMs)
    // A suspended process receives a signal only when it is continued.
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
