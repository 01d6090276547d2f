// Every timer and limit of the protocol, with the defaults of PROTOCOL.md. Times are milliseconds.

export interface Parameters {
  /** §2 heartbeat. */
  heartbeatInterval: number
  heartbeatTimeout: number
  /** §2 one message to a listener, bytes. */
  maxBytes: number
  /** §2 bytes that may wait at the master for one connection that does not read them. */
  mostUnsent: number
  /** §2 nesting of a packet. */
  maxDepth: number
  /** §2 a connection that has not registered by then is closed. */
  registerWithin: number
  /** §2 dialling again: first delay and cap. */
  redialFirst: number
  redialMost: number
  /** How long one dialling may take. */
  dialWithin: number
  /** §3 deadline of a request. */
  requestWithin: number
  /** §5 the widths of a window, as it grows while more keeps coming. */
  windows: readonly number[]
  /** §5 a grown window is at least so many times as long as telling the last one took, up to this many milliseconds. */
  windowShare: number
  windowMost: number
  /** §6 the longest settling after a master restart, and the quiet that ends it where nobody is expected. */
  settleWithin: number
  settleQuiet: number
  /** §8 deadline of a call, and how many may wait for one peer. */
  callWithin: number
  callsWaiting: number
  /** How long a stopping server waits for what it has in flight. */
  drainWithin: number
}

export const DEFAULTS: Parameters = {
  heartbeatInterval: 1_500,
  heartbeatTimeout: 2_500,
  maxBytes: 1024 * 1024,
  mostUnsent: 16 * 1024 * 1024,
  maxDepth: 32,
  registerWithin: 5_000,
  redialFirst: 50,
  redialMost: 2_000,
  dialWithin: 5_000,
  requestWithin: 5_000,
  windows: [0, 10, 50],
  windowShare: 3,
  windowMost: 1_000,
  settleWithin: 5_000,
  settleQuiet: 1_000,
  callWithin: 5_000,
  callsWaiting: 10_000,
  drainWithin: 1_000,
}
