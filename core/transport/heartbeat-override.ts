// Suspends Engine.IO's heartbeat timeout for a process that stands at a breakpoint. Engine.IO has no option for this,
// so its private timers are used; test/cluster/debugger.test.ts fails when they change.
import { url as debuggerUrl } from 'node:inspector'

interface ListeningEngine {
  pingTimeoutTimer?: NodeJS.Timeout | null
  resetPingTimeout?: () => void
}

interface DiallingEngine {
  _pingTimeoutTimer?: NodeJS.Timeout
  _pingTimeoutTime?: number
  _resetPingTimeout?: () => void
}

/** Listener side: this connection no longer ends by silence. */
export function suspendHeartbeatTimeout(connection: object): void {
  const engine = connection as ListeningEngine
  engine.resetPingTimeout = () => undefined
  clearTimeout(engine.pingTimeoutTimer ?? undefined)
}

/** Client side: ignore ping timeouts while a debugger is attached to this process. */
export function suspendHeartbeatTimeoutWhileDebugged(connection: object): void {
  const engine = connection as DiallingEngine
  const reset = engine._resetPingTimeout?.bind(engine)
  engine._resetPingTimeout = () => {
    reset?.()
    if (debuggerUrl() === undefined) return
    clearTimeout(engine._pingTimeoutTimer)
    engine._pingTimeoutTime = Infinity
  }
}
