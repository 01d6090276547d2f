// Engine.IO gives up a peer that is silent; one that stands at a breakpoint is silent for as long as somebody thinks.
// It has no option for that, so its own timers are reached here by their names; test/cluster/debugger.test.ts holds both to it.
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

/** Whoever listens: from now on this connection is not lost by silence. */
export function forgiveSilence(connection: object): void {
  const engine = connection as ListeningEngine
  engine.resetPingTimeout = () => undefined
  clearTimeout(engine.pingTimeoutTimer ?? undefined)
}

/** Whoever dials: while a debugger is open here, time that passed unheard is this process's own. */
export function forgiveOwnSilence(connection: object): void {
  const engine = connection as DiallingEngine
  const reset = engine._resetPingTimeout?.bind(engine)
  engine._resetPingTimeout = () => {
    reset?.()
    if (debuggerUrl() === undefined) return
    clearTimeout(engine._pingTimeoutTimer)
    engine._pingTimeoutTime = Infinity
  }
}
