// Loads the user's services, modules and lifecycle of a server, and runs the hooks.
import { messageOf } from '../kit/message-of.ts'
import { settleWithin } from '../kit/timeout.ts'
import type { Module } from '../console/module.ts'
import { ClusterError } from '../protocol/errors.ts'
import { assertService, isCallable } from '../rpc/dispatcher.ts'
import type { App, Lifecycle } from './app.ts'
import type { ServerOptions, ServiceFactories } from './server-options.ts'

type Sources = Pick<ServerOptions, 'services' | 'lifecycle' | 'modules'>

export class UserCode {
  readonly #app: App
  readonly #sources: Sources
  #lifecycle: Lifecycle | undefined
  #startup: Promise<void> | undefined

  constructor(app: App, sources: Sources) {
    this.#app = app
    this.#sources = sources
  }

  async modules(): Promise<readonly Module[]> {
    const { modules = [] } = this.#sources
    return typeof modules === 'function' ? modules() : modules
  }

  /** Runs `beforeStartup` and returns the services. Throws what the user's code throws. */
  async prepare(): Promise<Record<string, object>> {
    const { lifecycle, services = {} } = this.#sources
    this.#lifecycle = typeof lifecycle === 'function' ? await lifecycle() : lifecycle
    const made = await this.#createServices(typeof services === 'function' ? await services() : services)
    await this.#lifecycle?.beforeStartup?.(this.#app)
    return made
  }

  /** Runs the hook once: later calls return the first one's promise. Throws what the hook throws. */
  afterStartup(): Promise<void> {
    return (this.#startup ??= this.#runStartup())
  }

  /** Logs what the hook throws. */
  async afterStartAll(): Promise<void> {
    await this.#attempt('afterStartAll')
  }

  /** Logs what the hook throws, and a hook that does not finish in time. */
  async beforeShutdown(timeoutMs: number): Promise<void> {
    if (await settleWithin(timeoutMs, this.#attempt('beforeShutdown'))) return
    this.#app.log('error', `beforeShutdown did not finish within ${timeoutMs} ms`)
  }

  async #createServices(factories: ServiceFactories): Promise<Record<string, object>> {
    const services: Record<string, object> = {}
    for (const [name, factory] of Object.entries(factories)) {
      if (!isCallable(name))
        throw new ClusterError('BAD_SERVICE', `a service cannot be called ${JSON.stringify(name)}: rename it`)
      services[name] = await createService(`service ${name}`, () => factory(this.#app))
    }
    return services
  }

  async #runStartup(): Promise<void> {
    await this.#lifecycle?.afterStartup?.(this.#app)
  }

  async #attempt(hook: 'afterStartAll' | 'beforeShutdown'): Promise<void> {
    try {
      await this.#lifecycle?.[hook]?.(this.#app)
    } catch (error) {
      this.#app.log('error', `${hook} failed: ${messageOf(error)}`)
    }
  }
}

/** Awaits a promise, but not a service that has a method `then`. @throws `BAD_SERVICE`, or what the function throws */
export async function createService(what: string, create: () => unknown): Promise<object> {
  const created = create()
  const service: unknown = isPromise(created) ? await created : created
  assertService(what, service)
  return service
}

function isPromise(value: unknown): value is Promise<unknown> {
  if (value instanceof Promise) return true
  if (typeof value !== 'object' || value === null || !('then' in value) || !('catch' in value)) return false
  return typeof value.then === 'function' && typeof value.catch === 'function'
}
