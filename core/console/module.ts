// Modules of the control plane: a module has handlers at the master and at each server, which exchange packets.

/** A request, a notification or a tick of the module's interval. */
export interface ModuleCall {
  /** Id of the sender: a server, an admin client or the master. For a tick, this process. */
  from: string
  body: unknown
  /** Set when the handler is called by its interval. */
  tick?: true
  /** Answers a request after the handler has returned `DEFERRED`. Ignored for notifications and ticks. */
  answer: (body: unknown) => void
}

/** Returned by a handler that calls `answer` itself. */
export const DEFERRED = Symbol('deferred answer')

/** What a module's handlers can do at the master. */
export interface MasterConsole {
  /** Ids of the registered servers. */
  readonly servers: string[]
  /**
   * Sends a request to the module at a server.
   * @throws `NO_SUCH_SERVER`, `REQUEST_TIMEOUT`, `PEER_LOST`, or the error in the answer
   */
  request(id: string, body: unknown): Promise<unknown>
  /** Sends a notification to the module at these servers. */
  notify(ids: Iterable<string>, body: unknown): void
}

/** What a module's handler can do at a server. */
export interface MonitorConsole {
  /** Id of this server. */
  readonly id: string
  /**
   * Sends a request to the module at the master.
   * @throws `PEER_LOST`, `REQUEST_TIMEOUT`, or the error in the answer
   */
  request(body: unknown): Promise<unknown>
  /** Sends a notification to the module at the master. It is lost while there is no connection. */
  notify(body: unknown): void
}

/** Returns the body of the answer, a promise of it, or `DEFERRED`; throws to answer with an error. */
type ModuleHandler<Console> = (call: ModuleCall, console: Console) => unknown

export interface Module {
  readonly moduleId: string
  /** With `interval`: a push module's handler runs at each server, a pull module's at the master. */
  readonly type?: 'push' | 'pull'
  /** In milliseconds. */
  readonly interval?: number
  /** Default true. */
  readonly enabled?: boolean
  /** At the master: handles packets from servers. */
  readonly masterHandler?: ModuleHandler<MasterConsole>
  /** At a server: handles packets from the master. */
  readonly monitorHandler?: ModuleHandler<MonitorConsole>
  /** At the master: handles packets from admin clients. */
  readonly clientHandler?: ModuleHandler<MasterConsole>
}

/** Returns the module; gives its handlers their types. */
export function defineModule(module: Module): Module {
  return module
}
