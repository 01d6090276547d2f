// What an adapter does its work with. Nothing that an adapter does wrong reaches its host program: the first failure
// switches it off.
import type { LogLevel } from '../kit/log.ts'
import { messageOf } from '../kit/message-of.ts'
import type {
  AdapterContext,
  Around,
  Foreign,
  JoinOptions,
  Member,
  ModuleMatch,
  OnModuleLoaded,
} from './adapter.ts'
import { ModuleHooks } from './module-hooks.ts'
import type { AdapterSetup } from './setup.ts'

export interface ContextEvents {
  join(options: JoinOptions): Member
  log(level: LogLevel, text: string): void
  /** The adapter has failed and was switched off. */
  failed(reason: string): void
}

export class GuardedContext implements AdapterContext {
  readonly id: string
  readonly serverType: string
  readonly role: 'master' | 'server'
  readonly host: string
  readonly options: Readonly<Record<string, unknown>>
  readonly #adapter: string
  readonly #events: ContextEvents
  readonly #modules = new ModuleHooks((error) => this.fail(error))
  #isOff = false

  constructor(setup: AdapterSetup, events: ContextEvents) {
    this.id = setup.id
    this.serverType = setup.serverType
    this.role = setup.role
    this.host = setup.host
    this.options = setup.options ?? {}
    this.#adapter = setup.adapter
    this.#events = events
  }

  get isOff(): boolean {
    return this.#isOff
  }

  /** Runs the adapter's own code. */
  install(install: (context: AdapterContext) => void): void {
    try {
      install(this)
      this.#modules.install()
    } catch (error) {
      this.fail(error)
    }
  }

  onModuleLoaded(match: ModuleMatch, callback: OnModuleLoaded): void {
    this.#modules.add(match, callback)
  }

  wrapMethod(owner: Foreign, name: string, around: Around): void {
    const method: Foreign = owner?.[name]
    if (typeof method !== 'function') throw new Error(`there is no method "${name}" to wrap`)
    owner[name] = guarded(method, around, this)
  }

  guard<Args extends unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (this.#isOff) return
      try {
        callback(...args)
      } catch (error) {
        this.fail(error)
      }
    }
  }

  join(options: JoinOptions): Member {
    return this.#events.join(options)
  }

  log(level: LogLevel, text: string): void {
    this.#events.log(level, text)
  }

  fail(error: unknown): void {
    if (this.#isOff) return
    this.#isOff = true
    this.#modules.uninstall()
    const place = error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : ''
    const where = place === '' ? '' : ` (${place})`
    const reason = `the adapter ${this.#adapter} failed and was switched off: ${messageOf(error)}${where}`
    this.#events.failed(reason)
  }
}

/** The program's own errors pass; those of the adapter do not. */
function guarded(method: Foreign, around: Around, context: GuardedContext): Foreign {
  let calls = 0
  let lastResult: Foreign
  let lastError: unknown
  const original = (self: Foreign, args: Foreign[]): Foreign => {
    calls++
    try {
      return (lastResult = Reflect.apply(method, self, args))
    } catch (error) {
      lastError = error
      throw error
    }
  }
  const replacement = function (this: Foreign, ...args: Foreign[]): Foreign {
    if (context.isOff) return Reflect.apply(method, this, args)
    const before = calls
    try {
      return around(this, args, original)
    } catch (error) {
      if (calls !== before && error === lastError) throw error
      context.fail(error)
      return calls === before ? Reflect.apply(method, this, args) : lastResult
    }
  }
  // A function may have properties of its own, and be looked at by its name or its number of parameters.
  for (const key of Reflect.ownKeys(method)) {
    const property = Object.getOwnPropertyDescriptor(method, key)
    if (key !== 'prototype' && property) Object.defineProperty(replacement, key, property)
  }
  return replacement
}
