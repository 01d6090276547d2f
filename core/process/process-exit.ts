// Ends this process in order: stops its role, flushes its records, and exits; reports an error to the parent first.
import { inspect } from 'node:util'
import type { Log } from '../kit/log.ts'
import { messageOf } from '../kit/message-of.ts'
import { settleWithin } from '../kit/timeout.ts'
import { isClusterError } from '../protocol/errors.ts'
import type { Failure } from './messages.ts'
import type { Parent } from './parent.ts'
import type { Role } from './role.ts'
import { userFrame } from './user-frame.ts'

export interface ProcessExitOptions {
  parent: Parent
  log: Log
  /** Resolves when the parent has every record. */
  flush: () => Promise<void>
  /** After this time the process exits, whatever is left. */
  timeoutMs: number
}

export class ProcessExit {
  /** Set when the role has been created. */
  role: Role | undefined
  readonly #options: ProcessExitOptions
  #isEnding = false

  constructor(options: ProcessExitOptions) {
    this.#options = options
  }

  async end(code: number): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    const { parent, flush, timeoutMs } = this.#options
    parent.send({ grove: 'ending', memory: process.memoryUsage.rss() })
    await settleWithin(timeoutMs, Promise.resolve(this.role?.stop()).then(flush))
    process.exit(code)
  }

  readonly fail = (error: unknown): void => {
    if (this.#isEnding) return
    const { parent, log } = this.#options
    log('error', describe(error))
    const failure = failureOf(error)
    this.role?.markFailed(failure.message)
    parent.send({ grove: 'failed', failure }, () => void this.end(1))
  }
}

function failureOf(error: unknown): Failure {
  if (isClusterError(error)) return { code: error.code, message: error.message, hint: error.hint }
  const frame = userFrame(error)
  return { code: 'USER_CODE_FAILED', message: `${messageOf(error)}${frame ? ` (${frame})` : ''}` }
}

function describe(error: unknown): string {
  if (!isClusterError(error)) return stackOf(error)
  const { code, message, hint, cause } = error
  return `${code}: ${message}${hint ? ` ${hint}` : ''}${cause ? `\n${stackOf(cause)}` : ''}`
}

/** Returns the stack with those of the causes; a text for what is not an error. Never throws. */
function stackOf(error: unknown): string {
  try {
    return error instanceof Error ? inspect(error) : messageOf(error)
  } catch {
    return messageOf(error)
  }
}
