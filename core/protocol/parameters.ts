// Every timer and limit of the protocol, with the defaults of PROTOCOL.md. Times are milliseconds.

export interface Parameters {
  /** §2 heartbeat. */
  heartbeatIntervalMs: number
  heartbeatTimeoutMs: number
  /** §2 one message to a listener, bytes. */
  maxBytes: number
  /** §2 bytes that may wait at the master for one connection that does not read them. */
  maxUnsentBytes: number
  /** §2 nesting of a packet. */
  maxDepth: number
  /** §2 a connection that has not registered by then is closed. */
  registerTimeoutMs: number
  /** §2 dialling again: first delay and cap. */
  redialMinMs: number
  redialMaxMs: number
  /** How long one dialling may take. */
  dialTimeoutMs: number
  /** §3 deadline of a request. */
  requestTimeoutMs: number
  /** §5 the widths of a window, as it grows while more keeps coming. */
  windowWidthsMs: readonly number[]
  /** §5 a grown window is at least so many times as long as telling the last one took, up to this many milliseconds. */
  windowFactor: number
  windowMaxMs: number
  /** §6 the longest settling after a master restart, and the quiet that ends it where nobody is expected. */
  settleTimeoutMs: number
  settleIdleMs: number
  /** §8 deadline of a call, and how many may wait for one peer. */
  callTimeoutMs: number
  maxPendingCalls: number
  /** How long a stopping server waits for what it has in flight. */
  drainTimeoutMs: number
}

export const DEFAULTS: Parameters = {
  heartbeatIntervalMs: 1_500,
  heartbeatTimeoutMs: 2_500,
  maxBytes: 1024 * 1024,
  maxUnsentBytes: 16 * 1024 * 1024,
  maxDepth: 32,
  registerTimeoutMs: 5_000,
  redialMinMs: 50,
  redialMaxMs: 2_000,
  dialTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
  windowWidthsMs: [0, 10, 50],
  windowFactor: 3,
  windowMaxMs: 1_000,
  settleTimeoutMs: 5_000,
  settleIdleMs: 1_000,
  callTimeoutMs: 5_000,
  maxPendingCalls: 10_000,
  drainTimeoutMs: 1_000,
}
