// A process's connection to the master: dials until closed, registers, and carries the packets of its modules.
import { ClusterError, isErrorCode } from '../protocol/errors.ts'
import type { RegisterAck, RegisterRequest } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseAck } from '../protocol/parse.ts'
import { Backoff } from '../kit/backoff.ts'
import { causedBy } from '../kit/node-cause.ts'
import { Deferred } from '../kit/deferred.ts'
import { Emitter } from '../kit/emitter.ts'
import { settleWithin } from '../kit/timeout.ts'
import type { Tap } from '../tap/tap.ts'
import type { Identity } from '../transport/handshake.ts'
import type { Link } from '../transport/link.ts'
import type { Callback } from '../transport/pending.ts'
import type { Transport } from '../transport/transport.ts'
import { RequestChannel } from './request-channel.ts'
import type { Execute } from './console-service.ts'

export interface MasterAddress {
  host: string
  port: number
}

export interface MonitorAgentOptions {
  transport: Transport
  tap: Tap
  parameters: Parameters
  identity: Identity
  /** Returns the registration; called for each connection. */
  registration: () => RegisterRequest
  handler: (moduleId: string) => Execute
}

type AgentEvents = {
  registering: []
  /** Also after a reconnection. */
  registered: [ack: Extract<RegisterAck, { code: 1 }>]
  disconnected: []
  /** The master refused the registration; the agent does not dial again. */
  refused: [error: ClusterError]
}

export class MonitorAgent extends Emitter<AgentEvents> {
  readonly #options: MonitorAgentOptions
  readonly #backoff: Backoff
  #address: MasterAddress | undefined
  #channel: RequestChannel | undefined
  #link: Link | undefined
  #hasRegistered = false
  #closed = false
  #pause: Deferred | undefined
  /** Ends the dialling that is going on. */
  #dialling = new AbortController()
  /** The last warning about a listener that is not the master. */
  #warning = ''
  readonly #firstRegistration = new Deferred()

  constructor(options: MonitorAgentOptions) {
    super()
    this.#options = options
    this.#backoff = new Backoff({
      minMs: options.parameters.redialMinMs,
      maxMs: options.parameters.redialMaxMs,
    })
  }

  /**
   * Dials until it is connected, and again whenever the connection ends. Resolves at the first registration.
   * @throws the reason of a refusal, or `STOPPED` if `close` is called before
   */
  connect(address: MasterAddress): Promise<void> {
    this.#address = address
    if (this.#closed) this.#rejectStopped()
    void this.#dial()
    return this.#firstRegistration.promise
  }

  /** The master listens elsewhere now: dial that address from now on. */
  redirect(address: MasterAddress): void {
    this.#address = address
    this.#dialling.abort()
    this.#pause?.resolve()
  }

  /**
   * Sends a request to a module of the master.
   * @throws (through the callback) `PEER_LOST` without a connection
   */
  requestWithCallback(moduleId: string, body: unknown, callback: Callback): void {
    if (this.#channel) this.#channel.requestWithCallback(moduleId, body, callback)
    else callback.reject(new ClusterError('PEER_LOST', 'there is no connection to the master'))
  }

  request(moduleId: string, body: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => this.requestWithCallback(moduleId, body, { resolve, reject }))
  }

  /** Without a connection, the notification is lost. */
  notify(moduleId: string, body: unknown): void {
    this.#channel?.notify(moduleId, body)
  }

  get isConnected(): boolean {
    return this.#channel !== undefined
  }

  close(): void {
    this.#closed = true
    this.#dialling.abort()
    this.#pause?.resolve()
    this.#link?.close()
    this.#rejectStopped()
  }

  /** Without effect after the first registration. */
  #rejectStopped(): void {
    const { promise, reject } = this.#firstRegistration
    // Nobody may have called `connect`.
    promise.catch(() => undefined)
    reject(new ClusterError('STOPPED', 'the connection to the master was closed before it was registered'))
  }

  async #dial(): Promise<void> {
    const { transport, identity } = this.#options
    while (!this.#closed && this.#address) {
      this.#dialling = new AbortController()
      const { signal } = this.#dialling
      try {
        const peer = 'the master'
        const link = await transport.dial({ kind: 'control', peer, identity, signal, ...this.#address })
        if (this.#closed) return link.close()
        return causedBy([link.openedId], () => this.#connected(link))
      } catch (error) {
        if (isUnproven(error)) this.#foundStranger(error)
        if (!this.#closed && !signal.aborted) await this.#backOff()
      }
    }
  }

  /**
   * Nothing that an unproven listener says is obeyed. A process that has been registered knows that its token is right,
   * so it waits for the master to return; for any other, the token or the version is wrong.
   */
  #foundStranger(error: ClusterError): void {
    if (!this.#hasRegistered) return this.#refuse(error)
    if (error.message === this.#warning) return
    this.#warning = error.message
    this.#options.tap.log('warn', error.message)
  }

  /** Waits before the next dial; a new address ends the wait. */
  async #backOff(): Promise<void> {
    this.#pause = new Deferred()
    await settleWithin(this.#backoff.next(), this.#pause.promise)
    this.#pause = undefined
  }

  #connected(link: Link): void {
    this.#link = link
    const event = this.#hasRegistered ? 'reconnect' : 'register'
    this.emit('registering')
    link.setHandlers({
      packet: (received, body) => this.#receive(link, received, body),
      malformed: (problem, body) => this.#channel?.malformed(problem, body),
      closed: () => this.#disconnected(),
    })
    this.#options.transport.send(link, event, this.#options.registration())
  }

  #receive(link: Link, event: string, body: unknown): void {
    if (event === 'monitor' && this.#channel) return this.#channel.receive(body)
    if (event !== 'register' && event !== 'reconnect_ok')
      return link.reject(`unexpected event ${event}`, body)
    try {
      this.#acknowledged(link, parseAck(body))
    } catch (error) {
      this.#refuse(error instanceof ClusterError ? error : new ClusterError('BAD_REQUEST', String(error)))
    }
  }

  #acknowledged(link: Link, ack: RegisterAck): void {
    if (ack.code === -1) throw new ClusterError(isErrorCode(ack.reason) ? ack.reason : 'BAD_REQUEST', ack.msg)
    const { transport, parameters, tap, handler } = this.#options
    this.#backoff.reset()
    this.#warning = ''
    this.#hasRegistered = true
    this.#channel = new RequestChannel({
      transport,
      link,
      event: 'monitor',
      peer: 'the master',
      requestTimeoutMs: parameters.requestTimeoutMs,
      handler,
      onMatched: (respId) => tap.step('callbackFound', String(respId)),
      warn: (text) => tap.log('warn', text),
    })
    this.#firstRegistration.resolve()
    this.emit('registered', ack)
  }

  #refuse(error: ClusterError): void {
    // The refusal of a second `register` does not end the registration.
    if (this.#channel && error.code === 'ALREADY_REGISTERED') return
    this.#closed = true
    this.#firstRegistration.reject(error)
    this.emit('refused', error)
    this.#link?.close()
  }

  #disconnected(): void {
    // A connection that ended before its ack does not reset the backoff.
    const wasRegistered = this.#channel !== undefined
    this.#channel?.close()
    this.#channel = undefined
    this.#link = undefined
    if (this.#closed) return
    this.emit('disconnected')
    void (wasRegistered ? this.#dial() : this.#backOff().then(() => this.#dial()))
  }
}

function isUnproven(error: unknown): error is ClusterError {
  const code = error instanceof ClusterError ? error.code : ''
  return code === 'AUTH_FAILED' || code === 'PROTOCOL_UNSUPPORTED'
}
