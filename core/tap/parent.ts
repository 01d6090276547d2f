// The way of the records to the parent process: batched once a turn, bounded, and what is lost is counted.
import type { Now } from '../kit/clock.ts'
import type { ChildMessage, TapRecord } from '../protocol/record.ts'

/** Records that may wait while the parent does not read; more are counted as a gap. */
const MOST_WAITING = 20_000
/** Batches that may be on their way at once; the channel itself is not bounded. */
const MOST_UNDERWAY = 16

export type Send = (message: ChildMessage, sent: () => void) => void

export class ParentSink {
  readonly #send: Send
  readonly #now: Now
  #waiting: TapRecord[] = []
  #underway = 0
  #lost = 0
  #scheduled = false
  #flushed: (() => void)[] = []

  constructor(send: Send, now: Now) {
    this.#send = send
    this.#now = now
  }

  readonly take = (record: TapRecord): void => {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lost++
      return
    }
    this.#waiting.push(record)
    this.#schedule()
  }

  /** Resolves when the parent's end of the channel has everything taken so far. */
  async flush(): Promise<void> {
    this.#sendBatch()
    if (this.#underway === 0) return
    await new Promise<void>((resolve) => this.#flushed.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled || this.#underway >= MOST_UNDERWAY) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#sendBatch()
    })
  }

  #sendBatch(): void {
    if (this.#waiting.length === 0) return
    const records = this.#waiting
    if (this.#lost > 0) records.push({ t: 'gap', at: this.#now(), lost: this.#lost })
    this.#waiting = []
    this.#lost = 0
    this.#underway++
    this.#send({ grove: 'records', records }, () => this.#arrived())
  }

  #arrived(): void {
    this.#underway--
    if (this.#waiting.length > 0) this.#schedule()
    if (this.#underway > 0 || this.#waiting.length > 0) return
    for (const done of this.#flushed.splice(0)) done()
  }
}
