// The way of the records to the parent process: in batches, bounded in bytes, and what is lost is counted.
import type { ChildMessage, GapRecord, TapRecord } from '../protocol/record.ts'
import { isRpcPacket, weightOf } from './weight.ts'

/** Bytes that may wait and be on their way while the parent does not read; what comes then is counted as a gap. */
const MOST = 8 * 1024 ** 2
/** What packets of RPC may take of them: they shall not keep out what a timeline cannot do without. */
const MOST_RPC = 6 * 1024 ** 2
/** The channel itself is not bounded: no more than this is handed to it at once. */
const MOST_UNDERWAY = 1024 ** 2
/** Bytes of one message, so that the parent comes to other things between two. */
const BATCH = 256 * 1024
/** Packets of RPC wait so long for more of them, milliseconds: a message for each turn costs a busy caller half its speed. */
const PATIENCE = 8

export type Send = (message: ChildMessage, sent: () => void) => void

export class ParentSink {
  readonly #send: Send
  #waiting: TapRecord[] = []
  #gap: GapRecord | undefined
  /** Bytes of all that waits or is on its way. */
  #held = 0
  #underway = 0
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  #flushed: (() => void)[] = []

  constructor(send: Send) {
    this.#send = send
  }

  readonly take = (record: TapRecord): void => {
    const weight = weightOf(record)
    const ofRpc = isRpcPacket(record)
    if (this.#held + weight > (ofRpc ? MOST_RPC : MOST)) return this.#lose(record)
    this.#held += weight
    this.#waiting.push(record)
    if (ofRpc && this.#held - this.#underway < BATCH) this.#scheduleSoon()
    else this.#schedule()
  }

  /** Resolves when the parent's end of the channel has everything taken so far. */
  async flush(): Promise<void> {
    this.#sendBatch()
    if (this.#held === 0) return
    await new Promise<void>((resolve) => this.#flushed.push(resolve))
  }

  /** A gap begins with its first lost record, and ends when the next batch tells of it. */
  #lose({ at }: TapRecord): void {
    this.#gap ??= { t: 'gap', at, lost: 0 }
    this.#gap.lost++
  }

  #scheduleSoon(): void {
    if (!this.#scheduled) this.#timer ??= setTimeout(() => this.#schedule(), PATIENCE)
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
    clearTimeout(this.#timer)
    this.#timer = undefined
    const [records, weight] = this.#take()
    if (records.length === 0) return
    this.#underway += weight
    this.#send({ grove: 'records', records }, () => this.#arrived(weight))
    if (this.#waiting.length > 0) this.#schedule()
  }

  #take(): [records: TapRecord[], weight: number] {
    let [count, weight] = [0, 0]
    for (const record of this.#waiting) {
      if (weight >= BATCH) break
      weight += weightOf(record)
      count++
    }
    const records = this.#waiting.splice(0, count)
    if (this.#gap) {
      records.push(this.#gap)
      this.#held += weightOf(this.#gap)
      weight += weightOf(this.#gap)
      this.#gap = undefined
    }
    return [records, weight]
  }

  #arrived(weight: number): void {
    const isAwaited = this.#underway >= MOST_UNDERWAY || this.#flushed.length > 0
    this.#underway -= weight
    this.#held -= weight
    if (this.#waiting.length > 0 && isAwaited) this.#schedule()
    if (this.#held > 0) return
    for (const done of this.#flushed.splice(0)) done()
  }
}
