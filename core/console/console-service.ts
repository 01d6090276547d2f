// Holds a process's modules and executes their handlers: on the master for what arrives there, on a server likewise.
import { ClusterError } from '../protocol/errors.ts'
import type { HandlerName, Module, ModuleHandler } from './module.ts'

export class ConsoleService {
  readonly #modules = new Map<string, Module>()

  /** Fails when a module of this name is there already. */
  register(module: Module): void {
    if (this.#modules.has(module.moduleId)) {
      throw new ClusterError('BAD_SETUP', `module ${module.moduleId} is registered already`)
    }
    this.#modules.set(module.moduleId, module)
  }

  get moduleIds(): string[] {
    return [...this.#modules.keys()]
  }

  /** Fails with `UNKNOWN_MODULE` when there is no such module, or it has no such half. */
  handler(moduleId: string, name: HandlerName): ModuleHandler {
    const handler = this.#modules.get(moduleId)?.[name]
    if (!handler)
      throw new ClusterError('UNKNOWN_MODULE', `no module ${JSON.stringify(moduleId)} has a ${name} here`)
    return handler
  }
}
