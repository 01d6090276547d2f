// The frame of a packet as it went over the wire, as far as a recording has it.
import type { Dialect } from '../../core/protocol/dialect.ts'
import { MASK } from '../../core/kit/secrets.ts'
import { isOnBus } from './bus.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import type { PacketEvent } from './event.ts'

/** Engine.IO's type of a message, and Socket.IO's of an event. */
const MESSAGE = '4'
const EVENT = '2'

export interface WireFrame {
  /** Null if the recording does not have it. */
  text: string | null
  /** A sentence: how it differs from what was sent, or why it is not here. Null if it is exactly what was sent. */
  note: string | null
}

/** Grove's own packets are Socket.IO events of the default namespace, so their frame follows from their body. */
export function wireFrame(packet: PacketEvent, dialect: Dialect): WireFrame {
  const { conn, event, body, truncated, bytes } = packet
  if (isOnBus(conn)) return missing('This packet went over a bus, and its frame was not recorded.')
  if (!hasOwnProtocol(dialect)) return missing(`The adapter of ${dialect.title} does not record frames.`)
  if (body === undefined) return missing('No body was recorded for this packet, so its frame is not known.')
  if (truncated) {
    const start = typeof body === 'string' ? body : JSON.stringify(body)
    return { text: `${MESSAGE}${EVENT}["${event}",${start}`, note: 'The recording has the beginning only.' }
  }
  const payload = `${EVENT}["${event}",${JSON.stringify(body)}]`
  const text = `${MESSAGE}${payload}`
  if (payload.includes(MASK))
    return { text, note: 'Secrets are masked, so it is not byte for byte what was sent.' }
  const isExact = new TextEncoder().encode(payload).length === bytes
  return {
    text,
    note: isExact ? null : 'Its JSON was encoded anew, so it is not byte for byte what was sent.',
  }
}

function missing(note: string): WireFrame {
  return { text: null, note }
}
