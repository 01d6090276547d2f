// A process's modules, and the execution of their handlers: for packets, and at intervals.
import { messageOf } from '../kit/message-of.ts'
import { ClusterError } from '../protocol/errors.ts'
import type { MasterConsole, Module, ModuleCall, MonitorConsole } from './module.ts'

export type HandlerName = 'masterHandler' | 'monitorHandler' | 'clientHandler'

/** A module's handler, bound to its module and console. */
export type Execute = (call: ModuleCall) => unknown

/** Which side this process is, and how to create the console of a module. */
export type Consoles =
  | { side: 'master'; id: string; console: (moduleId: string) => MasterConsole }
  | { side: 'monitor'; id: string; console: (moduleId: string) => MonitorConsole }

export interface ModuleInfo {
  moduleId: string
  enabled: boolean
  type?: 'push' | 'pull'
  interval?: number
}

interface ModuleEntry {
  module: Module
  enabled: boolean
  timer?: NodeJS.Timeout
}

export class ConsoleService {
  readonly #consoles: Consoles
  readonly #warn: (text: string) => void
  readonly #entries = new Map<string, ModuleEntry>()
  #running = false

  constructor(consoles: Consoles, warn: (text: string) => void) {
    this.#consoles = consoles
    this.#warn = warn
  }

  /** @throws `BAD_SETUP` if the moduleId is taken */
  register(module: Module): void {
    const { moduleId } = module
    if (this.#entries.has(moduleId)) {
      throw new ClusterError(
        'BAD_SETUP',
        `there is a module ${moduleId} already: give yours another moduleId`,
      )
    }
    this.#entries.set(moduleId, { module, enabled: module.enabled ?? true })
  }

  get modules(): ModuleInfo[] {
    return [...this.#entries.values()].map(({ module: { moduleId, type, interval }, enabled }) => ({
      moduleId,
      enabled,
      type,
      interval,
    }))
  }

  /** Starts the intervals of the modules that have one. */
  start(): void {
    this.#running = true
    for (const entry of this.#entries.values()) this.#schedule(entry)
  }

  stop(): void {
    this.#running = false
    for (const { timer } of this.#entries.values()) clearInterval(timer)
  }

  /** @throws `UNKNOWN_MODULE` */
  setEnabled(moduleId: string, enabled: boolean): void {
    const entry = this.#entries.get(moduleId)
    if (!entry) throw unknown(moduleId)
    entry.enabled = enabled
    this.#schedule(entry)
  }

  /** @throws `UNKNOWN_MODULE` if there is no such module or it has no such handler, or `MODULE_DISABLED` */
  handler(moduleId: string, name: HandlerName): Execute {
    const entry = this.#entries.get(moduleId)
    const execute = entry && this.#bound(entry.module, name)
    if (!entry || !execute) throw unknown(moduleId, name)
    if (!entry.enabled) {
      const hint = `Enable it by the __console__ request { action: 'enable', moduleId: '${moduleId}' }.`
      throw new ClusterError('MODULE_DISABLED', `module ${moduleId} is disabled`, { hint })
    }
    return execute
  }

  #bound(module: Module, name: HandlerName): Execute | undefined {
    const consoles = this.#consoles
    if (consoles.side === 'monitor') {
      const handler = name === 'monitorHandler' ? module.monitorHandler : undefined
      return handler && ((call) => handler.call(module, call, consoles.console(module.moduleId)))
    }
    const handler = name === 'monitorHandler' ? undefined : module[name]
    return handler && ((call) => handler.call(module, call, consoles.console(module.moduleId)))
  }

  #schedule(entry: ModuleEntry): void {
    clearInterval(entry.timer)
    const { type, interval } = entry.module
    const ownType = this.#consoles.side === 'master' ? 'pull' : 'push'
    if (!this.#running || !entry.enabled || type !== ownType || !interval) return
    const execute = this.#bound(entry.module, ownType === 'pull' ? 'masterHandler' : 'monitorHandler')
    if (execute) entry.timer = setInterval(() => void this.#tick(entry.module.moduleId, execute), interval)
  }

  async #tick(moduleId: string, execute: Execute): Promise<void> {
    try {
      await execute({ from: this.#consoles.id, body: undefined, tick: true, answer: () => undefined })
    } catch (error) {
      this.#warn(`module ${moduleId} failed: ${messageOf(error)}`)
    }
  }
}

function unknown(moduleId: string, name?: HandlerName): ClusterError {
  const what = name ? `has a ${name}` : 'is known'
  return new ClusterError('UNKNOWN_MODULE', `no module ${JSON.stringify(moduleId)} ${what} here`)
}
