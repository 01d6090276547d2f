// The RPC interface for user code: `app.rpc.any('chat').room.join(…)`.
import type { ClusterError } from '../protocol/errors.ts'
import type { Proxies, ServerProxy } from './proxy.ts'
import { byKey, RoundRobin } from './router.ts'
import type { Station } from './station.ts'

/**
 * The services of each server type, for the compiler. A project adds its own by declaration merging:
 * `declare module 'grove-cluster' { interface ClusterServices { chat: { room: RoomService } } }`.
 */
// oxlint-disable-next-line typescript/no-empty-interface -- filled by the projects that use it
export interface ClusterServices {}

// oxlint-disable-next-line typescript/no-redundant-type-constituents -- `never` only while the interface is empty
export type ServerTypes = keyof ClusterServices extends never ? string : keyof ClusterServices & string

type AnyServices = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>

/** The services of one server type; each method returns a promise. */
export type Remote<Type extends string> = Type extends keyof ClusterServices
  ? { [Service in keyof ClusterServices[Type]]: RemoteService<ClusterServices[Type][Service]> }
  : AnyServices

type RemoteService<Service> = {
  [
    Method in keyof Service as Service[Method] extends (...args: never[]) => unknown ? Method : never
  ]: Service[Method] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never
}

/** The result of `all` for one server. */
export type Outcome<Value> = { server: string; value: Value } | { server: string; error: ClusterError }

type Broadcast<Services> = {
  [Service in keyof Services]: {
    [Method in keyof Services[Service]]: Services[Service][Method] extends (
      ...args: infer Args
    ) => Promise<infer Value>
      ? (...args: Args) => Promise<Outcome<Value>[]>
      : never
  }
}

type CallMethod = (service: string, method: string, args: unknown[]) => Promise<unknown>

/** Calls the services of other servers. A failed call rejects with a `ClusterError` (PROTOCOL.md §8). */
export class Rpc {
  readonly #proxies: Proxies
  readonly #station: Station
  readonly #turns = new RoundRobin()

  constructor(proxies: Proxies, station: Station) {
    this.#proxies = proxies
    this.#station = station
  }

  /** Calls the server with this id. */
  to<Type extends ServerTypes = ServerTypes>(id: string): Remote<Type> {
    return remote((...call) => this.#station.call(id, ...call)) as Remote<Type>
  }

  /** Calls the servers of a type in turn. */
  any<Type extends ServerTypes>(serverType: Type): Remote<Type> {
    const pick = (servers: ServerProxy[]): ServerProxy | undefined => this.#turns.pick(serverType, servers)
    return remote((...call) => this.#callOne(serverType, pick, call)) as Remote<Type>
  }

  /** Calls one server of the type, the same one for the same key while it lives. */
  route<Type extends ServerTypes>(serverType: Type, key: string): Remote<Type> {
    const pick = (servers: ServerProxy[]): ServerProxy | undefined => byKey(key, servers)
    return remote((...call) => this.#callOne(serverType, pick, call)) as Remote<Type>
  }

  /** Calls every callable server of a type. Never rejects: each outcome has a value or an error. */
  all<Type extends ServerTypes>(serverType: Type): Broadcast<Remote<Type>> {
    return remote((...call) => {
      const servers = this.#proxies.ofType(serverType)
      return Promise.all(servers.map(({ id }) => outcome(id, this.#station.call(id, ...call))))
    }) as Broadcast<Remote<Type>>
  }

  async #callOne(
    serverType: string,
    pick: (servers: ServerProxy[]) => ServerProxy | undefined,
    call: Parameters<CallMethod>,
  ): Promise<unknown> {
    const server = pick(this.#proxies.ofType(serverType))
    if (server) return this.#station.call(server.id, ...call)
    throw this.#station.noneCallable(serverType)
  }
}

/** `remote(call).room.join(1)` becomes `call('room', 'join', [1])`. Servers are looked up at each call. */
function remote(call: CallMethod): unknown {
  return names((service) =>
    names(
      (method) =>
        (...args: unknown[]) =>
          call(service, method, args),
    ),
  )
}

function names(get: (name: string) => unknown): object {
  // `then` must be undefined, or `await` would call it.
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' && name !== 'then' ? get(name) : undefined) },
  )
}

async function outcome(server: string, call: Promise<unknown>): Promise<Outcome<unknown>> {
  try {
    return { server, value: await call }
  } catch (error) {
    return { server, error: error as ClusterError }
  }
}
