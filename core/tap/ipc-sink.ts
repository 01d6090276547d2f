// Sends tap records to the parent process: in batches, bounded in bytes. Lost records are counted as a gap.
import type { GapRecord, TapRecord } from '../protocol/record.ts'
import { MAX_BODY_BYTES } from './tap.ts'

/** Limit for the records that wait or are being sent while the parent does not read. */
const MAX_BUFFERED_BYTES = 8 * 1024 ** 2
/** Byte budget for RPC packets, so that control-plane records are never crowded out. */
const MAX_BUFFERED_RPC_BYTES = 6 * 1024 ** 2
/** Limit for what is handed to the IPC channel at once, which has no limit of its own. */
const MAX_UNDERWAY_BYTES = 1024 ** 2
/** Size of one message, so that the parent can handle other events between two messages. */
const BATCH_BYTES = 256 * 1024
/** How long RPC packets wait for more of them: one message per event-loop turn halves the speed of a busy caller. */
const RPC_DELAY_MS = 8

/** `sent` is called when the records have left this process. */
export type SendRecords = (records: TapRecord[], sent: () => void) => void

export class IpcSink {
  readonly #send: SendRecords
  #waiting: TapRecord[] = []
  #gap: GapRecord | undefined
  /** Bytes that wait or are being sent. */
  #bufferedBytes = 0
  #underwayBytes = 0
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  #flushed: (() => void)[] = []

  constructor(send: SendRecords) {
    this.#send = send
  }

  readonly add = (record: TapRecord): void => {
    const bytes = estimateBytes(record)
    const isRpc = isRpcPacket(record)
    const limit = isRpc ? MAX_BUFFERED_RPC_BYTES : MAX_BUFFERED_BYTES
    if (this.#bufferedBytes + bytes > limit) return this.#countLost(record)
    this.#bufferedBytes += bytes
    this.#waiting.push(record)
    if (isRpc && this.#bufferedBytes - this.#underwayBytes < BATCH_BYTES) this.#scheduleDelayed()
    else this.#schedule()
  }

  /** Resolves when every record added so far has left this process. */
  async flush(): Promise<void> {
    this.#sendBatch()
    if (this.#bufferedBytes === 0) return
    await new Promise<void>((resolve) => this.#flushed.push(resolve))
  }

  /** A gap begins with its first lost record and ends with the next batch. */
  #countLost({ at }: TapRecord): void {
    this.#gap ??= { t: 'gap', at, lost: 0 }
    this.#gap.lost++
  }

  #scheduleDelayed(): void {
    if (!this.#scheduled) this.#timer ??= setTimeout(() => this.#schedule(), RPC_DELAY_MS)
  }

  #schedule(): void {
    if (this.#scheduled || this.#underwayBytes >= MAX_UNDERWAY_BYTES) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#sendBatch()
    })
  }

  #sendBatch(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const [records, bytes] = this.#nextBatch()
    if (records.length === 0) return
    this.#underwayBytes += bytes
    this.#send(records, () => this.#onSent(bytes))
    if (this.#waiting.length > 0) this.#schedule()
  }

  #nextBatch(): [records: TapRecord[], bytes: number] {
    let [count, bytes] = [0, 0]
    for (const record of this.#waiting) {
      if (bytes >= BATCH_BYTES) break
      bytes += estimateBytes(record)
      count++
    }
    const records = this.#waiting.splice(0, count)
    if (this.#gap) {
      const gapBytes = estimateBytes(this.#gap)
      records.push(this.#gap)
      this.#bufferedBytes += gapBytes
      bytes += gapBytes
      this.#gap = undefined
    }
    return [records, bytes]
  }

  #onSent(bytes: number): void {
    const isAwaited = this.#underwayBytes >= MAX_UNDERWAY_BYTES || this.#flushed.length > 0
    this.#underwayBytes -= bytes
    this.#bufferedBytes -= bytes
    if (this.#waiting.length > 0 && isAwaited) this.#schedule()
    if (this.#bufferedBytes > 0) return
    for (const done of this.#flushed.splice(0)) done()
  }
}

const RECORD_BYTES = 250
const NAME_BYTES = 100

/** Returns about how many bytes the encoded record has, without encoding it. */
function estimateBytes(record: TapRecord): number {
  const causes = 'causes' in record ? (record.causes?.length ?? 0) : 0
  return RECORD_BYTES + causes * NAME_BYTES + contentBytes(record)
}

function contentBytes(record: TapRecord): number {
  switch (record.t) {
    case 'sent':
    case 'received':
    case 'dropped':
      return record.body === undefined ? 0 : Math.min(record.bytes, MAX_BODY_BYTES)
    case 'view':
      return (record.added.length + record.removed.length) * NAME_BYTES
    case 'log':
      return record.text.length
    default:
      return 0
  }
}

/** RPC packets are high volume, so they get a smaller share of the buffer. */
function isRpcPacket(record: TapRecord): boolean {
  return (record.t === 'sent' || record.t === 'received' || record.t === 'dropped') && record.link === 'rpc'
}
