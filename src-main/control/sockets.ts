// The contract over Socket.IO: calls come in as `call` with an ack, facts go out as `event` to those who want them.
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Server } from 'socket.io'
import { serveHost, type CallResult, type HostServer } from '../contract/index.ts'
import type { Refusal } from './guard.ts'
import { sameToken } from './token.ts'

export interface SocketOptions {
  token: string
  /** Asked for each handshake, before its token is looked at. */
  refuse: (request: IncomingMessage) => Refusal | null
}

/** Sockets that want to hear of events: a page does, a command that asks one thing does not. */
const LISTENING = 'listening'

/** Loads Socket.IO's server, which a command that only asks a running Grove never needs, and answers how to serve with it. */
export async function loadSockets() {
  const socketIo = await import('socket.io')
  /** Returns its stop, which also closes the HTTP server. */
  return (http: HttpServer, host: HostServer, options: SocketOptions): (() => Promise<void>) =>
    serve(createServer(socketIo.Server, options), http, host, options.token)
}

function createServer(Sockets: typeof Server, options: SocketOptions): Server {
  return new Sockets({
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 1024 * 1024,
    connectTimeout: 5_000,
    allowRequest: (request, done) => {
      const refusal = options.refuse(request)
      done(refusal?.reason, refusal === null)
    },
  })
}

function serve(server: Server, http: HttpServer, host: HostServer, token: string): () => Promise<void> {
  server.use((socket, next) => {
    next(sameToken(token, fieldOf(socket.handshake.auth, 'token')) ? undefined : new Error('TOKEN_REFUSED'))
  })
  server.on('connection', (socket) => {
    const { api, disconnect } = host.connect()
    const answer = serveHost(api)
    socket.on('disconnect', disconnect)
    if (fieldOf(socket.handshake.auth, 'events') !== false) void socket.join(LISTENING)
    socket.on('call', (...packet: unknown[]) => {
      const reply = packet.at(-1)
      if (isReply(reply)) void answer(packet[0], packet[1]).then(reply)
    })
  })
  server.attach(http)
  const { rooms } = server.of('/').adapter
  const unlisten = host.listen((event) => {
    // Nothing is encoded for nobody.
    if (rooms.has(LISTENING)) server.to(LISTENING).emit('event', event)
  })
  return async () => {
    unlisten()
    await server.close()
  }
}

function isReply(value: unknown): value is (answer: CallResult) => void {
  return typeof value === 'function'
}

/** A client may connect with anything, or with nothing at all, in place of the object. */
function fieldOf(auth: unknown, name: string): unknown {
  return typeof auth === 'object' && auth !== null ? (auth as Record<string, unknown>)[name] : undefined
}
