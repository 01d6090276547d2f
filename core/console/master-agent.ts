// The master's end of the control plane: listens, authenticates and registers servers and admin clients (§4, §6, §7).
import { messageOf } from '../kit/message-of.ts'
import { ClusterError, type ErrorCode } from '../protocol/errors.ts'
import type { ClientRegisterRequest, RegisterRequest } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseRegister } from '../protocol/parse.ts'
import { causedBy } from '../kit/node-cause.ts'
import { Emitter } from '../kit/emitter.ts'
import type { Tap } from '../tap/tap.ts'
import type { Identity } from '../transport/handshake.ts'
import type { CloseReason, Link } from '../transport/link.ts'
import type { Listener, Transport } from '../transport/transport.ts'
import { RequestChannel } from './request-channel.ts'
import type { Execute, HandlerName } from './console-service.ts'

export interface MasterAgentOptions {
  transport: Transport
  tap: Tap
  identity: Identity
  epoch: string
  parameters: Parameters
}

/** A registered server's connection. */
export interface MonitorConnection {
  request: RegisterRequest
  link: Link
  channel: RequestChannel
}

export type FindHandler = (moduleId: string, name: HandlerName) => Execute

type AgentEvents = {
  /** Emitted after the ack. */
  registered: [request: RegisterRequest, isReconnect: boolean]
  disconnected: [request: RegisterRequest, reason: CloseReason]
}

export class MasterAgent extends Emitter<AgentEvents> {
  readonly #options: MasterAgentOptions
  readonly #monitors = new Map<string, MonitorConnection>()
  readonly #findHandler: FindHandler
  #debugged: readonly string[] = []
  #listener: Listener | undefined

  constructor(options: MasterAgentOptions, findHandler: FindHandler) {
    super()
    this.#options = options
    this.#findHandler = findHandler
  }

  get monitors(): ReadonlyMap<string, MonitorConnection> {
    return this.#monitors
  }

  async listen(host: string, port: number): Promise<Listener> {
    const { transport, identity } = this.#options
    const opened = (link: Link, peerId: string): void => this.#connected(link, peerId)
    this.#listener = await transport.listen({ kind: 'control', host, port, identity, opened })
    return this.#listener
  }

  /** Sets the servers that are being debugged: silence no longer ends their connections. */
  suspendHeartbeatTimeout(ids: readonly string[]): void {
    this.#debugged = ids
    for (const id of ids) this.#monitors.get(id)?.link.suspendHeartbeatTimeout()
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  /** Sends a request to a server's module. @throws `NO_SUCH_SERVER` if the server is not registered */
  async request(id: string, moduleId: string, body: unknown): Promise<unknown> {
    const monitor = this.#monitors.get(id)
    if (!monitor) throw new ClusterError('NO_SUCH_SERVER', `no server ${id} is registered`)
    return monitor.channel.request(moduleId, body)
  }

  /** Sends a notification to a module of these servers; it is encoded once. Servers that are gone are skipped. */
  notify(ids: Iterable<string>, moduleId: string, body: unknown): void {
    const links = [...ids].flatMap((id) => this.#monitors.get(id)?.link ?? [])
    this.#options.transport.broadcast(links, 'monitor', { moduleId, body })
  }

  #connected(link: Link, peerId: string): void {
    const { registerTimeoutMs } = this.#options.parameters
    const timer = setTimeout(() => link.close(), registerTimeoutMs)
    link.setHandlers({
      packet: (event, body) => {
        if (event !== 'register' && event !== 'reconnect') return link.close()
        clearTimeout(timer)
        this.#register(link, peerId, event, body)
      },
      malformed: (problem, _body, event) => {
        if (event === 'register' || event === 'reconnect') this.#refuse(link, event, 'BAD_REQUEST', problem)
        else link.close()
      },
      closed: () => clearTimeout(timer),
    })
  }

  #register(link: Link, peerId: string, event: 'register' | 'reconnect', body: unknown): void {
    try {
      const request = parseRegister(body, peerId)
      // doAuthServer: the handshake has proven this id (§2.1).
      const authenticated = this.#options.tap.step('authenticated', request.id)
      causedBy([authenticated], () => {
        if (request.type === 'client') this.#admitClient(link, request)
        else this.#admitMonitor(link, event, request)
      })
    } catch (error) {
      const code = error instanceof ClusterError ? error.code : 'BAD_REQUEST'
      this.#refuse(link, event, code, messageOf(error))
    }
  }

  #admitMonitor(link: Link, event: 'register' | 'reconnect', request: RegisterRequest): void {
    const older = this.#monitors.get(request.id)
    if (older && older.request.instance !== request.instance) {
      throw new ClusterError(
        'DUPLICATE_ID',
        `a live server has the id ${request.id} already: give this one another id`,
      )
    }
    const channel = this.#channel(link, 'monitor', request.id, 'masterHandler')
    const connection = { request, link, channel }
    this.#monitors.set(request.id, connection)
    if (this.#debugged.includes(request.id)) link.suspendHeartbeatTimeout()
    older?.link.close()
    this.#route(link, 'monitor', channel, (reason) => this.#lost(connection, reason))
    const ack = this.#acknowledge(link, event)
    // A server that disconnected before its ack is not announced.
    if (ack !== undefined) causedBy([ack], () => this.emit('registered', request, event === 'reconnect'))
  }

  #admitClient(link: Link, request: ClientRegisterRequest): void {
    const channel = this.#channel(link, 'client', request.id, 'clientHandler')
    this.#route(link, 'client', channel, () => undefined)
    this.#acknowledge(link, 'register')
  }

  #channel(link: Link, event: 'monitor' | 'client', peer: string, handler: HandlerName): RequestChannel {
    return new RequestChannel({
      transport: this.#options.transport,
      link,
      event,
      peer,
      requestTimeoutMs: this.#options.parameters.requestTimeoutMs,
      handler: (moduleId) => this.#findHandler(moduleId, handler),
      warn: (text) => this.#options.tap.log('warn', text),
    })
  }

  #route(
    link: Link,
    event: 'monitor' | 'client',
    channel: RequestChannel,
    lost: (reason: CloseReason) => void,
  ): void {
    link.setHandlers({
      packet: (received, body) => {
        if (received === event) return channel.receive(body)
        if (received !== 'register' && received !== 'reconnect')
          return link.reject(`unknown event ${received}`, body)
        this.#refuse(link, received, 'ALREADY_REGISTERED', 'this connection is registered already')
      },
      malformed: (problem, body) => channel.malformed(problem, body),
      closed: (reason) => {
        channel.close()
        lost(reason)
      },
    })
  }

  #lost(connection: MonitorConnection, reason: CloseReason): void {
    const { id } = connection.request
    // The same instance may have a newer connection already.
    if (this.#monitors.get(id) !== connection) return
    this.#monitors.delete(id)
    this.emit('disconnected', connection.request, reason)
  }

  #acknowledge(link: Link, event: 'register' | 'reconnect'): string | undefined {
    const answer = { code: 1, msg: 'ok', epoch: this.#options.epoch }
    return this.#options.transport.send(link, ackOf(event), answer)
  }

  #refuse(link: Link, event: 'register' | 'reconnect', reason: ErrorCode, msg: string): void {
    this.#options.tap.refused(link, `${reason}: ${msg}`)
    this.#options.transport.send(link, ackOf(event), { code: -1, msg, reason })
    link.close()
  }
}

function ackOf(event: 'register' | 'reconnect'): 'register' | 'reconnect_ok' {
  return event === 'register' ? 'register' : 'reconnect_ok'
}
