// The types of servers and the ends of connections in one run.
import { asString } from '../unknown-json.ts'
import type { RunProfile } from './run-profile.ts'

export interface Identities {
  /** Returns a server's type; `?` for an unnamed peer. */
  typeOf(id: string): string
  /** Returns an end of a connection; `?` if it is not known. */
  diallerOf(conn: string): string
  listenerOf(conn: string): string
}

export function identitiesOf({ header, servers, events }: RunProfile): Identities {
  const planned = new Map(header.plan.servers.map(({ id, serverType }) => [id, serverType]))
  const diallers = new Map<string, string>()
  const listeners = new Map<string, string>()
  for (const event of events) {
    if (event.t === 'link' && event.end === 'dialler') {
      diallers.set(event.conn, event.process)
      const peer = asString(event.peer)
      if (peer !== undefined) listeners.set(event.conn, peer)
    }
    // If the ends did not report it, the packets show it.
    if (event.t !== 'packet' || (diallers.has(event.conn) && listeners.has(event.conn))) continue
    const [dialler, listener] = event.direction === 'up' ? [event.from, event.to] : [event.to, event.from]
    diallers.set(event.conn, diallers.get(event.conn) ?? dialler)
    listeners.set(event.conn, listeners.get(event.conn) ?? listener)
  }
  return {
    typeOf: (id) =>
      servers.get(id) || planned.get(id) || (stableName(id) === '?' ? '?' : id.replace(/-\d+$/, '')),
    diallerOf: (conn) => stableName(diallers.get(conn) ?? '?'),
    listenerOf: (conn) => stableName(listeners.get(conn) ?? '?'),
  }
}

/** Returns `?` for an untapped peer, whose name is that of its connection and so differs in each run. */
export function stableName(id: string): string {
  return id.startsWith('?') ? '?' : id
}
