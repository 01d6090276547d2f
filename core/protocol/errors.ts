// The errors of the framework and their stable codes, and their conversion to data that is sent to other processes.
import { messageOf } from '../kit/message-of.ts'
import type { RpcError, WireError } from './packet.ts'

const TABLE = {
  BAD_REQUEST: { retryable: false },
  PROTOCOL_UNSUPPORTED: { retryable: false },
  AUTH_FAILED: { retryable: false },
  DUPLICATE_ID: { retryable: false },
  ALREADY_REGISTERED: { retryable: false },
  UNKNOWN_MODULE: { retryable: false },
  UNKNOWN_ACTION: { retryable: false },
  MODULE_DISABLED: { retryable: false },
  MODULE_FAILED: { retryable: false },
  REQUEST_TIMEOUT: { retryable: true },
  PEER_LOST: { retryable: true },
  NO_SUCH_SERVER: { retryable: true },
  NOT_CALLABLE: { retryable: false },
  NO_SUCH_METHOD: { retryable: false },
  RPC_TIMEOUT: { retryable: true },
  RPC_FAILED: { retryable: false },
  OVERLOADED: { retryable: true },
  TOO_LARGE: { retryable: false },
  PORT_IN_USE: { retryable: false },
  CANNOT_LISTEN: { retryable: false },
  BAD_SERVICE: { retryable: false },
  BAD_MODULE: { retryable: false },
  BAD_LIFECYCLE: { retryable: false },
  USER_CODE_FAILED: { retryable: false },
  BAD_SETUP: { retryable: false },
  STOPPED: { retryable: false },
} as const

export type ErrorCode = keyof typeof TABLE

export interface ErrorDetails {
  /** What to do, in one sentence. */
  hint?: string
  cause?: unknown
  /** Plain data for programs, such as the `data` of an error that a method threw. */
  data?: unknown
}

/** `code` is stable; `message` is for people; `retryable`: whether the same call may succeed later. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly data: unknown

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.data = details.data
  }

  get retryable(): boolean {
    return TABLE[this.code].retryable
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(TABLE, code)
}

/** Never throws, unlike `instanceof` with a proxy whose traps throw. */
export function isClusterError(error: unknown): error is ClusterError {
  try {
    return error instanceof ClusterError
  } catch {
    return false
  }
}

/** Converts an error for a module response (§3). Any other error becomes `MODULE_FAILED`, with its message and without its stack. */
export function toWireError(error: unknown): WireError {
  const message = messageOf(error)
  return isClusterError(error)
    ? { code: error.code, message, hint: error.hint }
    : { code: 'MODULE_FAILED', message }
}

export function fromWireError(error: WireError): ClusterError {
  const code = isErrorCode(error.code) ? error.code : 'MODULE_FAILED'
  return new ClusterError(code, error.message, { hint: error.hint })
}

/** Converts an error for an RPC answer (§8). Any other error becomes `RPC_FAILED`, with its message and `data`. Never throws. */
export function toRpcError(error: unknown): RpcError {
  const message = messageOf(error)
  if (isClusterError(error)) {
    return { code: error.code, message, retryable: error.retryable, data: error.data }
  }
  return { code: 'RPC_FAILED', message, retryable: false, data: dataOf(error) }
}

function dataOf(error: unknown): unknown {
  try {
    return typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined
  } catch {
    return undefined
  }
}

export function fromRpcError(error: RpcError): ClusterError {
  const code = isErrorCode(error.code) ? error.code : 'RPC_FAILED'
  return new ClusterError(code, error.message, { data: error.data })
}
