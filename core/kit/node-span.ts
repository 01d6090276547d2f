// Trace and span ids as in OpenTelemetry.
import { randomBytes } from 'node:crypto'

/** Ids are lower-case hex: 32 digits for a trace, 16 for a span. */
export interface Span {
  traceId: string
  spanId: string
  /** Absent in the first span of a trace. */
  parentSpanId?: string
}

/** Returns a new span in the trace of its parent, or in a new trace. */
export function newSpan(parent?: Span): Span {
  const spanId = hex(8)
  return parent
    ? { traceId: parent.traceId, spanId, parentSpanId: parent.spanId }
    : { traceId: hex(16), spanId }
}

const POOL_BYTES = 4_096
let pool = Buffer.alloc(0)
let used = 0

/** Random bytes are generated in bulk, because each call of `randomBytes` is slow. */
function hex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
