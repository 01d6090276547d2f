// The times beside a log: 16 bytes for each mark, "the byte at this offset was printed at this time". The log itself
// holds nothing but what was printed. A server writes them, the launcher too, and the launcher reads them.

/** `look`: at this time the log was no longer than this, says the launcher. `head`: what lies ahead of here was dropped. */
export type LogMarkKind = 'stdout' | 'stderr' | 'look' | 'head'

export interface LogMark {
  /** Nanoseconds since the run's t0. */
  at: number
  /** Bytes from the beginning of the log. */
  offset: number
  kind: LogMarkKind
}

export const LOG_MARK_BYTES = 16

const KINDS: readonly LogMarkKind[] = ['stdout', 'stderr', 'look', 'head']

export function encodeLogMark({ at, offset, kind }: LogMark): Uint8Array {
  const bytes = new Uint8Array(LOG_MARK_BYTES)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, at, true)
  // Exact up to 2 PiB.
  view.setFloat64(8, offset * KINDS.length + KINDS.indexOf(kind), true)
  return bytes
}

/** The mark at a byte of a file of marks; null where there is none (any more). */
export function decodeLogMark(view: DataView, byte: number): LogMark | null {
  const at = view.getFloat64(byte, true)
  const both = view.getFloat64(byte + 8, true)
  const kind = KINDS[both % KINDS.length]
  return at === 0 || kind === undefined ? null : { at, offset: Math.floor(both / KINDS.length), kind }
}
