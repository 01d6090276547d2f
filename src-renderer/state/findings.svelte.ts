// The findings of the checks: computed once for an ended run, and repeatedly for a live one.
import { words } from '../words/words.svelte.ts'
import { checksOfCalls, dialectOf, findingsInParts, type Finding } from '../../src-main/timeline/index.ts'
import type { EventStore } from '../flow/store.ts'
import { MAX_WORK_MS, nextTask } from './next-task.ts'

/** The shortest time between two computations for a live run. */
const MIN_INTERVAL_MS = 5_000
/** The share of time that the checks may take. */
const MAX_TIME_SHARE = 0.02
/** A packet that only one end saw is recorded up to this long after it. */
const PAIRING_DELAY_NS = 7e9
/** After this time without events no deadline of a rule is open any more. */
const SETTLE_NS = 20e9
/** With more events than this the checks would block the page; `grove check` has no such limit. */
const MAX_EVENTS = 200_000

/** What the findings rest on. */
export interface CheckedPart {
  /** The ids of the rules that were checked. */
  rules: readonly string[]
  /** The rules about calls that were not, because the packets of calls are left out or not recorded. */
  skipped: readonly string[]
  /** Nanoseconds since t0: what happened later was not checked. */
  until: number
}

export class Findings {
  list = $state.raw<readonly Finding[]>([])
  /** Null before the first computation. */
  checked = $state.raw<CheckedPart | null>(null)
  /** The run has more events than are checked here: later ones are not. */
  isTooLarge = $state(false)
  #checkedEvents = -1
  /** The language of the findings. */
  #sentences = words.sentences
  #next = 0
  #isChecking = false
  /** What was asked for while the checks ran. */
  #missed: (() => void) | null = null

  /** Computes the findings if there are new events and enough time has passed. `now` is nanoseconds since t0. */
  refresh(store: EventStore, live: boolean, now: number): void {
    const dialect = dialectOf(store.header)
    // RPC packets are high volume, so they are left out unless a check is about who answers.
    const includesRpc = dialect.checks.includes('answered-by-all')
    const { length } = includesRpc ? store.events : store.control
    this.isTooLarge = length > MAX_EVENTS
    if (this.isTooLarge) return
    if (this.#isChecking) {
      this.#missed = () => this.refresh(store, live, now)
      return
    }
    const { sentences } = words
    const last = includesRpc ? store.end : (store.controlBusy.spans.at(-1)?.to ?? 0)
    if (
      sentences === this.#sentences &&
      length === this.#checkedEvents &&
      this.checked &&
      (!live || this.checked.until > last + SETTLE_NS)
    ) {
      if (now > this.checked.until) this.checked = { ...this.checked, until: now }
      return
    }
    if (live && performance.now() < this.#next && sentences === this.#sentences) return
    this.#sentences = sentences
    this.#checkedEvents = length
    const seesCalls = includesRpc && store.header?.tap.rpc !== 'off'
    const skipped = seesCalls ? [] : checksOfCalls(dialect)
    const checked = { rules: dialect.checks.filter((rule) => !skipped.includes(rule)), skipped, until: now }
    const events = includesRpc ? Array.from({ length }, (_, place) => store.events.at(place)) : store.control
    const parts = findingsInParts(
      events,
      live
        ? { dialect, words: sentences, pairTimeoutNs: PAIRING_DELAY_NS, end: now }
        : { dialect, words: sentences },
    )
    void this.#check(parts, checked)
  }

  async #check(parts: Generator<void, readonly Finding[]>, checked: CheckedPart): Promise<void> {
    this.#isChecking = true
    const startedAt = performance.now()
    let took = 0
    let workedSince = startedAt
    let part = parts.next()
    while (!part.done) {
      if (performance.now() - workedSince >= MAX_WORK_MS) {
        took += performance.now() - workedSince
        await nextTask()
        workedSince = performance.now()
      }
      part = parts.next()
    }
    took += performance.now() - workedSince
    this.list = part.value
    this.checked = checked
    this.#next = startedAt + Math.max(MIN_INTERVAL_MS, took / MAX_TIME_SHARE)
    this.#isChecking = false
    const missed = this.#missed
    this.#missed = null
    missed?.()
  }
}
