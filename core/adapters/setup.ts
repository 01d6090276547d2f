// What the launcher tells a program about its adapter: JSON in an environment variable. No secrets.
import type { TapLevel } from '../protocol/record.ts'

export const SETUP_VARIABLE = 'GROVE_ADAPTER'

export interface AdapterSetup {
  /** Path of the Unix socket or Windows pipe that the launcher listens on. Each spawned program has its own. */
  socket: string
  id: string
  serverType: string
  role: 'master' | 'server'
  host: string
  /** Name of the adapter. */
  adapter: string
  /** A user's own adapter: the absolute path of its CommonJS file. */
  file?: string | undefined
  /** Monotonic t0 of the run, nanoseconds, as a decimal string. */
  t0: string
  /** Ends the program where its adapter does not: SIGTERM if absent. */
  stopSignal?: NodeJS.Signals | undefined
  tap: { rpc: TapLevel }
  /** What only this adapter understands. */
  options?: Record<string, unknown> | undefined
  /** Set by the hook when a process has joined: its children do not join, except the workers of `node:cluster`. */
  joined?: number | undefined
}

/** Returns null without a setup, or with one that cannot be read. */
export function readAdapterSetup(environment: NodeJS.ProcessEnv): AdapterSetup | null {
  try {
    const setup = JSON.parse(environment[SETUP_VARIABLE] ?? 'null') as AdapterSetup | null
    return typeof setup?.socket === 'string' && typeof setup.adapter === 'string' ? setup : null
  } catch {
    return null
  }
}
