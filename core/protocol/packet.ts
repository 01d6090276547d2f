// The packets between cluster processes, with the names of PROTOCOL.md.

/** The methods that a server offers for RPC, by service name. */
export type Services = Record<string, string[]>

/** A server's record as it is registered (§4.1). Other keys belong to the user. */
export interface ServerInfo {
  id: string
  /** Absent for the master only, whose record is never announced. */
  serverType?: string
  host: string
  /** RPC port, 1 to 65535; absent for a server that cannot be called. */
  port?: number
  services?: Services
  [key: string]: unknown
}

/** A record as the master announces it. The instance distinguishes a restarted server. */
export interface ServerRecord extends ServerInfo {
  serverType: string
  instance: string
}

export type ServerRecords = Record<string, ServerRecord>

export const PROTOCOL_VERSION = 2

/** The dialler's first packet: the `auth` of Socket.IO's CONNECT (§2.1). */
export interface Hello {
  protocol: typeof PROTOCOL_VERSION
  id: string
  /** 32 random bytes in hex. */
  nonce: string
}

/** The listener's answer to the first packet (§2.1). */
export interface Challenge {
  id: string
  nonce: string
  /** HMAC-SHA256 in hex. */
  proof: string
}

/** The body of `register` (§4.1), and, with `started`, of `reconnect` (§6). */
export interface RegisterRequest {
  type: 'monitor'
  id: string
  serverType: string
  pid: number
  instance: string
  info: ServerInfo
  started?: boolean
}

/** The body of an admin client's `register` (§7). */
export interface ClientRegisterRequest {
  type: 'client'
  id: string
}

/** The answer to `register` and `reconnect` (§4.2). */
export type RegisterAck = { code: 1; msg: string; epoch: string } | { code: -1; msg: string; reason: string }

/** An error in a module response (§3). */
export interface WireError {
  code: string
  message: string
  hint?: string
}

interface RequestPacket {
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

/** A server's packets to the master's `__watchdog__` (§5). */
export type WatchdogRequest =
  | { action: 'subscribe'; id: string }
  | { action: 'unsubscribe'; id: string }
  | { action: 'record'; id: string }

export type RemovalReason = 'closed' | 'lost'
export type Change = { add: ServerRecord } | { remove: string; reason: RemovalReason }

/** The whole list at one revision: the answer to `subscribe`. */
export interface Snapshot {
  epoch: string
  revision: number
  settling: boolean
  startedOver: boolean
  servers: ServerRecords
}

/** The master's notifications to a server's `__watchdog__` (§5). */
export type WatchdogNotice =
  | { action: 'addServer'; revision: number; server: ServerRecord }
  | { action: 'removeServer'; revision: number; id: string; reason: RemovalReason }
  | { action: 'update'; revision: number; changes: Change[] }
  | { action: 'replaceServer'; epoch: string; revision: number; settling: boolean; servers: ServerRecords }
  | { action: 'startOver'; epoch: string }

/** The answer to the master's `view` request (§5). */
export interface ViewAnswer {
  epoch: string
  revision: number
  servers: Record<string, string>
  proxies: Record<string, string[]>
}

/** OpenTelemetry's ids in lower-case hex: 32 digits for a trace, 16 for a span (§8). */
export interface TraceContext {
  traceId: string
  spanId: string
  parentSpanId?: string
}

/** One call in an `rpc` packet (§8). Without `id` it is not answered. */
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

/** One answer in an `rpc` packet (§8). */
export type AnswerEnvelope = { id: number; result: unknown } | { id: number; error: RpcError }

/** The event names of links. */
export type PacketEventName = 'register' | 'reconnect' | 'reconnect_ok' | 'monitor' | 'client' | 'rpc'
