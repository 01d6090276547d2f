// Links over Socket.IO 4 (§2): one file for both ends, the only one that knows the library.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket as ServerSocket } from 'socket.io'
import { io, type Socket as ClientSocket } from 'socket.io-client'
import { ClusterError, isErrorCode, messageOf } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { BoundedWriter } from './bounded-writer.ts'
import { engineOf, watchTexts, type Engine } from './engine.ts'
import { Link, type LinkFacts } from './link.ts'
import type { LinkObserver } from './observer.ts'
import { forgiveOwnSilence, forgiveSilence } from './patience.ts'
import { Transport, type DialOptions, type Listener, type ListenOptions } from './transport.ts'
import { WatchedAgent } from './watched-agent.ts'

/** Connections that may wait to be accepted: Node's 511 makes a thousand that dial at once wait for TCP's retries. */
const BACKLOG = 4_096
/** How long a closed connection may wait for its peer to say so too, milliseconds. */
const LINGER = 500

/** The port to take where any free one will do. */
export interface PreferredPort {
  port: number
  /** It is in use; this one was taken instead. */
  inUse(instead: number): void
}

export class SocketIoTransport extends Transport {
  readonly #observer: LinkObserver
  readonly #preferred: PreferredPort | undefined
  readonly #agents: Record<LinkFacts['kind'], WatchedAgent>

  constructor(observer: LinkObserver, parameters: Parameters, preferred?: PreferredPort) {
    super(parameters)
    this.#observer = observer
    this.#preferred = preferred
    const agentOf = (kind: LinkFacts['kind']): WatchedAgent =>
      new WatchedAgent((socket) => this.faults.watch(kind, socket))
    this.#agents = { control: agentOf('control'), rpc: agentOf('rpc') }
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const { registerWithin } = this.parameters
    const http = createServer({ connectionsCheckingInterval: Math.min(1_000, registerWithin / 4) })
    http.headersTimeout = registerWithin
    http.requestTimeout = registerWithin
    http.keepAliveTimeout = registerWithin
    http.on('connection', (socket) => this.faults.watch(options.kind, socket))
    const port = await this.#bind(http, options)
    const server = this.#serve(http, options, port)
    // Nothing is served here but WebSockets: Engine.IO's own answers to plain requests are taken away.
    http.removeAllListeners('request')
    http.on('request', (_request, response) => response.writeHead(404, { connection: 'close' }).end())
    return { host: options.host, port, close: () => closeServer(server, http) }
  }

  async #bind(http: HttpServer, { host, port }: ListenOptions): Promise<number> {
    const preferred = port === 0 ? this.#preferred : undefined
    if (!preferred) return bind(http, host, port)
    try {
      return await bind(http, host, preferred.port)
    } catch {
      const instead = await bind(http, host, 0)
      preferred.inUse(instead)
      return instead
    }
  }

  #serve(http: HttpServer, options: ListenOptions, port: number): Server {
    const server = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: this.parameters.heartbeatInterval,
      pingTimeout: this.parameters.heartbeatTimeout,
      connectTimeout: this.parameters.registerWithin,
      maxHttpBufferSize: this.parameters.maxBytes,
      allowRequest: (request, decide) =>
        decide(null, isOwnOrigin(request.headers.origin, options.host, port)),
    })
    // A peer that does not answer the Close frame would hold its TCP connection for half a minute.
    server.engine.on('connection', (engine: Engine) => {
      engine.on('close', () => setTimeout(() => engine.transport.socket?.terminate(), LINGER).unref())
    })
    server.use((socket, next) => {
      try {
        socket.data.peer = options.admit?.(socket.handshake.auth).peer
        next()
      } catch (error) {
        this.#observer.refused(engineOf(socket).id, options.kind, 'listener', messageOf(error))
        next(refusal(error))
      }
    })
    server.on('connection', (socket) => {
      const link = this.#accepted(socket, options)
      options.opened(link)
    })
    return server
  }

  #accepted(socket: ServerSocket, options: ListenOptions): Link {
    const engine = engineOf(socket)
    const facts = this.#facts(options.kind, 'listener', engine.id, socket.data.peer as string | undefined)
    // What a caller is answered is bounded by what it may have waiting.
    const writer = new BoundedWriter(
      engine,
      options.kind === 'control' ? this.parameters.mostUnsent : Infinity,
    )
    const write = (text: string): boolean => writer.write(text)
    const close = (): void => void socket.disconnect(true)
    const wire = { write, close, forgiveSilence: () => forgiveSilence(engine) }
    const link = new Link(facts, wire, this.#observer, this.faults)
    const texts = watchTexts(engine)
    socket.onAny((event: string, ...args: unknown[]) => link.receive(event, args, texts.shift() ?? ''))
    socket.on('disconnect', (reason) => {
      link.lost(reason === 'ping timeout' ? 'lost' : 'closed', writer.overflow)
      // A peer may leave the namespace and stay connected: it could begin anew, uncounted.
      engine.close(false)
    })
    return link
  }

  async dial(options: DialOptions): Promise<Link> {
    await this.faults.allowDial(options.kind, this.parameters.dialWithin)
    const host = options.host.includes(':') ? `[${options.host}]` : options.host
    const socket = io(`http://${host}:${options.port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      // Typed for browsers, which have none; Engine.IO's client hands it to `ws` on Node.
      agent: this.#agents[options.kind] as unknown as string,
      timeout: this.parameters.dialWithin,
      ...(options.auth ? { auth: options.auth } : {}),
    })
    const { engine } = socket.io
    forgiveOwnSilence(engine)
    let texts: string[] = []
    socket.io.on('open', () => (texts = watchTexts(engine)))
    return new Promise<Link>((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(late)
        socket.disconnect()
        reject(dialFailure(error, options))
      }
      const closed = (reason: string): void => fail(new Error(reason))
      const late = setTimeout(() => fail(new Error('no answer in time')), this.parameters.dialWithin)
      socket.once('connect', () => {
        clearTimeout(late)
        socket.off('disconnect', closed)
        engine.off('close', closed)
        resolve(this.#dialled(socket, options, texts))
      })
      socket.once('connect_error', fail)
      socket.once('disconnect', closed)
      // Between the upgrade and Engine.IO's own opening only the engine hears that the connection went.
      engine.once('close', closed)
    })
  }

  #dialled(socket: ClientSocket, options: DialOptions, texts: string[]): Link {
    const engine = socket.io.engine
    const facts = this.#facts(options.kind, 'dialler', engine.id ?? '', options.peer)
    const write = (text: string): boolean => {
      if (!socket.connected || engine.readyState !== 'open') return false
      engine.write(text)
      return true
    }
    const wire = { write, close: () => void socket.disconnect(), forgiveSilence: () => undefined }
    const link = new Link(facts, wire, this.#observer, this.faults)
    socket.onAny((event: string, ...args: unknown[]) => link.receive(event, args, texts.shift() ?? ''))
    socket.on('disconnect', (reason) => link.lost(reason === 'ping timeout' ? 'lost' : 'closed'))
    return link
  }

  #facts(kind: LinkFacts['kind'], end: LinkFacts['end'], conn: string, peer: string | undefined): LinkFacts {
    return { kind, end, conn, maxDepth: this.parameters.maxDepth, ...(peer === undefined ? {} : { peer }) }
  }
}

/** §2: web pages always send their own origin; server processes send none, or the address that they dial. */
function isOwnOrigin(origin: string | undefined, host: string, port: number): boolean {
  if (origin === undefined) return true
  const names = [host.includes(':') ? `[${host}]` : host, '127.0.0.1', 'localhost', '[::1]']
  return names.some((name) => origin === `http://${name}:${port}`)
}

async function bind(http: HttpServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(bindFailure(error, host, port)))
    http.listen({ port, host, backlog: BACKLOG }, resolve)
  })
  return (http.address() as AddressInfo).port
}

function bindFailure(error: NodeJS.ErrnoException, host: string, port: number): ClusterError {
  if (error.code === 'EADDRINUSE') {
    const hint = 'Stop what uses it, choose another port, or "auto" for any free one.'
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

function dialFailure(error: Error & { data?: unknown }, options: DialOptions): ClusterError {
  const code =
    typeof error.data === 'object' && error.data !== null && 'code' in error.data ? error.data.code : ''
  const target = `${options.peer ?? 'the peer'} at ${options.host}:${options.port}`
  if (isErrorCode(code)) return new ClusterError(code, `${target} refused the connection: ${error.message}`)
  return new ClusterError('PEER_LOST', `${target} does not answer`, { cause: error })
}

async function closeServer(server: Server, http: HttpServer): Promise<void> {
  const closed = server.close()
  // Connections that never became a WebSocket would otherwise hold the port until they time out.
  http.closeAllConnections()
  await closed
}
