// The master: console service, registry and watchdog, and a monitor that connects to the master itself.
import { randomUUID } from 'node:crypto'
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import { DEFAULTS, type Parameters } from '../protocol/parameters.ts'
import { masterConsole } from '../console/console-module.ts'
import { ConsoleService } from '../console/console-service.ts'
import type { MasterConsole, Module } from '../console/module.ts'
import { masterSystemInfo } from '../console/system-info.ts'
import { MasterAgent } from '../console/master-agent.ts'
import type { MasterAddress } from '../console/monitor-agent.ts'
import { MasterWatchdog, WATCHDOG } from '../membership/watchdog.ts'
import type { Tap } from '../tap/tap.ts'
import { SocketIoTransport } from '../transport/socket-io.ts'
import type { Transport } from '../transport/transport.ts'
import { Monitor } from './monitor.ts'
import { TappedState } from './tapped-state.ts'
import { noopTap } from './noop-tap.ts'

export interface MasterOptions {
  id?: string
  /** Default 127.0.0.1. */
  host?: string
  /** Default 0: any free port. */
  port?: number
  /** The secret of the cluster, the same for every process. */
  token: string
  /** Ids of the servers that `startOver` waits for. */
  expect?: readonly string[]
  /** Additional modules of the control plane, or a function that loads them. */
  modules?: readonly Module[] | (() => Promise<readonly Module[]>)
  parameters?: Partial<Parameters>
  tap?: Tap
  transport?: Transport
  /** Called when the master listens; `cause` is the id of that record. */
  onListening?: (address: { host: string; port: number }, cause: string) => void
}

/** A master: `start` resolves when it listens and its own monitor is registered. */
export class Master implements AsyncDisposable {
  readonly id: string
  readonly epoch = randomUUID()
  readonly #options: MasterOptions
  readonly #parameters: Parameters
  readonly #tap: Tap
  readonly #transport: Transport
  readonly #service: ConsoleService
  readonly #agent: MasterAgent
  readonly #watchdog: MasterWatchdog
  readonly #state: TappedState
  #monitor: Monitor | undefined
  #address: MasterAddress | undefined

  constructor(options: MasterOptions) {
    this.id = options.id ?? 'master-1'
    this.#options = options
    this.#parameters = { ...DEFAULTS, ...options.parameters }
    this.#tap = options.tap ?? noopTap(this.id)
    this.#transport = options.transport ?? new SocketIoTransport(this.#tap, this.#parameters)
    this.#state = new TappedState(this.#tap)
    this.#service = this.#makeService()
    this.#agent = this.#makeAgent()
    this.#watchdog = this.#makeWatchdog()
    this.#registerModules()
    if (options.expect) this.#watchdog.expect(options.expect)
  }

  /** Undefined until the master listens. */
  get address(): MasterAddress | undefined {
    return this.#address
  }

  /** Ids of the servers that `startOver` waits for. */
  get waiting(): string[] {
    return this.#watchdog.startOver.waiting
  }

  /** @throws `PORT_IN_USE`, `CANNOT_LISTEN`, or `STOPPED` if it is stopped before it has started */
  async start(): Promise<void> {
    const { host = '127.0.0.1', port = 0, onListening, modules = [] } = this.#options
    try {
      const added = typeof modules === 'function' ? await modules() : modules
      for (const module of added) this.#service.register(module)
      this.#address = await this.#agent.listen(host, port)
      if (this.#state.is('stopping')) {
        await this.#agent.close()
        throw new ClusterError('STOPPED', `${this.id} was stopped while it started`)
      }
      this.#state.set('listening')
      onListening?.(this.#address, this.#state.id)
      await this.#connectToItself(this.#address)
      this.#service.start()
    } catch (error) {
      this.markFailed(messageOf(error))
      throw error
    }
  }

  /** Sets the state to `failed`. The master must still be stopped. */
  markFailed(reason: string): void {
    if (!this.#state.is('stopping')) this.#state.set('failed', reason)
  }

  /** Replaces the ids of the expected servers. */
  expect(ids: readonly string[]): void {
    this.#watchdog.expect(ids)
  }

  /** Sets the servers that are being debugged: silence no longer ends their connections. */
  suspendHeartbeatTimeout(ids: readonly string[]): void {
    this.#agent.suspendHeartbeatTimeout(ids)
  }

  /** From now on no removals are announced, because the whole cluster is about to stop. */
  holdAnnouncements(): void {
    this.#watchdog.holdAnnouncements()
  }

  async stop(): Promise<void> {
    this.#state.set('stopping')
    this.#watchdog.close()
    this.#service.stop()
    this.#monitor?.close()
    await this.#agent.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #makeService(): ConsoleService {
    const console = (moduleId: string): MasterConsole => this.#console(moduleId)
    return new ConsoleService({ side: 'master', id: this.id, console }, (text) => this.#tap.log('warn', text))
  }

  #console(moduleId: string): MasterConsole {
    const { monitors } = this.#agent
    return {
      get servers() {
        return [...monitors].flatMap(([id, { request }]) => (request.info.serverType === undefined ? [] : id))
      },
      request: (id, body) => this.#agent.request(id, moduleId, body),
      notify: (ids, body) => this.#agent.notify(ids, moduleId, body),
    }
  }

  #registerModules(): void {
    const { startOver } = this.#watchdog
    const options = {
      servers: () => [...this.#agent.monitors.values()].map(({ request }) => request),
      waiting: () => ({ waiting: startOver.waiting, startedOver: startOver.isDone }),
      service: this.#service,
    }
    for (const module of [this.#watchdog, masterConsole(options), masterSystemInfo()])
      this.#service.register(module)
  }

  #makeAgent(): MasterAgent {
    const agent = new MasterAgent(
      {
        transport: this.#transport,
        tap: this.#tap,
        identity: { id: this.id, token: this.#options.token },
        epoch: this.epoch,
        parameters: this.#parameters,
      },
      (moduleId, name) => this.#service.handler(moduleId, name),
    )
    agent.on('registered', (request, isReconnect) => this.#watchdog.onServerAdd(request, isReconnect))
    agent.on('disconnected', ({ id }, reason) => this.#watchdog.onServerRemove(id, reason))
    return agent
  }

  #makeWatchdog(): MasterWatchdog {
    return new MasterWatchdog({
      epoch: this.epoch,
      tap: this.#tap,
      parameters: this.#parameters,
      notify: (ids, body) => this.#agent.notify(ids, WATCHDOG, body),
      request: (server, body) => this.#agent.request(server, WATCHDOG, body),
    })
  }

  /** The master registers like a server; its record is never announced. */
  async #connectToItself(address: MasterAddress): Promise<void> {
    this.#monitor = new Monitor({
      id: this.id,
      serverType: 'master',
      instance: this.epoch,
      token: this.#options.token,
      info: () => ({ id: this.id, ...address }),
      started: () => false,
      state: this.#state,
      revision: () => this.#watchdog.registry.revision,
      onStopRequested: () => this.#tap.log('warn', 'a master ignores a request to stop'),
      transport: this.#transport,
      tap: this.#tap,
      parameters: this.#parameters,
      onRegistered: () => this.#state.set('started'),
      onRefused: (error) => this.markFailed(error.message),
    })
    await this.#monitor.connect(address, this.#state.id)
  }
}

/** @throws `PORT_IN_USE` or `CANNOT_LISTEN` */
export async function startMaster(options: MasterOptions): Promise<Master> {
  const master = new Master(options)
  try {
    await master.start()
  } catch (error) {
    await master.stop()
    throw error
  }
  return master
}
