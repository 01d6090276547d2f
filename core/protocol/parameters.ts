// The timers and limits of the protocol, with the defaults of PROTOCOL.md.

export interface Parameters {
  /** Heartbeat (§2). */
  heartbeatIntervalMs: number
  heartbeatTimeoutMs: number
  /** Size of one message to a listener (§2). */
  maxBytes: number
  /** Limit for what waits at the master for one connection that does not read (§2). */
  maxUnsentBytes: number
  /** Nesting of a packet (§2). */
  maxDepth: number
  /** A connection that has not proven itself by then is closed, and so is one that has not registered by then (§2). */
  registerTimeoutMs: number
  /** Connections to one listener that have not proven themselves; of more, the oldest are closed (§2). */
  maxUnproven: number
  /** First and longest delay before dialling again (§2). */
  redialMinMs: number
  redialMaxMs: number
  /** Limit for one dial. */
  dialTimeoutMs: number
  /** Deadline of a request (§3). */
  requestTimeoutMs: number
  /** Widths of the notification window, which grows while more changes arrive (§5). */
  windowWidthsMs: readonly number[]
  /** A grown window lasts at least this many times as long as sending the last one took, up to the maximum (§5). */
  windowFactor: number
  windowMaxMs: number
  /** Longest settling after a master restart; without expected ids, it ends this long after the last registration (§6). */
  settleTimeoutMs: number
  settleIdleMs: number
  /** Deadline of a call, and how many calls to one server may be pending (§8). */
  callTimeoutMs: number
  maxPendingCalls: number
  /** How long a stopping server waits for running calls (§5.2). */
  drainTimeoutMs: number
  /** How long a stopping server waits for its `beforeShutdown` hook (§5.2). */
  shutdownTimeoutMs: number
}

/** Returns how long a process takes to stop at most, the closing of its connections included (§5.2). */
export function stopTimeoutMs({ drainTimeoutMs, shutdownTimeoutMs }: Parameters): number {
  return drainTimeoutMs + shutdownTimeoutMs + CLOSE_TIMEOUT_MS
}

const CLOSE_TIMEOUT_MS = 1_000

export const DEFAULTS: Parameters = {
  heartbeatIntervalMs: 1_500,
  heartbeatTimeoutMs: 2_500,
  maxBytes: 1024 * 1024,
  maxUnsentBytes: 16 * 1024 * 1024,
  maxDepth: 32,
  registerTimeoutMs: 5_000,
  maxUnproven: 256,
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
  shutdownTimeoutMs: 5_000,
}
