// A server: its connection to the master, its view and proxies of other servers, and its own services.
import { randomUUID } from 'node:crypto'
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import type { ServerInfo, ServerRecord } from '../protocol/packet.ts'
import { DEFAULTS, type Parameters } from '../protocol/parameters.ts'
import { causedBy } from '../kit/node-cause.ts'
import { Deferred } from '../kit/deferred.ts'
import { Emitter } from '../kit/emitter.ts'
import { silentLog, type Log } from '../kit/log.ts'
import type { MasterAddress } from '../console/monitor-agent.ts'
import { MonitorWatchdog } from '../membership/monitor-watchdog.ts'
import { Acceptor } from '../rpc/acceptor.ts'
import { Dispatcher } from '../rpc/dispatcher.ts'
import { Peers } from '../rpc/peers.ts'
import type { RequestedCalls } from '../rpc/requested-calls.ts'
import type { Rpc } from '../rpc/rpc.ts'
import type { Tap } from '../tap/tap.ts'
import type { Identity } from '../transport/handshake.ts'
import { SocketIoTransport } from '../transport/socket-io.ts'
import type { Transport } from '../transport/transport.ts'
import type { App } from './app.ts'
import { Monitor } from './monitor.ts'
import { TappedState } from './tapped-state.ts'
import type { ServerOptions } from './server-options.ts'
import { noopTap } from './noop-tap.ts'
import { UserCode } from './user-code.ts'
import { settleWithin } from '../kit/timeout.ts'

type ServerEvents = {
  serversAdded: [records: ServerRecord[]]
  serversRemoved: [records: ServerRecord[]]
  failed: [error: ClusterError]
  stopRequested: []
}

/** A server: `start` resolves when it is ready, `stop` when it has left the cluster and closed its connections. */
export class Server implements App, AsyncDisposable {
  readonly id: string
  readonly serverType: string
  readonly instance = randomUUID()
  readonly info: ServerInfo
  readonly rpc: Rpc
  readonly log: Log
  readonly #options: ServerOptions
  readonly #identity: Identity
  readonly #parameters: Parameters
  readonly #tap: Tap
  readonly #state: TappedState
  readonly #transport: Transport
  readonly #peers: Peers
  readonly #monitor: Monitor
  readonly #watchdog: MonitorWatchdog
  readonly #events = new Emitter<ServerEvents>()
  /** Settles `start`. */
  readonly #started = new Deferred()
  readonly #code: UserCode
  #hasStarted = false
  #acceptor: Acceptor | undefined
  #stopping: Promise<void> | undefined

  constructor(options: ServerOptions) {
    this.id = options.id
    this.serverType = options.serverType
    this.info = {
      ...options.info,
      id: options.id,
      serverType: options.serverType,
      host: options.host ?? '127.0.0.1',
    }
    this.log = options.log ?? silentLog
    this.#options = options
    this.#code = new UserCode(this, options)
    this.#parameters = { ...DEFAULTS, ...options.parameters }
    this.#tap = options.tap ?? noopTap(options.id)
    this.#state = new TappedState(this.#tap)
    this.#transport = options.transport ?? new SocketIoTransport(this.#tap, this.#parameters)
    this.#identity = { id: options.id, token: options.token }
    this.#peers = new Peers(this.#tap, {
      transport: this.#transport,
      parameters: this.#parameters,
      identity: this.#identity,
    })
    this.rpc = this.#peers.rpc
    this.#monitor = this.#makeMonitor()
    this.#watchdog = this.#makeWatchdog()
    this.#monitor.register(this.#watchdog)
    // `stop` rejects the promise also when `start` was not called.
    this.#started.promise.catch(() => undefined)
  }

  /**
   * Resolves when the server is registered and subscribed and its `afterStartup` is done.
   * @throws the reason of a refusal, what the user's code throws, or `STOPPED` if the server is stopped before
   */
  async start(): Promise<void> {
    this.#join().catch((error: unknown) => this.#started.reject(error))
    try {
      await this.#started.promise
    } catch (error) {
      this.markFailed(messageOf(error))
      throw error
    }
  }

  /** Sets the state to `failed`. The server must still be stopped. */
  markFailed(reason: string): void {
    if (!this.#stopping) this.#state.set('failed', reason)
  }

  servers(serverType?: string): ServerRecord[] {
    return serverType === undefined ? this.#peers.view.servers : this.#peers.view.ofType(serverType)
  }

  onServersAdded(listener: (records: ServerRecord[]) => void): () => void {
    return this.#events.on('serversAdded', listener)
  }

  onServersRemoved(listener: (records: ServerRecord[]) => void): () => void {
    return this.#events.on('serversRemoved', listener)
  }

  /** The calls that the launcher's user requests. */
  get requestedCalls(): RequestedCalls {
    return this.#peers.requestedCalls
  }

  /** Called when the master refuses the server after it had started. Returns an unsubscribe function. */
  onFailed(listener: (error: ClusterError) => void): () => void {
    return this.#events.on('failed', listener)
  }

  /** Called when an admin client stops this server through the master. Returns an unsubscribe function. */
  onStopRequested(listener: () => void): () => void {
    return this.#events.on('stopRequested', listener)
  }

  /** Sets a new address of the master. */
  redirect(master: MasterAddress): void {
    this.#monitor.agent.redirect(master)
  }

  /** Leaves the server list, finishes running calls, runs `beforeShutdown`, and closes every connection (§5.2). */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #join(): Promise<void> {
    for (const module of await this.#code.modules()) this.#monitor.register(module)
    const services = await this.#code.prepare()
    this.#assertNotStopping()
    await this.#listen(services)
    const master = await this.#options.master
    this.#assertNotStopping()
    await this.#monitor.connect(master, master.cause)
  }

  #assertNotStopping(): void {
    if (this.#stopping) throw this.#stopped()
  }

  #stopped(): ClusterError {
    return new ClusterError('STOPPED', `${this.id} was stopped while it started`)
  }

  async #listen(services: Record<string, object>): Promise<void> {
    const { port = 0 } = this.#options
    if (port === 'none') return
    const dispatcher = new Dispatcher(services)
    const acceptor = new Acceptor({
      transport: this.#transport,
      parameters: this.#parameters,
      identity: this.#identity,
      dispatcher,
    })
    this.info.port = await acceptor.listen(this.info.host, port)
    if (this.#stopping) return acceptor.close()
    this.#acceptor = acceptor
    if (Object.keys(services).length > 0) this.info.services = dispatcher.offer
  }

  #makeMonitor(): Monitor {
    return new Monitor({
      id: this.id,
      serverType: this.serverType,
      instance: this.instance,
      token: this.#options.token,
      info: () => this.info,
      started: () => this.#hasStarted,
      state: this.#state,
      revision: () => this.#peers.view.revision,
      onStopRequested: () => this.#onStopRequested(),
      transport: this.#transport,
      tap: this.#tap,
      parameters: this.#parameters,
      onRegistered: () => this.#watchdog.subscribe(),
      onRefused: (error) => this.#onRefused(error),
    })
  }

  #makeWatchdog(): MonitorWatchdog {
    const watchdog = new MonitorWatchdog({
      id: this.id,
      view: this.#peers.view,
      tap: this.#tap,
      agent: this.#monitor.agent,
      proxies: () => this.#peers.proxies.services,
    })
    watchdog.on('subscribing', () => this.#state.is('registered') && this.#state.set('subscribing'))
    watchdog.on('serversAdded', (records) => {
      this.#peers.add(records)
      this.#events.emit('serversAdded', records)
    })
    watchdog.on('serversRemoved', (removed) => {
      this.#peers.remove(removed)
      this.#events.emit(
        'serversRemoved',
        removed.map(({ record }) => record),
      )
    })
    watchdog.on('subscribed', () => void this.#onSubscribed())
    watchdog.on('failed', (error) => this.#started.reject(error))
    const started = this.#started.promise
    // `start` reports a server that does not start.
    watchdog.on('startOver', () => void started.then(() => this.#code.afterStartAll()).catch(() => undefined))
    return watchdog
  }

  async #onSubscribed(): Promise<void> {
    if (this.#state.is('subscribing')) this.#state.set('subscribed')
    try {
      await this.#code.afterStartup()
    } catch (error) {
      return this.#started.reject(error)
    }
    // The server may have been stopped, subscribed again or disconnected in the meantime.
    if (this.#stopping || !this.#state.is('subscribed')) return
    this.#state.set('started')
    if (this.#hasStarted) return
    this.#hasStarted = true
    causedBy([this.#state.id], () => this.#watchdog.record())
    this.#started.resolve()
  }

  #onStopRequested(): void {
    this.#events.emit('stopRequested')
    void this.stop()
  }

  #onRefused(error: ClusterError): void {
    this.markFailed(`${error.code}: ${error.message}`)
    this.#events.emit('failed', error)
  }

  async #stop(): Promise<void> {
    const { drainTimeoutMs, shutdownTimeoutMs } = this.#parameters
    this.#state.set('stopping')
    this.#started.reject(this.#stopped())
    await settleWithin(drainTimeoutMs, this.#leaveAndDrain())
    this.#monitor.close()
    await this.#code.beforeShutdown(shutdownTimeoutMs)
    this.#peers.close()
    await this.#acceptor?.close()
  }

  /** Leaves the list, so that other servers make no new calls; then waits for the calls of both directions. */
  async #leaveAndDrain(): Promise<void> {
    const drained = this.#peers.drain()
    if (this.#monitor.agent.isConnected) await this.#watchdog.unsubscribe().catch(() => undefined)
    this.#monitor.close()
    await Promise.all([drained, this.#acceptor?.drain()])
  }
}

/** Resolves when the server is ready. @throws the reason of a refusal, or what the user's code throws */
export async function startServer(options: ServerOptions): Promise<Server> {
  const server = new Server(options)
  try {
    await server.start()
  } catch (error) {
    await server.stop()
    throw error
  }
  return server
}
