// Finds the method that an envelope names, and calls it.
import { ClusterError } from '../protocol/errors.ts'
import type { CallEnvelope, Services } from '../protocol/packet.ts'
import { isName } from '../protocol/fields.ts'

/** An object whose functions can be called by other servers. */
export type Service = object

type Method = (...args: unknown[]) => unknown

export class Dispatcher {
  readonly #services = new Map<string, Map<string, Method>>()

  constructor(services: Record<string, Service>) {
    for (const [name, service] of Object.entries(services)) this.#services.set(name, methodsOf(service))
  }

  /** Method names by service name. */
  get offer(): Services {
    return Object.fromEntries([...this.#services].map(([name, methods]) => [name, [...methods.keys()]]))
  }

  /** @throws `NO_SUCH_METHOD`, or what the method throws */
  async dispatch(envelope: CallEnvelope): Promise<unknown> {
    const method = this.#services.get(envelope.service)?.get(envelope.method)
    if (!method || envelope.namespace !== 'user') {
      throw new ClusterError('NO_SUCH_METHOD', `this server has no ${envelope.service}.${envelope.method}`)
    }
    return method(...envelope.args)
  }
}

/**
 * Checks what a service's function returned, before it is awaited.
 * @param what the service in the message: its file
 * @throws `BAD_SERVICE` if it is no object of functions, or one of them has a name that a call cannot carry
 */
export function assertService(what: string, service: unknown): asserts service is Service {
  if (typeof service !== 'object' || service === null || Array.isArray(service)) {
    throw new ClusterError(
      'BAD_SERVICE',
      `${what}: the function must return the service, an object of functions`,
    )
  }
  for (const name of functionNames(service)) {
    const isOwn = Object.hasOwn(service, name)
    if (name.startsWith('_') || (name === 'constructor' && !isOwn) || isCallable(name)) continue
    const reason = name === 'then' ? '`await` would call it' : 'a name has 1 to 128 of A-Z a-z 0-9 . _ -'
    throw new ClusterError('BAD_SERVICE', `${what}: its method "${name}" cannot be called: ${reason}`, {
      hint: 'Rename it, or let its name begin with _ to keep it private.',
    })
  }
}

/** Whether a service or a method can have this name: `then` would make its proxy a promise. */
export function isCallable(name: string): boolean {
  return isName(name) && name !== 'then'
}

/** Returns the functions of an object and of its class. Names that begin with `_` are private. */
function methodsOf(service: Service): Map<string, Method> {
  const names = functionNames(service).filter((name) => !name.startsWith('_') && isCallable(name))
  return new Map(names.map((name) => [name, (read(service, name) as Method).bind(service)]))
}

/** Returns the names of the functions of an object and of its class, up to the built-in `Object`. */
function functionNames(service: object): string[] {
  const names = new Set<string>()
  for (
    let level: object | null = service;
    level !== null;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    // Also that of another realm.
    if (Object.getPrototypeOf(level) === null && Object.hasOwn(level, 'hasOwnProperty')) break
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  }
  return [...names].filter((name) => typeof read(service, name) === 'function')
}

/** Returns undefined where a getter throws: it is no method. */
function read(service: object, name: string): unknown {
  try {
    return (service as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}
