// Two generic wrappers that carry the contract over any channel: Electron's IPC, or Socket.IO.
import { messageOf } from '../../core/kit/message-of.ts'
import { hostCalls, type HostApi, type HostCall, type HostEvent } from './calls.ts'
import { HostError } from './host-error.ts'
import type { Problem } from './outputs.ts'

export type CallResult = { ok: true; value: unknown } | { ok: false; problem: Problem }

/** The host, as a shell gets it. */
export interface HostServer {
  api: HostApi
  /** The API for one window. `disconnect` ends what the window watches and exports. */
  connect(): { api: HostApi; disconnect(): void }
  /** Returns an unsubscribe function. */
  listen(listener: (event: HostEvent) => void): () => void
}

export interface Caller {
  /** Resolves with the host's result; rejects when the channel itself fails. */
  call(method: string, args: unknown[]): Promise<CallResult>
}

/** The window's end of a channel. */
export interface Channel extends Caller {
  /** Returns an unsubscribe function. */
  listen(listener: (event: HostEvent) => void): () => void
  /** Called at once and on every change. Returns an unsubscribe function. */
  watch(listener: (connected: boolean) => void): () => void
}

/** Parses calls from a window and runs them on the host. Never rejects: a failure is a result too. */
export function serveHost(api: HostApi): (method: unknown, args: unknown) => Promise<CallResult> {
  return async (method, args) => {
    if (!isHostCall(method)) return refuse('BAD_CALL', `The host has no call ${describe(method)}.`)
    const parsed = hostCalls[method].args.safeParse(args)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return refuse('BAD_CALL', `${method}: argument ${issue?.path.join('.') || ''} ${issue?.message}`)
    }
    try {
      // The table proves that these arguments fit this method; TypeScript cannot follow that through a union.
      const run = api[method] as (...args: unknown[]) => Promise<unknown>
      return { ok: true, value: await run(...parsed.data) }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  }
}

/** The host API over a channel: each failure is thrown as a `HostError`. */
export function connectHost(caller: Caller): HostApi {
  return new Proxy({} as HostApi, {
    get: (_, method) => {
      if (typeof method !== 'string' || method === 'then') return undefined
      return async (...args: unknown[]) => {
        const result = await caller.call(method, withoutAbsent(args))
        if (!result.ok) throw new HostError(result.problem)
        return result.value
      }
    },
  })
}

/** Leaves out optional arguments at the end: JSON has no `undefined`. */
function withoutAbsent(args: readonly unknown[]): unknown[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1)
}

export function problemOf(error: unknown): Problem {
  if (error instanceof HostError) return error.problem
  return { code: 'INTERNAL', message: messageOf(error) }
}

function isHostCall(method: unknown): method is HostCall {
  return typeof method === 'string' && Object.hasOwn(hostCalls, method)
}

function describe(method: unknown): string {
  return typeof method === 'string'
    ? `named ${JSON.stringify(method.slice(0, 80))}`
    : `for a name of type ${typeof method}`
}

function refuse(code: string, message: string): CallResult {
  return { ok: false, problem: { code, message } }
}
