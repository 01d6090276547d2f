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

/** Returns the functions of an object and of its class. Names that begin with `_` are private. */
function methodsOf(service: Service): Map<string, Method> {
  const methods = new Map<string, Method>()
  const fields = service as Record<string, unknown>
  for (
    let level: object = service;
    level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object
  ) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name === 'constructor' || name.startsWith('_') || !isName(name) || methods.has(name)) continue
      const value = fields[name]
      if (typeof value === 'function') methods.set(name, (value as Method).bind(service))
    }
  }
  return methods
}
