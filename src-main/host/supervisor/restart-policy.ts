// When a server that ended by itself is started again: by its policy, after a delay that doubles, and not for ever.
import type { RestartPolicy } from '../../contract/index.ts'
import type { ChildExit } from './child.ts'

export interface RestartLimits {
  /** The first delay, milliseconds; each next one in a row is twice as long. */
  initialDelayMs: number
  /** The longest delay, milliseconds. */
  maxDelayMs: number
  /** Share by which a delay is shorter or longer, so that servers which crash together do not come back together. */
  jitter: number
  /** One that was ready for so long, milliseconds, begins anew: its next crash counts as the first. */
  stableAfterMs: number
  /** So many crashes in a row are mended; after the next one Grove gives up. */
  maxCrashes: number
}

export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  initialDelayMs: 500,
  maxDelayMs: 30_000,
  jitter: 0.2,
  stableAfterMs: 10_000,
  maxCrashes: 5,
}

const TICK = 1_000

/** What becomes of a server that ended by itself. */
export type Verdict = 'stays' | 'restarts' | 'gave up'

export class RestartTracker {
  readonly #timers: RestartLimits
  readonly #events: { due(): void; changed(): void }
  #count = 0
  #inRow = 0
  #dueAt: number | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(timers: RestartLimits, events: { due(): void; changed(): void }) {
    this.#timers = timers
    this.#events = events
  }

  /** How often it was started again by its policy. */
  get count(): number {
    return this.#count
  }

  /** Crashes in a row, the last one included. */
  get crashesInRow(): number {
    return this.#inRow
  }

  get pending(): boolean {
    return this.#dueAt !== null
  }

  /** `restarts in 3 s (2nd time)`; null where it will not. */
  get description(): string | null {
    if (this.#dueAt === null) return null
    const seconds = Math.max(0, Math.ceil((this.#dueAt - performance.now()) / 1_000))
    return `restarts in ${seconds} s (${ordinal(this.#inRow)} time)`
  }

  /** @param steady how long it was ready, milliseconds */
  onExit(policy: RestartPolicy, exit: ChildExit, steady: number): Verdict {
    if (policy === 'never' || (policy === 'on-failure' && exit.code === 0)) return 'stays'
    if (steady >= this.#timers.stableAfterMs) this.#inRow = 0
    this.#inRow += 1
    if (this.#inRow > this.#timers.maxCrashes) return 'gave up'
    this.#dueAt = performance.now() + this.#delay()
    this.#wait()
    return 'restarts'
  }

  /** Someone starts or stops it: nothing is pending, and its crashes are forgotten. */
  reset(): void {
    clearTimeout(this.#timer)
    this.#dueAt = null
    this.#inRow = 0
  }

  #delay(): number {
    const { initialDelayMs: first, maxDelayMs: most, jitter } = this.#timers
    const share = 1 + jitter * (2 * Math.random() - 1)
    return Math.min(most, first * 2 ** (this.#inRow - 1)) * share
  }

  /** Says every second how long it still takes. */
  #wait(): void {
    const left = (this.#dueAt ?? 0) - performance.now()
    this.#timer = setTimeout(
      () => {
        if (left > TICK) {
          this.#wait()
          return this.#events.changed()
        }
        this.#dueAt = null
        this.#count += 1
        this.#events.due()
      },
      Math.min(left, TICK),
    )
  }
}

function ordinal(n: number): string {
  const ending = { 1: 'st', 2: 'nd', 3: 'rd' }[n]
  return `${n}${ending ?? 'th'}`
}
