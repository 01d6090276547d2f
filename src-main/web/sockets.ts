// The contract over Socket.IO: calls come in as `call` with an ack, facts go out as `event`.
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { serveHost, type Answer, type HostDoor } from '../contract/index.ts'
import { refuseSource } from './guard.ts'
import { sameToken } from './token.ts'

export interface SocketOptions {
  token: string
  /** Asked for each handshake: the port is known only after listening. */
  port: () => number
}

/** Returns its stop, which also closes the HTTP server. */
export function serveSockets(http: HttpServer, host: HostDoor, options: SocketOptions): () => Promise<void> {
  const server = new Server({
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 1024 * 1024,
    connectTimeout: 5_000,
    allowRequest: (request, done) => {
      const refusal = refuseSource(request, options.port())
      done(refusal?.reason, refusal === null)
    },
  })
  server.use((socket, next) => {
    next(sameToken(options.token, tokenOf(socket.handshake.auth)) ? undefined : new Error('TOKEN_REFUSED'))
  })
  server.on('connection', (socket) => {
    const { api, leave } = host.visit()
    const answer = serveHost(api)
    socket.on('disconnect', leave)
    socket.on('call', (...packet: unknown[]) => {
      const reply = packet.at(-1)
      if (isReply(reply)) void answer(packet[0], packet[1]).then(reply)
    })
  })
  server.attach(http)
  const unlisten = host.listen((event) => server.emit('event', event))
  return async () => {
    unlisten()
    await server.close()
  }
}

function isReply(value: unknown): value is (answer: Answer) => void {
  return typeof value === 'function'
}

/** A client may connect with anything, or with nothing at all, in place of the object. */
function tokenOf(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined
}
