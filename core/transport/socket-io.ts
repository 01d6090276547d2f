// Links over Socket.IO 4 (§2), for both ends.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket as ServerSocket } from 'socket.io'
import { io, type Socket as ClientSocket } from 'socket.io-client'
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import type { Hello } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { LinkKind } from '../protocol/record.ts'
import { BoundedWriter } from './bounded-writer.ts'
import { DiallerHandshake } from './dialler-handshake.ts'
import { engineOf, watchTexts, type Engine } from './engine.ts'
import { endpointsOf } from './handshake.ts'
import { Link, type LinkOptions, type Wire } from './link.ts'
import { challenge, checkProof, readHello, refuse } from './listener-handshake.ts'
import type { LinkObserver } from './observer.ts'
import { suspendHeartbeatTimeoutWhileDebugged, suspendHeartbeatTimeout } from './heartbeat-override.ts'
import { Transport, type DialOptions, type Listener, type ListenOptions } from './transport.ts'
import { Refusals } from './refusals.ts'
import { UnprovenSockets } from './unproven-sockets.ts'
import { WatchedAgent } from './watched-agent.ts'

/** Listen backlog. With Node's default of 511, a thousand servers that dial at once wait for TCP retries. */
const BACKLOG_CONNECTIONS = 4_096
/** How long a closed connection may wait for its peer's Close frame. */
const CLOSE_TIMEOUT_MS = 500

/** The port to use when any free one is asked for. */
export interface PreferredPort {
  port: number
  /** Called when the port is in use and another one was bound. */
  onInUse(boundPort: number): void
}

/** What a listener keeps of the peers that have not proven themselves. */
interface Strangers {
  refusals: Refusals
  sockets: UnprovenSockets
}

export class SocketIoTransport extends Transport {
  readonly #observer: LinkObserver
  readonly #preferred: PreferredPort | undefined

  constructor(observer: LinkObserver, parameters: Parameters, preferred?: PreferredPort) {
    super(parameters)
    this.#observer = observer
    this.#preferred = preferred
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const { registerTimeoutMs } = this.parameters
    const http = createServer({ connectionsCheckingInterval: Math.min(1_000, registerTimeoutMs / 4) })
    http.headersTimeout = registerTimeoutMs
    http.requestTimeout = registerTimeoutMs
    http.keepAliveTimeout = registerTimeoutMs
    const strangers = this.#strangers(options.kind)
    http.on('connection', (socket) => {
      strangers.sockets.add(socket)
      this.faults.watch(options.kind, socket)
    })
    const port = await this.#bind(http, options)
    const server = this.#serve(http, options, port, strangers)
    // Only WebSockets are served: replace Engine.IO's answers to plain requests.
    http.removeAllListeners('request')
    http.on('request', (_request, response) => response.writeHead(404, { connection: 'close' }).end())
    const close = async (): Promise<void> => {
      await closeServer(server, http)
      strangers.refusals.close()
    }
    return { host: options.host, port, close }
  }

  #strangers(kind: LinkKind): Strangers {
    const { maxUnproven } = this.parameters
    const refusals = new Refusals((conn, reason) =>
      this.#observer.refused({ kind, end: 'listener', conn }, reason),
    )
    const reason = `more than ${maxUnproven} connections at once had not proven that they know the token`
    return { refusals, sockets: new UnprovenSockets(maxUnproven, () => refusals.add('', reason)) }
  }

  async #bind(http: HttpServer, { host, port }: ListenOptions): Promise<number> {
    const preferred = port === 0 ? this.#preferred : undefined
    if (!preferred) return bind(http, host, port)
    try {
      return await bind(http, host, preferred.port)
    } catch {
      const boundPort = await bind(http, host, 0)
      preferred.onInUse(boundPort)
      return boundPort
    }
  }

  #serve(http: HttpServer, options: ListenOptions, port: number, strangers: Strangers): Server {
    const server = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: this.parameters.heartbeatIntervalMs,
      pingTimeout: this.parameters.heartbeatTimeoutMs,
      connectTimeout: this.parameters.registerTimeoutMs,
      maxHttpBufferSize: this.parameters.maxBytes,
      allowRequest: (request, decide) =>
        decide(null, isOwnOrigin(request.headers.origin, options.host, port)),
    })
    // ws waits half a minute for a peer's Close frame.
    server.engine.on('connection', (engine: Engine) => {
      engine.on('close', () =>
        setTimeout(() => engine.transport.socket?.terminate(), CLOSE_TIMEOUT_MS).unref(),
      )
    })
    server.use((socket, next) => {
      try {
        const hello = readHello(socket.handshake.auth, options)
        // From here on its peer has a name: with a cut pair, the connection has just been destroyed.
        if (hello && !this.faults.identify(options.kind, engineOf(socket).request.socket, hello.id)) return
        socket.data.hello = hello
        next()
      } catch (error) {
        strangers.refusals.add(engineOf(socket).id, messageOf(error))
        next(refusal(error))
      }
    })
    server.on('connection', (socket) => this.#accepted(socket, options, strangers))
    return server
  }

  /** Opens the link when the peer has proven itself. Whatever else it sends first is refused. */
  #accepted(socket: ServerSocket, options: ListenOptions, { refusals, sockets }: Strangers): void {
    const engine = engineOf(socket)
    const texts = watchTexts(engine)
    const hello = socket.data.hello as Hello | undefined
    const handshake = hello && challenge(socket, hello, options)
    const late = setTimeout(() => socket.disconnect(true), this.parameters.registerTimeoutMs)
    let link: Link | undefined
    const authenticate = (event: string, body: unknown): void => {
      clearTimeout(late)
      try {
        checkProof(event, body, handshake, options)
      } catch (error) {
        refusals.add(engine.id, messageOf(error))
        return refuse(socket, event, error)
      }
      sockets.proven(engine.request.socket)
      link = this.#listenerLink(socket, options.kind, handshake.diallerId)
      options.opened(link, handshake.diallerId)
    }
    socket.onAny((event: string, ...args: unknown[]) => {
      const text = texts.shift() ?? ''
      if (link) link.receive(event, args, text)
      else if (socket.connected) authenticate(event, args[0])
    })
    socket.on('disconnect', () => {
      clearTimeout(late)
      // A peer that left the namespace could otherwise stay connected and enter it again.
      engine.close(false)
    })
  }

  #listenerLink(socket: ServerSocket, kind: LinkKind, peerId: string): Link {
    const engine = engineOf(socket)
    // RPC answers are limited already, by the number of calls that a caller may have pending.
    const maxUnsentBytes = kind === 'control' ? this.parameters.maxUnsentBytes : Infinity
    const writer = new BoundedWriter(engine, maxUnsentBytes)
    const wire: Wire = {
      write: (text) => writer.write(text),
      close: () => void socket.disconnect(true),
      suspendHeartbeatTimeout: () => suspendHeartbeatTimeout(engine),
    }
    // A control link is named by the registration on it, once that is accepted.
    const peer = kind === 'rpc' ? peerId : undefined
    const link = new Link(
      this.#linkOptions(kind, 'listener', engine.id, peer),
      wire,
      this.#observer,
      this.faults.of(kind, peerId),
    )
    socket.on('disconnect', (reason) =>
      link.wireClosed(reason === 'ping timeout' ? 'lost' : 'closed', writer.overflow),
    )
    return link
  }

  async dial(options: DialOptions): Promise<Link> {
    const { kind } = options
    const { dialTimeoutMs } = this.parameters
    // A control link learns the master's id from the challenge.
    const peer = kind === 'rpc' ? options.peer : undefined
    await this.faults.assertDialAllowed(kind, dialTimeoutMs, peer)
    const host = options.host.includes(':') ? `[${options.host}]` : options.host
    const handshake = new DiallerHandshake(options)
    const agent = new WatchedAgent((socket) => this.faults.watch(kind, socket, peer))
    const socket = io(`http://${host}:${options.port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      // The type is for browsers; on Node, Engine.IO's client passes the agent to `ws`.
      agent: agent as unknown as string,
      timeout: dialTimeoutMs,
      auth: handshake.hello,
    })
    const { engine } = socket.io
    suspendHeartbeatTimeoutWhileDebugged(engine)
    let texts: string[] = []
    socket.io.on('open', () => (texts = watchTexts(engine)))
    return new Promise<Link>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(late)
        socket.off('connect_error', fail).off('disconnect', closed).offAny(challenged)
        engine.off('close', closed)
        options.signal?.removeEventListener('abort', aborted)
      }
      const fail = (error: unknown): void => {
        settle()
        socket.disconnect()
        reject(handshake.failure(error))
      }
      const closed = (reason: string): void => {
        // The client closes the engine itself before it reports a refusal.
        if (reason !== 'forced close') fail(new Error(reason))
      }
      const aborted = (): void => fail(new Error('aborted'))
      const challenged = (event: string, body: unknown): void => {
        texts.shift()
        let listenerId: string
        try {
          const proven = handshake.prove(event, body, endpointsOf(agent.socket, 'dialler'))
          listenerId = proven.listenerId
          if (!this.faults.identify(kind, agent.socket, listenerId))
            throw this.faults.failure(kind, listenerId)
          socket.emit('proof', { proof: proven.proof })
        } catch (error) {
          return fail(error)
        }
        settle()
        resolve(this.#dialled(socket, options, listenerId, texts))
      }
      let late = setTimeout(() => fail(new Error('no answer in time')), dialTimeoutMs)
      socket.once('connect', () => {
        clearTimeout(late)
        // A listener of this version sends its challenge at once.
        late = setTimeout(() => fail(handshake.otherVersion()), dialTimeoutMs / 2)
      })
      socket.onAny(challenged)
      socket.once('connect_error', fail)
      socket.once('disconnect', closed)
      // Between the WebSocket upgrade and Engine.IO's handshake, only the engine reports a closed connection.
      engine.once('close', closed)
      options.signal?.addEventListener('abort', aborted)
      if (options.signal?.aborted) aborted()
    })
  }

  #dialled(socket: ClientSocket, { kind, peer }: DialOptions, listenerId: string, texts: string[]): Link {
    const engine = socket.io.engine
    const write = (text: string): boolean => {
      if (!socket.connected || engine.readyState !== 'open') return false
      engine.write(text)
      return true
    }
    const wire = { write, close: () => void socket.disconnect(), suspendHeartbeatTimeout: () => undefined }
    const link = new Link(
      this.#linkOptions(kind, 'dialler', engine.id ?? '', peer),
      wire,
      this.#observer,
      this.faults.of(kind, listenerId),
    )
    socket.onAny((event: string, ...args: unknown[]) => link.receive(event, args, texts.shift() ?? ''))
    socket.on('disconnect', (reason) => link.wireClosed(reason === 'ping timeout' ? 'lost' : 'closed'))
    return link
  }

  #linkOptions(kind: LinkKind, end: Link['end'], conn: string, peer: string | undefined): LinkOptions {
    return { kind, end, conn, peer, maxDepth: this.parameters.maxDepth }
  }
}

/** §2: a web page always sends its own origin; a server process sends none, or the address that it dials. */
function isOwnOrigin(origin: string | undefined, host: string, port: number): boolean {
  if (origin === undefined) return true
  const names = [host.includes(':') ? `[${host}]` : host, '127.0.0.1', 'localhost', '[::1]']
  return names.some((name) => origin === `http://${name}:${port}`)
}

async function bind(http: HttpServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(bindFailure(error, host, port)))
    http.listen({ port, host, backlog: BACKLOG_CONNECTIONS }, resolve)
  })
  return (http.address() as AddressInfo).port
}

function bindFailure(error: NodeJS.ErrnoException, host: string, port: number): ClusterError {
  if (error.code === 'EADDRINUSE') {
    const hint = 'Stop the process that uses it, or choose another port.'
    return new ClusterError('PORT_IN_USE', `port ${port} on ${host} is already in use`, {
      hint,
      cause: error,
    })
  }
  return new ClusterError('CANNOT_LISTEN', `cannot listen on ${host}:${port}: ${error.message}`, {
    cause: error,
  })
}

function refusal(error: unknown): Error {
  const code = error instanceof ClusterError ? error.code : 'AUTH_FAILED'
  return Object.assign(new Error(messageOf(error)), { data: { code } })
}

async function closeServer(server: Server, http: HttpServer): Promise<void> {
  const closed = server.close()
  // Connections that never became a WebSocket would hold the port until they time out.
  http.closeAllConnections()
  await closed
}
