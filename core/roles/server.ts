// A server: monitor, view, proxies and station, and the acceptor for its own services; and the order of its life.
import { randomUUID } from 'node:crypto'
import { ClusterError, messageOf } from '../protocol/errors.ts'
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
import type { Rpc } from '../rpc/rpc.ts'
import type { Tap } from '../tap/tap.ts'
import { SocketIoTransport } from '../transport/socket-io.ts'
import type { Transport } from '../transport/transport.ts'
import type { App } from './app.ts'
import { Monitor } from './monitor.ts'
import { TappedState } from './tapped-state.ts'
import type { ServerOptions } from './server-options.ts'
import { noopTap } from './noop-tap.ts'
import { UserCode } from './user-code.ts'
import { settleWithin } from '../kit/timeout.ts'

type ServerFacts = {
  serversAdded: [records: ServerRecord[]]
  serversRemoved: [records: ServerRecord[]]
  failed: [error: ClusterError]
  stopAsked: []
}

/** A running server; `stop` lets what is in flight finish, leaves the cluster, and closes everything. */
export class Server implements App, AsyncDisposable {
  readonly id: string
  readonly serverType: string
  readonly instance = randomUUID()
  readonly info: ServerInfo
  readonly rpc: Rpc
  readonly log: Log
  readonly #options: ServerOptions
  readonly #parameters: Parameters
  readonly #tap: Tap
  readonly #state: TappedState
  readonly #transport: Transport
  readonly #peers: Peers
  readonly #monitor: Monitor
  readonly #watchdog: MonitorWatchdog
  readonly #facts = new Emitter<ServerFacts>()
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
    const auth = { token: options.token, id: this.id, instance: this.instance }
    this.#peers = new Peers(this.#tap, { transport: this.#transport, parameters: this.#parameters, auth })
    this.rpc = this.#peers.rpc
    this.#monitor = this.#makeMonitor()
    this.#watchdog = this.#makeWatchdog()
    this.#monitor.register(this.#watchdog)
  }

  /** Resolves when it is registered, subscribed, and its `afterStartup` is done. */
  async start(): Promise<void> {
    try {
      for (const module of await this.#code.modules()) this.#monitor.register(module)
      await this.#listen(await this.#code.prepare())
      const master = await this.#options.master
      if (this.#stopping) throw new ClusterError('STOPPED', `${this.id} was stopped while it started`)
      await this.#monitor.connect(master, master.cause)
      await this.#started.promise
    } catch (error) {
      this.markFailed(messageOf(error))
      throw error
    }
  }

  /** Says that this server cannot go on, and why. It is still to be stopped. */
  markFailed(reason: string): void {
    if (!this.#stopping) this.#state.set('failed', reason)
  }

  servers(serverType?: string): ServerRecord[] {
    return serverType === undefined ? this.#peers.view.servers : this.#peers.view.ofType(serverType)
  }

  onServersAdded(listener: (records: ServerRecord[]) => void): () => void {
    return this.#facts.on('serversAdded', listener)
  }

  onServersRemoved(listener: (records: ServerRecord[]) => void): () => void {
    return this.#facts.on('serversRemoved', listener)
  }

  /** Told when the master refuses it for good after it had started. */
  onFailed(listener: (error: ClusterError) => void): () => void {
    return this.#facts.on('failed', listener)
  }

  /** Told when an admin client asked, through the master, that this server stops; it does so by itself. */
  onStopRequested(listener: () => void): () => void {
    return this.#facts.on('stopAsked', listener)
  }

  /** The master listens elsewhere now. */
  redirect(master: MasterAddress): void {
    this.#monitor.agent.redirect(master)
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #listen(services: Record<string, object>): Promise<void> {
    const { port = 0, token } = this.#options
    if (port === 'none') return
    const dispatcher = new Dispatcher(services)
    this.#acceptor = new Acceptor({
      transport: this.#transport,
      parameters: this.#parameters,
      token,
      dispatcher,
    })
    this.info.port = await this.#acceptor.listen(this.info.host, port)
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
      stop: () => this.#askedToStop(),
      transport: this.#transport,
      tap: this.#tap,
      parameters: this.#parameters,
      registered: () => this.#watchdog.subscribe(),
      refused: (error) => this.#refused(error),
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
      this.#facts.emit('serversAdded', records)
    })
    watchdog.on('serversRemoved', (records) => {
      this.#peers.remove(records)
      this.#facts.emit('serversRemoved', records)
    })
    watchdog.on('subscribed', () => void this.#subscribed())
    watchdog.on('failed', (error) => this.#started.reject(error))
    // One that never starts says so where it is started.
    const started = this.#started.promise
    watchdog.on('startOver', () => void started.then(() => this.#code.afterStartAll()).catch(() => undefined))
    return watchdog
  }

  async #subscribed(): Promise<void> {
    if (this.#state.is('subscribing')) this.#state.set('subscribed')
    try {
      await this.#code.afterStartup()
    } catch (error) {
      return this.#started.reject(error)
    }
    // A stop, a second subscription or a lost connection may have come meanwhile.
    if (this.#stopping || !this.#state.is('subscribed')) return
    this.#state.set('started')
    if (this.#hasStarted) return
    this.#hasStarted = true
    causedBy([this.#state.id], () => this.#watchdog.record())
    this.#started.resolve()
  }

  #askedToStop(): void {
    this.#facts.emit('stopAsked')
    void this.stop()
  }

  #refused(error: ClusterError): void {
    this.markFailed(`${error.code}: ${error.message}`)
    this.#facts.emit('failed', error)
  }

  async #stop(): Promise<void> {
    this.#state.set('stopping')
    await this.#code.beforeShutdown()
    await settleWithin(this.#parameters.drainTimeoutMs, this.#drain())
    this.#monitor.close()
    this.#peers.close()
    await this.#acceptor?.close()
  }

  /** Lets what is in flight arrive: own calls, calls of others, and all that the master has sent. */
  async #drain(): Promise<void> {
    const left = this.#monitor.agent.connected
      ? this.#watchdog.unsubscribe().catch(() => undefined)
      : undefined
    await Promise.all([this.#peers.idle(), this.#acceptor?.idle(), left])
  }
}

/** Resolves when it is ready. Fails with what the master refused, or what the user's own code threw. */
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
