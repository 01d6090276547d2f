// Makes the stand-in strict: an API that Electron or the stand-in lacks throws instead of being undefined.
import { EventEmitter } from 'node:events'

type Listener = Parameters<EventEmitter['on']>[1]

export class StrictEmitter extends EventEmitter {
  readonly #known: ReadonlySet<string>

  constructor(known: string[]) {
    super()
    this.#known = new Set(known)
  }

  override on(name: string, listener: Listener): this {
    return super.on(this.#check(name), listener)
  }

  override once(name: string, listener: Listener): this {
    return super.once(this.#check(name), listener)
  }

  /** Emits an event that a listener can prevent; returns whether one did. */
  emitPreventable(name: string, properties: object = {}, ...more: unknown[]): boolean {
    let prevented = false
    const event = { ...properties, preventDefault: () => void (prevented = true) }
    this.emit(name, event, ...more)
    return prevented
  }

  #check(name: string): string {
    if (!this.#known.has(name)) throw new Error(`The stand-in knows no event “${name}”.`)
    return name
  }
}

export function strict<T extends object>(name: string, value: T): T {
  return new Proxy(value, {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) throw new Error(`The stand-in has no ${name}.${key}.`)
      // Methods use private fields, so they must run on the object itself.
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
