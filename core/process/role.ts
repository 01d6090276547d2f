// The interface of a cluster process's role, and what a role is created with.
import type { Log } from '../kit/log.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Tap } from '../tap/tap.ts'
import type { Transport } from '../transport/transport.ts'
import type { Parent } from './parent.ts'
import type { StartOptions } from './setup.ts'

export interface RoleContext extends StartOptions {
  transport: Transport
  parameters: Parameters
  parent: Parent
  tap: Tap
  log: Log
}

export interface Role {
  readonly instance: string
  /** Resolves when the role is ready; rejects when it cannot start. */
  readonly started: Promise<void>
  /** Rejects when the role fails after it had started. */
  readonly failed?: Promise<never>
  /** Resolves when an admin client requests a stop. */
  readonly stopRequested?: Promise<void>
  /** Sets the state to `failed`. */
  markFailed(reason: string): void
  stop(): Promise<void>
}
