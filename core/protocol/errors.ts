// Every error that Grove's framework raises: one table, a code and a sentence that says what to do.
// Errors cross processes as data; the code is what programs may rely on.
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
  /** What to do about it, one sentence. */
  hint?: string
  cause?: unknown
  /** Plain data for programs, e.g. what a method threw with. */
  data?: unknown
}

/** An error of the framework. `code` is stable; `message` is for people; `retryable` says whether the same call may work later. */
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

/** For a module response (§3). Anything that is no ClusterError becomes `MODULE_FAILED`: its message, never its stack. */
export function toWireError(error: unknown): WireError {
  const known = error instanceof ClusterError ? error : new ClusterError('MODULE_FAILED', messageOf(error))
  return { code: known.code, message: known.message, ...(known.hint ? { hint: known.hint } : {}) }
}

export function fromWireError(error: WireError): ClusterError {
  const code = isErrorCode(error.code) ? error.code : 'MODULE_FAILED'
  return new ClusterError(code, error.message, error.hint ? { hint: error.hint } : {})
}

/** For an RPC answer (§8). What a method threw becomes `RPC_FAILED` with its message and its own `data`, if any. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof ClusterError) {
    return withData({ code: error.code, message: error.message, retryable: error.retryable }, error.data)
  }
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined
  return withData({ code: 'RPC_FAILED', message: messageOf(error), retryable: false }, data)
}

export function fromRpcError(error: RpcError): ClusterError {
  const code = isErrorCode(error.code) ? error.code : 'RPC_FAILED'
  return new ClusterError(code, error.message, { data: error.data })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function withData(error: RpcError, data: unknown): RpcError {
  return data === undefined ? error : { ...error, data }
}
