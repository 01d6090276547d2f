// Opens a Socket.IO port for clients; used by gate and connector.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

export interface ClientPort {
  io: Server
  port: number
}

export async function openClientPort(): Promise<ClientPort> {
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], serveClient: false })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(0, '127.0.0.1', resolve)
  })
  return { io, port: (http.address() as AddressInfo).port }
}
