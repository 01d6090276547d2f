// Links over Socket.IO 4 (§2), for both ends.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket as ServerSocket } from 'socket.io'
import { io, type Socket as ClientSocket } from 'socket.io-client'
import { messageOf } from '../kit/message-of.ts'
import { ClusterError, isErrorCode } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { BoundedWriter } from './bounded-writer.ts'
import { engineOf, watchTexts, type Engine } from './engine.ts'
import { Link, type LinkOptions } from './link.ts'
import type { LinkObserver } from './observer.ts'
import { suspendHeartbeatTimeoutWhileDebugged, suspendHeartbeatTimeout } from './heartbeat-override.ts'
import { Transport, type DialOptions, type Listener, type ListenOptions } from './transport.ts'
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

export class SocketIoTransport extends Transport {
  readonly #observer: LinkObserver
  readonly #preferred: PreferredPort | undefined
  readonly #agents: Record<LinkOptions['kind'], WatchedAgent>

  constructor(observer: LinkObserver, parameters: Parameters, preferred?: PreferredPort) {
    super(parameters)
    this.#observer = observer
    this.#preferred = preferred
    const agentOf = (kind: LinkOptions['kind']): WatchedAgent =>
      new WatchedAgent((socket) => this.faults.watch(kind, socket))
    this.#agents = { control: agentOf('control'), rpc: agentOf('rpc') }
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const { registerTimeoutMs } = this.parameters
    const http = createServer({ connectionsCheckingInterval: Math.min(1_000, registerTimeoutMs / 4) })
    http.headersTimeout = registerTimeoutMs
    http.requestTimeout = registerTimeoutMs
    http.keepAliveTimeout = registerTimeoutMs
    http.on('connection', (socket) => this.faults.watch(options.kind, socket))
    const port = await this.#bind(http, options)
    const server = this.#serve(http, options, port)
    // Only WebSockets are served: replace Engine.IO's answers to plain requests.
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
      const boundPort = await bind(http, host, 0)
      preferred.onInUse(boundPort)
      return boundPort
    }
  }

  #serve(http: HttpServer, options: ListenOptions, port: number): Server {
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
        socket.data.peer = options.admit?.(socket.handshake.auth).peer
        next()
      } catch (error) {
        this.#observer.refused(
          { kind: options.kind, end: 'listener', conn: engineOf(socket).id },
          messageOf(error),
        )
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
    const linkOptions = this.#linkOptions(
      options.kind,
      'listener',
      engine.id,
      socket.data.peer as string | undefined,
    )
    // RPC answers are limited already, by the number of calls that a caller may have pending.
    const writer = new BoundedWriter(
      engine,
      options.kind === 'control' ? this.parameters.maxUnsentBytes : Infinity,
    )
    const write = (text: string): boolean => writer.write(text)
    const close = (): void => void socket.disconnect(true)
    const wire = { write, close, suspendHeartbeatTimeout: () => suspendHeartbeatTimeout(engine) }
    const link = new Link(linkOptions, wire, this.#observer, this.faults)
    const texts = watchTexts(engine)
    socket.onAny((event: string, ...args: unknown[]) => link.receive(event, args, texts.shift() ?? ''))
    socket.on('disconnect', (reason) => {
      link.wireClosed(reason === 'ping timeout' ? 'lost' : 'closed', writer.overflow)
      // A peer that left the namespace could otherwise stay connected and enter it again.
      engine.close(false)
    })
    return link
  }

  async dial(options: DialOptions): Promise<Link> {
    await this.faults.assertDialAllowed(options.kind, this.parameters.dialTimeoutMs)
    const host = options.host.includes(':') ? `[${options.host}]` : options.host
    const socket = io(`http://${host}:${options.port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      // The type is for browsers; on Node, Engine.IO's client passes the agent to `ws`.
      agent: this.#agents[options.kind] as unknown as string,
      timeout: this.parameters.dialTimeoutMs,
      auth: options.auth,
    })
    const { engine } = socket.io
    suspendHeartbeatTimeoutWhileDebugged(engine)
    let texts: string[] = []
    socket.io.on('open', () => (texts = watchTexts(engine)))
    return new Promise<Link>((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(late)
        socket.disconnect()
        reject(dialFailure(error, options))
      }
      const closed = (reason: string): void => fail(new Error(reason))
      const late = setTimeout(() => fail(new Error('no answer in time')), this.parameters.dialTimeoutMs)
      socket.once('connect', () => {
        clearTimeout(late)
        socket.off('disconnect', closed)
        engine.off('close', closed)
        resolve(this.#dialled(socket, options, texts))
      })
      socket.once('connect_error', fail)
      socket.once('disconnect', closed)
      // Between the WebSocket upgrade and Engine.IO's handshake, only the engine reports a closed connection.
      engine.once('close', closed)
    })
  }

  #dialled(socket: ClientSocket, options: DialOptions, texts: string[]): Link {
    const engine = socket.io.engine
    const linkOptions = this.#linkOptions(options.kind, 'dialler', engine.id ?? '', options.peer)
    const write = (text: string): boolean => {
      if (!socket.connected || engine.readyState !== 'open') return false
      engine.write(text)
      return true
    }
    const wire = { write, close: () => void socket.disconnect(), suspendHeartbeatTimeout: () => undefined }
    const link = new Link(linkOptions, wire, this.#observer, this.faults)
    socket.onAny((event: string, ...args: unknown[]) => link.receive(event, args, texts.shift() ?? ''))
    socket.on('disconnect', (reason) => link.wireClosed(reason === 'ping timeout' ? 'lost' : 'closed'))
    return link
  }

  #linkOptions(
    kind: LinkOptions['kind'],
    end: LinkOptions['end'],
    conn: string,
    peer: string | undefined,
  ): LinkOptions {
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

function dialFailure(error: Error & { data?: unknown }, options: DialOptions): ClusterError {
  const code =
    typeof error.data === 'object' && error.data !== null && 'code' in error.data ? error.data.code : ''
  const target = `${options.peer ?? 'the peer'} at ${options.host}:${options.port}`
  if (isErrorCode(code)) return new ClusterError(code, `${target} refused the connection: ${error.message}`)
  return new ClusterError('PEER_LOST', `${target} does not answer`, { cause: error })
}

async function closeServer(server: Server, http: HttpServer): Promise<void> {
  const closed = server.close()
  // Connections that never became a WebSocket would hold the port until they time out.
  http.closeAllConnections()
  await closed
}
