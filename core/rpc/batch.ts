// Collects the envelopes of one event-loop turn into as few packets as the size limit allows. Each envelope is encoded
// when it is added, so that one that is too large fails alone.
import { ClusterError } from '../protocol/errors.ts'
import { RawJson } from '../transport/encode.ts'

export interface EnvelopePacket {
  /** Ids of the envelopes that have one. */
  ids: number[]
  body: RawJson
  causes: string[]
}

interface Waiting {
  envelope: { id?: number }
  text: string
  bytes: number
  causes: readonly string[]
}

/** Room for Socket.IO's frame around the list: `2["rpc",[…]]`. */
const FRAME_BYTES = 16

export class Batch {
  readonly #maxBytes: number
  readonly #flush: (packets: EnvelopePacket[]) => void
  #waiting: Waiting[] = []

  constructor(maxBytes: number, flush: (packets: EnvelopePacket[]) => void) {
    this.#maxBytes = maxBytes - FRAME_BYTES
    this.#flush = flush
  }

  /** @throws `TOO_LARGE`, or what `JSON.stringify` throws */
  add(envelope: { id?: number }, causes: readonly string[] = []): void {
    const text = JSON.stringify(envelope)
    const bytes = Buffer.byteLength(text) + 1
    if (bytes > this.#maxBytes) {
      throw new ClusterError(
        'TOO_LARGE',
        `an envelope of ${bytes} bytes exceeds the limit of ${this.#maxBytes}`,
      )
    }
    this.#waiting.push({ envelope, text, bytes, causes })
    if (this.#waiting.length === 1) setImmediate(() => this.#flush(this.#drain()))
  }

  #drain(): EnvelopePacket[] {
    const packets: EnvelopePacket[] = []
    let group: Waiting[] = []
    let size = 0
    for (const item of this.#waiting.splice(0)) {
      if (size + item.bytes > this.#maxBytes) {
        packets.push(packet(group))
        group = []
        size = 0
      }
      group.push(item)
      size += item.bytes
    }
    if (group.length > 0) packets.push(packet(group))
    return packets
  }
}

function packet(group: Waiting[]): EnvelopePacket {
  const envelopes = group.map(({ envelope }) => envelope)
  const text = `[${group.map((item) => item.text).join(',')}]`
  const causes = [...new Set(group.flatMap((item) => item.causes))]
  return { ids: envelopes.flatMap(({ id }) => id ?? []), body: new RawJson(envelopes, text), causes }
}
