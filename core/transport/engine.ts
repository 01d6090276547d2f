// The part of Engine.IO's connection that is used here, and the encoded packets that it has read.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'socket.io'

export interface Engine extends PacketSource {
  transport: { socket?: { terminate(): void; bufferedAmount: number } }
  id: string
  request: IncomingMessage
  readyState: string
  write(text: string): unknown
  close(discard: boolean): unknown
  on(event: 'packet', listener: PacketListener): unknown
  on(event: 'close' | 'drain', listener: () => void): unknown
}

type PacketListener = (packet: { type: string; data?: unknown }) => void

interface PacketSource {
  on(event: 'packet', listener: PacketListener): unknown
}

export function engineOf(socket: Socket): Engine {
  // Socket.IO types `id` as internal, but documents `socket.conn.id`.
  return socket.conn as unknown as Engine
}

/** Returns a queue of the event packets that the engine has read and Socket.IO has not yet decoded. */
export function watchTexts(engine: PacketSource): string[] {
  const texts: string[] = []
  engine.on('packet', ({ type, data }) => {
    if (type === 'message' && typeof data === 'string' && (data[0] === '2' || data[0] === '5'))
      texts.push(data)
  })
  return texts
}
