// When a server that ended by itself is restarted: by its policy, after a growing delay, a limited number of times.
import { Backoff } from '../../../core/kit/backoff.ts'
import type { RestartPolicy } from '../../contract/index.ts'
import type { ChildExit } from './child.ts'

export interface RestartLimits {
  initialDelayMs: number
  maxDelayMs: number
  /** A delay is longer or shorter by up to this share, so that servers that crash together do not restart together. */
  jitter: number
  /** A server that was ready for this long, milliseconds, counts its crashes from 1 again. */
  stableAfterMs: number
  /** After more crashes in a row than this, the server is not restarted. */
  maxCrashes: number
}

export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  initialDelayMs: 500,
  maxDelayMs: 30_000,
  jitter: 0.2,
  stableAfterMs: 10_000,
  maxCrashes: 5,
}

const COUNTDOWN_MS = 1_000

/** What happens to a server that ended by itself. */
export type RestartVerdict = 'stays' | 'restarts' | 'gave up'

export interface RestartEvents {
  /** The server is to be spawned now. */
  due(): void
  /** The description changed: another second has passed. */
  changed(): void
}

export class RestartTracker {
  readonly #limits: RestartLimits
  readonly #events: RestartEvents
  readonly #backoff: Backoff
  #count = 0
  #crashesInRow = 0
  #dueAt: number | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(limits: RestartLimits, events: RestartEvents) {
    const { initialDelayMs, maxDelayMs, jitter } = limits
    this.#limits = limits
    this.#events = events
    this.#backoff = new Backoff({ minMs: initialDelayMs, maxMs: maxDelayMs, jitter })
  }

  /** How many times the server was restarted. */
  get count(): number {
    return this.#count
  }

  /** Crashes in a row, the last one included. */
  get crashesInRow(): number {
    return this.#crashesInRow
  }

  get pending(): boolean {
    return this.#dueAt !== null
  }

  /** `restarts in 3 s (2nd time)`; null where no restart is pending. */
  get description(): string | null {
    if (this.#dueAt === null) return null
    const seconds = Math.max(0, Math.ceil((this.#dueAt - performance.now()) / 1_000))
    return `restarts in ${seconds} s (${ordinal(this.#crashesInRow)} time)`
  }

  /** @param readyMs how long the server was ready */
  onExit(policy: RestartPolicy, exit: ChildExit, readyMs: number): RestartVerdict {
    if (policy === 'never' || (policy === 'on-failure' && exit.code === 0)) return 'stays'
    if (readyMs >= this.#limits.stableAfterMs) this.#resetCrashes()
    this.#crashesInRow += 1
    if (this.#crashesInRow > this.#limits.maxCrashes) return 'gave up'
    this.#dueAt = performance.now() + this.#backoff.next()
    this.#countDown(this.#dueAt)
    return 'restarts'
  }

  /** The server is started or stopped on request: cancels a pending restart and forgets the crashes. */
  reset(): void {
    clearTimeout(this.#timer)
    this.#dueAt = null
    this.#resetCrashes()
  }

  #resetCrashes(): void {
    this.#crashesInRow = 0
    this.#backoff.reset()
  }

  #countDown(dueAt: number): void {
    const leftMs = dueAt - performance.now()
    this.#timer = setTimeout(
      () => {
        if (leftMs > COUNTDOWN_MS) {
          this.#countDown(dueAt)
          return this.#events.changed()
        }
        this.#dueAt = null
        this.#count += 1
        this.#events.due()
      },
      Math.min(leftMs, COUNTDOWN_MS),
    )
  }
}

function ordinal(n: number): string {
  const ending = { 1: 'st', 2: 'nd', 3: 'rd' }[n]
  return `${n}${ending ?? 'th'}`
}
