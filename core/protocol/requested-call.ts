// A call that the launcher's user requests from a server: what to call, and what each called server answered.

/** The methods of one service that a server can call through its proxies. */
export interface CallableService {
  serverType: string
  service: string
  methods: string[]
  /** The ids of the servers that offer it. */
  servers: string[]
}

export type CallTarget =
  | { kind: 'server'; id: string }
  /** One server of the type, the same one for the same key while it lives. */
  | { kind: 'route'; serverType: string; key: string }
  /** Every callable server of the type. */
  | { kind: 'all'; serverType: string }

export interface RequestedCall {
  service: string
  method: string
  args: unknown[]
  target: CallTarget
  timeoutMs: number
}

export interface AnsweredValue {
  /** As JSON; only its beginning where it is truncated. */
  json: string
  /** Size of the whole JSON in UTF-8. */
  bytes: number
  isTruncated: boolean
}

/** What one server answered: a value or an error. */
export interface CallAnswer {
  /** Null if no server could be chosen. */
  server: string | null
  /** From the call until its answer, nanoseconds. */
  roundTrip: number
  value: AnsweredValue | null
  error: { code: string; message: string; hint?: string | undefined } | null
}

export interface RequestedCallResult {
  /** The id of the `step` of the timeline that stands for the request. The packets of the call are its effects. */
  event: string
  /** One for each called server. */
  answers: CallAnswer[]
}

export const MAX_CALL_TIMEOUT_MS = 600_000
/** Arguments of a requested call: their JSON, and its nesting, leave room for the envelope of a packet. */
export const MAX_ARGUMENT_BYTES = 512 * 1024
export const MAX_ARGUMENT_DEPTH = 28
