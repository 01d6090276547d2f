// The component monitor: a process's line to the centre. It registers, and on a server it subscribes each time it has
// registered; the states on the way are set here.
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
  /** The record, as it is at the moment of registering. */
  info: () => ServerInfo
  /** Whether it has started before: then a reconnection says so. */
  started: () => boolean
  state: TappedState
  /** Of the view. */
  revision: () => number
  /** The master asks this process to stop. */
  stop: () => void
  transport: Transport
  tap: Tap
  parameters: Parameters
  /** What follows each registration, caused by it. */
  registered: () => void
  /** Refused for good. */
  refused: (error: ClusterError) => void
}

export class Monitor {
  readonly agent: MonitorAgent
  readonly #service: ConsoleService
  readonly #options: MonitorOptions

  constructor(options: MonitorOptions) {
    this.#options = options
    const { transport, tap, parameters } = options
    this.agent = new MonitorAgent({
      transport,
      tap,
      parameters,
      registration: () => this.#registration(),
      handler: (moduleId) => this.#service.handler(moduleId, 'monitorHandler'),
    })
    this.#service = this.#makeService()
    this.#follow()
  }

  register(module: Module): void {
    this.#service.register(module)
  }

  close(): void {
    this.#service.stop()
    this.agent.close()
  }

  /** Resolves when it is registered. `cause` is the id of the fact that told where the master is. */
  async connect(address: MasterAddress, cause?: string): Promise<void> {
    const { state } = this.#options
    causedBy(cause ? [cause] : [], () => state.set('connecting'))
    await causedBy([state.id], () => this.agent.connect(address))
    this.#service.start()
  }

  #makeService(): ConsoleService {
    const { id, tap, revision, stop } = this.#options
    const console = (moduleId: string): MonitorConsole => ({
      id,
      request: (body) => this.agent.request(moduleId, body),
      notify: (body) => this.agent.notify(moduleId, body),
    })
    const service = new ConsoleService({ side: 'monitor', id, console }, (text) => tap.log('warn', text))
    service.register(monitorConsole({ revision, service, stop }))
    service.register(monitorSystemInfo())
    return service
  }

  #follow(): void {
    const { state, registered, refused } = this.#options
    this.agent.on('registering', () => state.set('registering'))
    this.agent.on('registered', () => {
      state.set('registered')
      causedBy([state.id], registered)
    })
    this.agent.on('disconnected', () => !state.is('stopping', 'failed') && state.set('reconnecting'))
    this.agent.on('refused', refused)
  }

  #registration(): RegisterRequest {
    const { id, serverType, instance, token, info, started } = this.#options
    return {
      protocol: 1,
      type: 'monitor',
      id,
      serverType,
      pid: process.pid,
      instance,
      token,
      info: info(),
      ...(started() ? { started: true } : {}),
    }
  }
}
