// Two generic wrappers that carry the contract over any channel: Electron's IPC, or Socket.IO.
// What comes in from a window is parsed here; a window is not trusted.
import type { Problem } from './answers.ts'
import { hostCalls, type HostApi, type HostCall, type HostEvent } from './calls.ts'
import { HostError } from './host-error.ts'

export type Answer = { ok: true; value: unknown } | { ok: false; problem: Problem }

/** The host's end, as a shell gets it. */
export interface HostDoor {
  api: HostApi
  /** The same calls for one window: what it watches ends when it leaves. */
  visit(): { api: HostApi; leave(): void }
  /** Returns its undo. */
  listen(listener: (event: HostEvent) => void): () => void
}

/** The window's end of a channel. */
export interface Channel {
  /** Resolves with the other end's answer; rejects when the channel itself fails. */
  call(method: string, args: unknown[]): Promise<Answer>
  /** Returns its undo. */
  listen(listener: (event: HostEvent) => void): () => void
  /** Told at once and on every change; returns its undo. */
  watch(listener: (connected: boolean) => void): () => void
}

/** Turns calls from a window into calls of the host. Never rejects: a failure is an answer too. */
export function serveHost(api: HostApi): (method: unknown, args: unknown) => Promise<Answer> {
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

/** The host as a window sees it: each call goes over the channel, each failure is a `HostError`. */
export function connectHost(channel: Channel): HostApi {
  return new Proxy({} as HostApi, {
    get: (_, method) => {
      if (typeof method !== 'string' || method === 'then') return undefined
      return async (...args: unknown[]) => {
        const answer = await channel.call(method, args)
        if (!answer.ok) throw new HostError(answer.problem)
        return answer.value
      }
    },
  })
}

export function problemOf(error: unknown): Problem {
  if (error instanceof HostError) return error.problem
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

function isHostCall(method: unknown): method is HostCall {
  return typeof method === 'string' && Object.hasOwn(hostCalls, method)
}

function describe(method: unknown): string {
  return typeof method === 'string'
    ? `named ${JSON.stringify(method.slice(0, 80))}`
    : `for a name of type ${typeof method}`
}

function refuse(code: string, message: string): Answer {
  return { ok: false, problem: { code, message } }
}
