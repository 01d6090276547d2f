// The contract over Socket.IO on 127.0.0.1. Calls arrive as `call` with an acknowledgement, events leave as `event`.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Server } from 'socket.io'
import { serveHost, type CallResult, type HostServer } from '../contract/index.ts'
import type { Refusal } from './guard.ts'

/** The answer to a client's `auth`: a reason that refuses it, or the token that it uses from then on. */
export interface Admission {
  refused?: string
  token?: string
}

export interface SocketOptions {
  /** Gets `auth` of a handshake, which may be of any type. */
  admit: (auth: unknown) => Admission
  /** Called for each handshake, before its `auth` is checked. */
  refuse: (request: IncomingMessage) => Refusal | null
}

/** The room of sockets that want events: those of a page do, those of most commands do not. */
const EVENTS = 'events'

/** Any process of this machine may connect, and each connection takes a file descriptor that servers need too. */
const MAX_CONNECTIONS = 128
/** Connections without a proven token; the oldest makes room for the next, so that strangers keep nobody out. */
const MAX_STRANGERS = 64

/** How long clients may take to close their connections when the server closes. */
const CLOSE_TIMEOUT_MS = 500

/** Creates an HTTP server on 127.0.0.1. Port 0 takes any free port. @throws Node's own error */
export async function listenLocally(port: number): Promise<{ http: HttpServer; port: number }> {
  const http = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
  })
  http.listen({ port, host: '127.0.0.1', exclusive: true })
  await once(http, 'listening')
  return { http, port: (http.address() as AddressInfo).port }
}

/** Loads Socket.IO on demand: most commands never need its server. */
export async function loadSockets() {
  const { Server } = await import('socket.io')
  /** Returns a function that stops serving and closes the HTTP server. */
  return (http: HttpServer, host: HostServer, options: SocketOptions): (() => Promise<void>) =>
    serve(createSocketServer(Server, options), http, host, options.admit)
}

function createSocketServer(SocketServer: typeof Server, options: SocketOptions): Server {
  return new SocketServer({
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

function serve(
  server: Server,
  http: HttpServer,
  host: HostServer,
  admit: SocketOptions['admit'],
): () => Promise<void> {
  server.use((socket, next) => {
    const { refused, token } = admit(socket.handshake.auth)
    socket.data = { token }
    next(refused === undefined ? undefined : new Error(refused))
  })
  const acceptAsMember = limitStrangers(http)
  server.on('connection', (socket) => {
    acceptAsMember(socket.request.socket)
    const { api, disconnect } = host.connect()
    const call = serveHost(api)
    socket.on('disconnect', disconnect)
    const { token } = socket.data as Admission
    if (token !== undefined) socket.emit('token', token)
    if (fieldOf(socket.handshake.auth, 'events') !== false) void socket.join(EVENTS)
    socket.on('call', (...packet: unknown[]) => {
      const reply = packet.at(-1)
      if (isReply(reply)) void call(packet[0], packet[1]).then(reply)
    })
  })
  server.attach(http)
  const { rooms } = server.of('/').adapter
  const unsubscribe = host.listen((event) => {
    // Socket.IO would encode the event for an empty room too.
    if (rooms.has(EVENTS)) server.to(EVENTS).emit('event', event)
  })
  const connections = new Set<Socket>()
  http.on('connection', (connection: Socket) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  return async () => {
    unsubscribe()
    // A client that does not answer, or that was just connecting, would be waited for and served as long as it likes.
    const timer = setTimeout(() => {
      for (const connection of connections) connection.destroy()
    }, CLOSE_TIMEOUT_MS)
    await server.close()
    clearTimeout(timer)
  }
}

/** Closes the oldest strangers beyond the limit. Returns a function to be called for a connection with the token. */
function limitStrangers(http: HttpServer): (connection: Socket) => void {
  const strangers = new Set<Socket>()
  http.maxConnections = MAX_CONNECTIONS
  http.on('connection', (connection: Socket) => {
    strangers.add(connection)
    connection.once('close', () => strangers.delete(connection))
    const [oldest] = strangers
    if (strangers.size > MAX_STRANGERS) oldest?.destroy()
  })
  return (connection) => strangers.delete(connection)
}

function isReply(value: unknown): value is (result: CallResult) => void {
  return typeof value === 'function'
}

/** A client may send any value in place of the auth object. */
function fieldOf(auth: unknown, name: string): unknown {
  return typeof auth === 'object' && auth !== null ? (auth as Record<string, unknown>)[name] : undefined
}
