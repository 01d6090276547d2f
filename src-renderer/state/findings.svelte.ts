// What is wrong with a run, as the checks say: once for one that has ended, now and then for one that goes on.
import { findings, type Finding } from '../../src-main/timeline/index.ts'
import type { EventStore } from '../flow/store.ts'

/** At least so long between two looks at a run that goes on, milliseconds. */
const MIN_INTERVAL_MS = 5_000
/** A look may take this part of the time. */
const MAX_TIME_SHARE = 0.02
/** A packet that only one end saw is written up to so long after it, nanoseconds. */
const PAIRING_DELAY_NS = 7e9
/** Longer recordings are for `grove check`: here a look would be felt. */
const MAX_EVENTS = 200_000

export class Findings {
  list = $state.raw<readonly Finding[]>([])
  #checked = -1
  #next = 0

  /** Looks if it is time to. `now` is nanoseconds since t0. */
  refresh(store: EventStore, live: boolean, now: number): void {
    const events = store.control
    if (events.length === this.#checked || events.length > MAX_EVENTS) return
    const began = performance.now()
    if (live && began < this.#next) return
    this.#checked = events.length
    this.list = findings(events, live ? { pairTimeoutNs: PAIRING_DELAY_NS, end: now } : {})
    const took = performance.now() - began
    this.#next = began + Math.max(MIN_INTERVAL_MS, took / MAX_TIME_SHARE)
  }
}
