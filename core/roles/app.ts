// The interface of a server for user code, and the types of what a project's files export.
import type { ServerInfo, ServerRecord } from '../protocol/packet.ts'
import type { Log } from '../kit/log.ts'
import type { Rpc } from '../rpc/rpc.ts'

export interface App {
  readonly id: string
  readonly serverType: string
  /** New for each process, so that a restarted server can be distinguished. */
  readonly instance: string
  /** The record that is registered. Keys added before `beforeStartup` is done are visible to every server. */
  readonly info: ServerInfo
  /** Calls other servers. */
  readonly rpc: Rpc
  /** Writes to the server's log file. */
  readonly log: Log
  /** Returns the servers in this server's view, itself included; with an argument, those of one type. */
  servers(serverType?: string): ServerRecord[]
  /** Called after servers were added and their proxies made. Returns an unsubscribe function. */
  onServersAdded(listener: (records: ServerRecord[]) => void): () => void
  /** Called after servers and their proxies were removed. Returns an unsubscribe function. */
  onServersRemoved(listener: (records: ServerRecord[]) => void): () => void
}

/**
 * The default export of `servers/<type>/remote/<service>.ts`: gets the app, returns the service. Every server can call
 * the functions of the service, with JSON arguments and results. Names that begin with `_` are private.
 */
export type ServiceFactory<Service extends object = object> = (app: App) => Service | Promise<Service>

/** The default export of `servers/<type>/lifecycle.ts`. Each hook is awaited. */
export interface Lifecycle {
  /** Before the server listens or registers. If it throws, the start fails. */
  beforeStartup?(app: App): void | Promise<void>
  /** After the server has registered and subscribed; the server is ready when it is done. If it throws, the start fails. */
  afterStartup?(app: App): void | Promise<void>
  /** When every expected server has started, once per process. */
  afterStartAll?(app: App): void | Promise<void>
  /**
   * Before the server ends, and after it has left the server list and finished running calls. It can still call other
   * servers. It has 5 s by default.
   */
  beforeShutdown?(app: App): void | Promise<void>
}

/** Returns its argument; gives a service file its types: `export default defineService((app) => ({ … }))`. */
export function defineService<Service extends object>(
  factory: ServiceFactory<Service>,
): ServiceFactory<Service> {
  return factory
}

/** Returns its argument; gives a lifecycle file its types: `export default defineLifecycle({ … })`. */
export function defineLifecycle(lifecycle: Lifecycle): Lifecycle {
  return lifecycle
}
