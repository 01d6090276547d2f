// A module of the control plane: one half runs at the master, one at each server, and they talk through the agents.

/** A request, a notification or a tick, as a module's handler gets it. */
export interface ModuleCall {
  /** Whose process sent it: a server's id, an admin client's, or the master's. For a tick, this process's own. */
  from: string
  body: unknown
  /** Run by time, not by a packet. */
  tick?: true
  /** Answers a request later than by returning: a handler that will do so returns `LATER`. Ignored for anything else. */
  answer: (body: unknown) => void
}

/** What a handler returns when it will call `answer` itself. */
export const DEFERRED = Symbol('answers later')

/** What a module may do at the master. */
export interface MasterConsole {
  /** Ids of the registered servers. */
  readonly servers: string[]
  /** Asks the module's half at a server. Fails with `NO_SUCH_SERVER`, `REQUEST_TIMEOUT`, `PEER_LOST` or what it answers. */
  request(id: string, body: unknown): Promise<unknown>
  /** Tells the module's half at these servers. */
  notify(ids: Iterable<string>, body: unknown): void
}

/** What a module may do at a server. */
export interface MonitorConsole {
  /** Of this server. */
  readonly id: string
  /** Asks the module's half at the master. Fails with `PEER_LOST`, `REQUEST_TIMEOUT` or what it answers. */
  request(body: unknown): Promise<unknown>
  /** Tells the module's half at the master; lost while there is no connection. */
  notify(body: unknown): void
}

/** Returns the answer's body, a promise of it, or `LATER`; throws to answer with an error. */
type ModuleHandler<Console> = (call: ModuleCall, console: Console) => unknown

export interface Module {
  readonly moduleId: string
  /** With `interval`: a push module is run by time at each server, a pull module at the master. */
  readonly type?: 'push' | 'pull'
  /** Milliseconds. */
  readonly interval?: number
  /** False for a module that someone has to enable first. */
  readonly enabled?: boolean
  /** At the master, for what servers send. */
  readonly masterHandler?: ModuleHandler<MasterConsole>
  /** At a server, for what the master sends. */
  readonly monitorHandler?: ModuleHandler<MonitorConsole>
  /** At the master, for what admin clients send. */
  readonly clientHandler?: ModuleHandler<MasterConsole>
}

/** Gives a module its types. */
export function defineModule(module: Module): Module {
  return module
}
