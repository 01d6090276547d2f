// Holds a process's modules and executes their handlers: for what arrives, and by time. One at each server with the
// monitor's halves, one at the master with the master's.
import { ClusterError, messageOf } from '../protocol/errors.ts'
import type { MasterConsole, Module, ModuleCall, MonitorConsole } from './module.ts'

export type HandlerName = 'masterHandler' | 'monitorHandler' | 'clientHandler'

/** A handler with what it needs, ready to be called. */
export type Execute = (call: ModuleCall) => unknown

/** What the modules of this process may do, made for each. */
export type Consoles =
  | { side: 'master'; id: string; console: (moduleId: string) => MasterConsole }
  | { side: 'monitor'; id: string; console: (moduleId: string) => MonitorConsole }

export interface ModuleFacts {
  moduleId: string
  enabled: boolean
  type?: 'push' | 'pull'
  interval?: number
}

interface Held {
  module: Module
  enabled: boolean
  timer?: NodeJS.Timeout
}

export class ConsoleService {
  readonly #consoles: Consoles
  readonly #warn: (text: string) => void
  readonly #held = new Map<string, Held>()
  #running = false

  constructor(consoles: Consoles, warn: (text: string) => void) {
    this.#consoles = consoles
    this.#warn = warn
  }

  /** Fails with `BAD_SETUP` when a module of this name is there already. */
  register(module: Module): void {
    const { moduleId } = module
    if (this.#held.has(moduleId)) {
      throw new ClusterError('BAD_SETUP', `module ${moduleId} is there already: give yours another moduleId`)
    }
    this.#held.set(moduleId, { module, enabled: module.enabled ?? true })
  }

  get modules(): ModuleFacts[] {
    return [...this.#held.values()].map(({ module: { moduleId, type, interval }, enabled }) => ({
      moduleId,
      enabled,
      ...(type ? { type } : {}),
      ...(interval ? { interval } : {}),
    }))
  }

  /** From now on, modules with an interval are run by time. */
  start(): void {
    this.#running = true
    for (const held of this.#held.values()) this.#schedule(held)
  }

  stop(): void {
    this.#running = false
    for (const { timer } of this.#held.values()) clearInterval(timer)
  }

  /** Fails with `UNKNOWN_MODULE`. */
  setEnabled(moduleId: string, enabled: boolean): void {
    const held = this.#held.get(moduleId)
    if (!held) throw unknown(moduleId)
    held.enabled = enabled
    this.#schedule(held)
  }

  /** Fails with `UNKNOWN_MODULE` when there is no such module or it has no such half, with `MODULE_DISABLED`. */
  handler(moduleId: string, name: HandlerName): Execute {
    const held = this.#held.get(moduleId)
    const execute = held && this.#bound(held.module, name)
    if (!held || !execute) throw unknown(moduleId, name)
    if (!held.enabled) {
      const hint = `Ask __console__ for { action: 'enable', moduleId: '${moduleId}' }.`
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

  #schedule(held: Held): void {
    clearInterval(held.timer)
    const { type, interval } = held.module
    const mine = this.#consoles.side === 'master' ? 'pull' : 'push'
    if (!this.#running || !held.enabled || type !== mine || !interval) return
    const execute = this.#bound(held.module, mine === 'pull' ? 'masterHandler' : 'monitorHandler')
    if (execute) held.timer = setInterval(() => void this.#tick(held.module.moduleId, execute), interval)
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
