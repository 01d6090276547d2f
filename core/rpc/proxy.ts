// The proxies of remote services: one for each server in the view that can be called.
import { ClusterError } from '../protocol/errors.ts'
import type { ServerRecord, Services } from '../protocol/packet.ts'
import type { Tap } from '../tap/tap.ts'

export interface ServerProxy {
  id: string
  instance: string
  serverType: string
  host: string
  port: number
  services: Services
}

export class Proxies {
  readonly #proxies = new Map<string, ServerProxy>()
  readonly #tap: Tap

  constructor(tap: Tap) {
    this.#tap = tap
  }

  /** A record without a `port` or without services gets no proxy. */
  add(records: readonly ServerRecord[]): void {
    for (const record of records) {
      const { id, instance, serverType, host, port, services = {} } = record
      if (port === undefined || Object.keys(services).length === 0) continue
      const proxy = { id, instance, serverType, host, port, services }
      this.#proxies.set(id, proxy)
      this.#record(proxy, true)
    }
  }

  remove(records: readonly ServerRecord[]): void {
    for (const { id, instance } of records) {
      const proxy = this.#proxies.get(id)
      if (proxy?.instance !== instance) continue
      this.#proxies.delete(id)
      this.#record(proxy, false)
    }
  }

  get(id: string): ServerProxy | undefined {
    return this.#proxies.get(id)
  }

  get all(): ServerProxy[] {
    return [...this.#proxies.values()]
  }

  ofType(serverType: string): ServerProxy[] {
    return this.all.filter((proxy) => proxy.serverType === serverType)
  }

  /** Names of the callable services, by server type. */
  get services(): Record<string, string[]> {
    const byType = new Map<string, Set<string>>()
    for (const { serverType, services } of this.#proxies.values()) {
      const names = byType.get(serverType) ?? new Set()
      Object.keys(services).forEach((name) => names.add(name))
      byType.set(serverType, names)
    }
    return Object.fromEntries([...byType].map(([type, names]) => [type, [...names]]))
  }

  #record(proxy: ServerProxy, made: boolean): void {
    const { id, instance, serverType, services } = proxy
    this.#tap.proxy({ id, instance }, { serverType, services: Object.keys(services), made })
  }
}

/** @throws `NO_SUCH_METHOD` unless the server offers the method */
export function assertOffered(proxy: ServerProxy, service: string, method: string): void {
  const methods = Object.hasOwn(proxy.services, service) ? proxy.services[service] : undefined
  if (methods?.includes(method)) return
  const hint = `It offers ${offer(proxy.services) || 'nothing'}.`
  throw new ClusterError('NO_SUCH_METHOD', `${proxy.id} has no ${service}.${method}`, { hint })
}

function offer(services: Services): string {
  return Object.entries(services)
    .flatMap(([service, methods]) => methods.map((method) => `${service}.${method}`))
    .join(', ')
}
