// Spans as OpenTelemetry has them: each stands for one piece of work, and those that led to one another share a trace.
import { randomBytes } from 'node:crypto'

/** Lower-case hex: 32 digits name the trace, 16 a span. */
export interface Span {
  traceId: string
  spanId: string
  /** The span in whose work this one arose. */
  parentSpanId?: string
}

/** A new span: in the trace of the one around it, or in a trace of its own. */
export function newSpan(around?: Span): Span {
  const spanId = hex(8)
  return around
    ? { traceId: around.traceId, spanId, parentSpanId: around.spanId }
    : { traceId: hex(16), spanId }
}

const POOL = 4_096
let pool = Buffer.alloc(0)
let taken = 0

/** Random bytes, asked of the system many at a time. */
function hex(bytes: number): string {
  if (taken + bytes > pool.length) {
    pool = randomBytes(POOL)
    taken = 0
  }
  taken += bytes
  return pool.toString('hex', taken - bytes, taken)
}
