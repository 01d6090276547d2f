// The caller's side of remote services: one set of proxies for each server in the view that can be called. Made when
// servers are added, taken away when they go.
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
  readonly #made = new Map<string, ServerProxy>()
  readonly #tap: Tap

  constructor(tap: Tap) {
    this.#tap = tap
  }

  /** A record without a `port`, or without services, is listed and gets none. */
  add(records: ServerRecord[]): void {
    for (const record of records) {
      const { id, instance, serverType, host, port, services = {} } = record
      if (port === undefined || Object.keys(services).length === 0) continue
      const proxy = { id, instance, serverType, host, port, services }
      this.#made.set(id, proxy)
      this.#tell(proxy, true)
    }
  }

  /** Answers the proxies that were taken away. */
  remove(records: ServerRecord[]): ServerProxy[] {
    const gone = records.flatMap(({ id, instance }) => {
      const proxy = this.#made.get(id)
      return proxy?.instance === instance ? [proxy] : []
    })
    for (const proxy of gone) {
      this.#made.delete(proxy.id)
      this.#tell(proxy, false)
    }
    return gone
  }

  get(id: string): ServerProxy | undefined {
    return this.#made.get(id)
  }

  ofType(serverType: string): ServerProxy[] {
    return [...this.#made.values()].filter((proxy) => proxy.serverType === serverType)
  }

  /** Service names by server type. */
  get services(): Record<string, string[]> {
    const byType = new Map<string, Set<string>>()
    for (const { serverType, services } of this.#made.values()) {
      const names = byType.get(serverType) ?? new Set()
      Object.keys(services).forEach((name) => names.add(name))
      byType.set(serverType, names)
    }
    return Object.fromEntries([...byType].map(([type, names]) => [type, [...names]]))
  }

  #tell(proxy: ServerProxy, made: boolean): void {
    const { id, instance, serverType, services } = proxy
    this.#tap.proxy({ id, instance }, { serverType, services: Object.keys(services), made })
  }
}

/** Fails with `NO_SUCH_METHOD` unless the server offers it. */
export function checkOffered(proxy: ServerProxy, service: string, method: string): void {
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
