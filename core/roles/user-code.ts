// The user's own code in a server: loaded once, its services made, its hooks run at their moments.
import { messageOf } from '../protocol/errors.ts'
import type { Module } from '../console/module.ts'
import type { App, Lifecycle } from './app.ts'
import type { ServerOptions, ServiceFactories } from './server-options.ts'

type Given = Pick<ServerOptions, 'services' | 'lifecycle' | 'modules'>

export class UserCode {
  readonly #app: App
  readonly #given: Given
  #lifecycle: Lifecycle | undefined
  #startup: Promise<void> | undefined

  constructor(app: App, given: Given) {
    this.#app = app
    this.#given = given
  }

  async modules(): Promise<readonly Module[]> {
    const { modules = [] } = this.#given
    return typeof modules === 'function' ? modules() : modules
  }

  /** Answers its services, after `beforeStartup`. Fails with what the user's code throws. */
  async prepare(): Promise<Record<string, object>> {
    const { lifecycle, services = {} } = this.#given
    this.#lifecycle = typeof lifecycle === 'function' ? await lifecycle() : lifecycle
    const made = await this.#make(typeof services === 'function' ? await services() : services)
    await this.#lifecycle?.beforeStartup?.(this.#app)
    return made
  }

  /** `afterStartup`, once in a life: a second subscription waits for the first one's. Fails with what it throws. */
  afterStartup(): Promise<void> {
    return (this.#startup ??= this.#runStartup())
  }

  /** From here on the server goes its way whatever the user's code throws. */
  async afterStartAll(): Promise<void> {
    await this.#attempt('afterStartAll')
  }

  async beforeShutdown(): Promise<void> {
    await this.#attempt('beforeShutdown')
  }

  async #make(factories: ServiceFactories): Promise<Record<string, object>> {
    const services: Record<string, object> = {}
    for (const [name, factory] of Object.entries(factories)) services[name] = await factory(this.#app)
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
