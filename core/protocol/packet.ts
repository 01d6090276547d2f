// The objects that travel between cluster processes, as PROTOCOL.md names them. Plain data: nothing here runs.

/** What a server offers for RPC: service name → method names. */
export type Services = Record<string, string[]>

/** A server's record as it registers it (§4.1). Keys beyond these are the user's own. */
export interface ServerInfo {
  id: string
  /** Absent for the master only: such a record is never announced. */
  serverType?: string
  host: string
  /** RPC port, 1 to 65535; absent for a server that nobody can call. */
  port?: number
  services?: Services
  [key: string]: unknown
}

/** A record as the master announces it: with the process's instance, so that a restarted server is told apart. */
export interface ServerRecord extends ServerInfo {
  serverType: string
  instance: string
}

export type ServerList = Record<string, ServerRecord>

/** §4.1; `reconnect` (§6) sends the same with `started`. */
export interface RegisterRequest {
  protocol: 1
  type: 'monitor'
  id: string
  serverType: string
  pid: number
  instance: string
  token: string
  info: ServerInfo
  started?: boolean
}

/** §7. */
export interface ClientRegisterRequest {
  protocol: 1
  type: 'client'
  id: string
  token: string
}

/** §4.2. */
export type RegisterAck = { code: 1; msg: string; epoch: string } | { code: -1; msg: string; reason: string }

/** §3. An error as data: `hint` says what to do. */
export interface WireError {
  code: string
  message: string
  hint?: string
}

export interface RequestPacket {
  reqId: number
  moduleId: string
  body: unknown
}
interface NotificationPacket {
  moduleId: string
  body: unknown
}
interface ResponsePacket {
  respId: number
  error: WireError | null
  body?: unknown
}
export type ModulePacket = RequestPacket | NotificationPacket | ResponsePacket

/** What a server asks of the master's `__watchdog__` (§5). */
export type WatchdogRequest =
  | { action: 'subscribe'; id: string }
  | { action: 'unsubscribe'; id: string }
  | { action: 'record'; id: string }

export type RemovalReason = 'closed' | 'lost'
export type Change = { add: ServerRecord } | { remove: string; reason: RemovalReason }

/** The whole list at one revision, as `subscribe` is answered. */
export interface Snapshot {
  epoch: string
  revision: number
  settling: boolean
  startedOver: boolean
  servers: ServerList
}

/** What the master tells a server's `__watchdog__` (§5). */
export type WatchdogNotice =
  | { action: 'addServer'; revision: number; server: ServerRecord }
  | { action: 'removeServer'; revision: number; id: string; reason: RemovalReason }
  | { action: 'update'; revision: number; changes: Change[] }
  | { action: 'replaceServer'; epoch: string; revision: number; settling: boolean; servers: ServerList }
  | { action: 'startOver'; epoch: string }

/** The answer to the master's `view` request (§5). */
export interface ViewAnswer {
  epoch: string
  revision: number
  servers: Record<string, string>
  proxies: Record<string, string[]>
}

/** §8. OpenTelemetry's ids, in hex. */
/** OpenTelemetry's ids, in lower-case hex: 32 digits for a trace, 16 for a span. */
export interface TraceContext {
  traceId: string
  spanId: string
  parentSpanId?: string
}

/** One RPC call inside an `rpc` packet (§8). Without `id` it wants no answer. */
export interface CallEnvelope {
  id?: number
  namespace: 'user' | 'sys'
  service: string
  method: string
  args: unknown[]
  trace?: TraceContext
}

export interface RpcError {
  code: string
  message: string
  data?: unknown
  retryable: boolean
}

/** One RPC answer inside an `rpc` packet (§8). */
export type AnswerEnvelope = { id: number; result: unknown } | { id: number; error: RpcError }

/** `auth` of an RPC handshake (§8). */
export interface RpcHandshake {
  token: string
  id: string
  instance: string
}

/** Every event name that a link carries. */
export type PacketEvent = 'register' | 'reconnect' | 'reconnect_ok' | 'monitor' | 'client' | 'rpc'
