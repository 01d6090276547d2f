// The component monitor: a process's line to the centre. It registers, and on a server it subscribes each time it has
// registered; the states on the way are set here.
import type { ClusterError } from '../protocol/errors.ts'
import type { RegisterRequest, ServerInfo } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { causedBy } from '../kit/cause.ts'
import type { ConsoleService } from '../console/console-service.ts'
import { MonitorAgent, type MasterAddress } from '../console/monitor-agent.ts'
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
  service: ConsoleService
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
  readonly #options: MonitorOptions

  constructor(options: MonitorOptions) {
    this.#options = options
    const { transport, tap, parameters, service } = options
    this.agent = new MonitorAgent({
      transport,
      tap,
      parameters,
      registration: () => this.#registration(),
      handler: (moduleId) => service.handler(moduleId, 'monitorHandler'),
    })
    this.#follow()
  }

  /** Resolves when it is registered. `cause` is the id of the fact that told where the master is. */
  async connect(address: MasterAddress, cause?: string): Promise<void> {
    const { state } = this.#options
    causedBy(cause ? [cause] : [], () => state.set('connecting'))
    await causedBy([state.id], () => this.agent.connect(address))
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
