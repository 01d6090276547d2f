// What a cluster process needs of the role it plays.
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
  /** Resolves when it is ready; rejects when it cannot start. */
  readonly started: Promise<void>
  /** Rejects when it can go on no longer after it had started. */
  readonly failed?: Promise<never>
  /** Resolves when an admin client asked for its end. */
  readonly stopRequested?: Promise<void>
  /** Says in the record that it failed, and why. */
  markFailed(reason: string): void
  stop(): Promise<void>
}
