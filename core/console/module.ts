// A module of the control plane: one half runs at the master, one at each server, and they talk through the agents.

/** A request or a notification, as a module's handler gets it. */
export interface ModuleCall {
  /** Whose process sent it: a server's id, an admin client's, or the master's. */
  from: string
  body: unknown
  /** Answers a request later than by returning: a handler that will do so returns `LATER`. Ignored for a notification. */
  answer: (body: unknown) => void
}

/** What a handler returns when it will call `answer` itself. */
export const LATER = Symbol('answers later')

/** Returns the answer's body, a promise of it, or `LATER`; throws to answer with an error. */
export type ModuleHandler = (call: ModuleCall) => unknown

export interface Module {
  readonly moduleId: string
  /** At the master, for what servers send. */
  readonly masterHandler?: ModuleHandler
  /** At a server, for what the master sends. */
  readonly monitorHandler?: ModuleHandler
  /** At the master, for what admin clients send. */
  readonly clientHandler?: ModuleHandler
}

export type HandlerName = 'masterHandler' | 'monitorHandler' | 'clientHandler'
