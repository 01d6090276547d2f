// What a user calls: `app.rpc.any('chat').room.join(…)`. Chooses the server, then goes through the station.
import { ClusterError } from '../protocol/errors.ts'
import type { MembershipView } from '../membership/view.ts'
import type { Proxies, ServerProxy } from './proxy.ts'
import { byKey, RoundRobin } from './router.ts'
import type { Station } from './station.ts'

/**
 * The services of each server type, for the compiler: a project adds its own by declaration merging,
 * `declare module 'grove-cluster' { interface ClusterServices { chat: { room: RoomService } } }`.
 */
// oxlint-disable-next-line typescript/no-empty-interface -- filled by the projects that use it
export interface ClusterServices {}

export type ServerTypes = keyof ClusterServices extends never ? string : keyof ClusterServices & string

type AnyServices = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>

/** The services of one server type, each method answering with a promise. */
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

/** What `all` answers for each server. */
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

/** Calls of other servers' services. Each call rejects with a `ClusterError` (PROTOCOL.md §8). */
export class Rpc {
  readonly #view: MembershipView
  readonly #proxies: Proxies
  readonly #station: Station
  readonly #turns = new RoundRobin()

  constructor(view: MembershipView, proxies: Proxies, station: Station) {
    this.#view = view
    this.#proxies = proxies
    this.#station = station
  }

  /** This very server. */
  to<Type extends ServerTypes = ServerTypes>(id: string): Remote<Type> {
    return remote((...call) => this.#station.call(id, ...call)) as Remote<Type>
  }

  /** The servers of a type in turn. */
  any<Type extends ServerTypes>(serverType: Type): Remote<Type> {
    const pick = (servers: ServerProxy[]): ServerProxy | undefined => this.#turns.pick(serverType, servers)
    return remote((...call) => this.#callOne(serverType, pick, call)) as Remote<Type>
  }

  /** The same key, the same server of this type, while it lives. */
  route<Type extends ServerTypes>(serverType: Type, key: string): Remote<Type> {
    const pick = (servers: ServerProxy[]): ServerProxy | undefined => byKey(key, servers)
    return remote((...call) => this.#callOne(serverType, pick, call)) as Remote<Type>
  }

  /** Every server of a type that can be called; never rejects, each outcome says its server. */
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
    if (this.#view.ofType(serverType).length === 0) {
      throw new ClusterError('NO_SUCH_SERVER', `no server of type ${serverType} is in the cluster`)
    }
    throw new ClusterError('NOT_CALLABLE', `no server of type ${serverType} has an RPC port and services`)
  }
}

/** `remote(call).room.join(1)` → `call('room', 'join', [1])`. Looked up at each call, so it never goes stale. */
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
  // `then` must stay undefined, or awaiting such an object would call it.
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
