// What a user's own code sees of the server it runs in, and the two shapes that a project's files export.
import type { ServerInfo, ServerRecord } from '../protocol/packet.ts'
import type { Log } from '../kit/log.ts'
import type { Rpc } from '../rpc/rpc.ts'

export interface App {
  readonly id: string
  readonly serverType: string
  /** New for each process: tells a restarted server from the one before. */
  readonly instance: string
  /** The record as it is registered. Keys of your own may be added until `beforeStartup` is done; every server sees them. */
  readonly info: ServerInfo
  /** Calls to other servers. */
  readonly rpc: Rpc
  /** Writes to the server's log file. */
  readonly log: Log
  /** Who is in the cluster as this server believes, itself included; of one type, if given. */
  servers(serverType?: string): ServerRecord[]
  /** Told after the proxies were made. Returns its undo. */
  onServersAdded(listener: (records: ServerRecord[]) => void): () => void
  /** Told after the proxies were taken away. Returns its undo. */
  onServersRemoved(listener: (records: ServerRecord[]) => void): () => void
}

/**
 * The default export of `servers/<type>/remote/<service>.ts`: gets the app, returns the service. The functions of what
 * it returns can be called from every server, with JSON arguments and results; names that begin with `_` cannot.
 */
export type ServiceFactory<Service extends object = object> = (app: App) => Service | Promise<Service>

/** The default export of `servers/<type>/lifecycle.ts`. Each is awaited; one that throws fails the start. */
export interface Lifecycle {
  /** Before this server listens or registers. */
  beforeStartup?(app: App): void | Promise<void>
  /** Registered and subscribed; done before the server counts as ready. */
  afterStartup?(app: App): void | Promise<void>
  /** Every expected server has started. Once in a process's life. */
  afterStartAll?(app: App): void | Promise<void>
  /** Before this server leaves; it has 5 s by default. */
  beforeShutdown?(app: App): void | Promise<void>
}

/** Gives a service file its types: `export default defineService((app) => ({ … }))`. */
export function defineService<Service extends object>(
  factory: ServiceFactory<Service>,
): ServiceFactory<Service> {
  return factory
}

/** Gives a lifecycle file its types: `export default defineLifecycle({ … })`. */
export function defineLifecycle(lifecycle: Lifecycle): Lifecycle {
  return lifecycle
}
