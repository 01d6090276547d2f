// A process's connection to the master, with its modules and the states of registering.
import type { ClusterError } from '../protocol/errors.ts'
import type { RegisterRequest, ServerInfo } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { causedBy } from '../kit/node-cause.ts'
import { monitorConsole } from '../console/console-module.ts'
import { ConsoleService } from '../console/console-service.ts'
import type { Module, MonitorConsole } from '../console/module.ts'
import { MonitorAgent, type MasterAddress } from '../console/monitor-agent.ts'
import { monitorSystemInfo } from '../console/system-info.ts'
import type { Tap } from '../tap/tap.ts'
import type { Transport } from '../transport/transport.ts'
import type { TappedState } from './tapped-state.ts'

export interface MonitorOptions {
  id: string
  serverType: string
  instance: string
  token: string
  /** Returns the server's record; called at each registration. */
  info: () => ServerInfo
  /** Whether the server has started, which a reconnection reports. */
  started: () => boolean
  state: TappedState
  /** Returns the revision of the view. */
  revision: () => number
  /** Called when an admin client requests a stop through the master. */
  onStopRequested: () => void
  transport: Transport
  tap: Tap
  parameters: Parameters
  /** Called after each registration, with the registration as the cause. */
  onRegistered: () => void
  /** Called when the master refuses the registration. */
  onRefused: (error: ClusterError) => void
}

export class Monitor {
  readonly agent: MonitorAgent
  readonly #service: ConsoleService
  readonly #options: MonitorOptions

  constructor(options: MonitorOptions) {
    this.#options = options
    const { id, token, transport, tap, parameters } = options
    this.agent = new MonitorAgent({
      transport,
      tap,
      parameters,
      identity: { id, token },
      registration: () => this.#registration(),
      handler: (moduleId) => this.#service.handler(moduleId, 'monitorHandler'),
    })
    this.#service = this.#makeService()
    this.#trackState()
  }

  register(module: Module): void {
    this.#service.register(module)
  }

  close(): void {
    this.#service.stop()
    this.agent.close()
  }

  /**
   * Resolves at the first registration. `cause` is the id of the record that led to it.
   * @throws the reason of a refusal, or `STOPPED`
   */
  async connect(address: MasterAddress, cause?: string): Promise<void> {
    const { state } = this.#options
    causedBy(cause ? [cause] : [], () => state.set('connecting'))
    await causedBy([state.id], () => this.agent.connect(address))
    this.#service.start()
  }

  #makeService(): ConsoleService {
    const { id, tap, revision, onStopRequested } = this.#options
    const console = (moduleId: string): MonitorConsole => ({
      id,
      request: (body) => this.agent.request(moduleId, body),
      notify: (body) => this.agent.notify(moduleId, body),
    })
    const service = new ConsoleService({ side: 'monitor', id, console }, (text) => tap.log('warn', text))
    service.register(monitorConsole({ revision, service, onStopRequested }))
    service.register(monitorSystemInfo())
    return service
  }

  #trackState(): void {
    const { state, onRegistered, onRefused } = this.#options
    this.agent.on('registering', () => state.set('registering'))
    this.agent.on('registered', () => {
      state.set('registered')
      causedBy([state.id], onRegistered)
    })
    this.agent.on('disconnected', () => !state.is('stopping', 'failed') && state.set('reconnecting'))
    this.agent.on('refused', onRefused)
  }

  #registration(): RegisterRequest {
    const { id, serverType, instance, info, started } = this.#options
    return {
      type: 'monitor',
      id,
      serverType,
      pid: process.pid,
      instance,
      info: info(),
      started: started() || undefined,
    }
  }
}
