// Who is who in one run: what is known of a server by its id, and of a connection by its own.
import { textOf } from '../plain.ts'
import type { Survey } from './survey.ts'

export interface Cast {
  /** A server's type; `?` for a peer that nobody named. */
  typeOf(id: string): string
  /** Who dialled a connection, and whom; `?` where that is not known. */
  diallerOf(conn: string): string
  listenerOf(conn: string): string
}

export function castOf({ header, servers, events }: Survey): Cast {
  const planned = new Map(header.plan.servers.map(({ id, serverType }) => [id, serverType]))
  const diallers = new Map<string, string>()
  const listeners = new Map<string, string>()
  for (const event of events) {
    if (event.t === 'link' && event.end === 'dialler') {
      diallers.set(event.conn, event.process)
      const peer = textOf(event.peer)
      if (peer !== undefined) listeners.set(event.conn, peer)
    }
    // Where the ends did not tell, what passed between them does.
    if (event.t !== 'packet' || (diallers.has(event.conn) && listeners.has(event.conn))) continue
    const [dialler, listener] = event.direction === 'up' ? [event.from, event.to] : [event.to, event.from]
    diallers.set(event.conn, diallers.get(event.conn) ?? dialler)
    listeners.set(event.conn, listeners.get(event.conn) ?? listener)
  }
  return {
    typeOf: (id) =>
      servers.get(id) || planned.get(id) || (knownName(id) === '?' ? '?' : id.replace(/-\d+$/, '')),
    diallerOf: (conn) => knownName(diallers.get(conn) ?? '?'),
    listenerOf: (conn) => knownName(listeners.get(conn) ?? '?'),
  }
}

/** A peer that is not tapped is named after its connection until it registers: another name in each run. */
export function knownName(id: string): string {
  return id.startsWith('?') ? '?' : id
}
