// A server's line to the centre: dials the master for as long as it lives, registers, and carries its modules' talk.
import { ClusterError, isErrorCode } from '../protocol/errors.ts'
import type { RegisterAck, RegisterRequest } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseAck } from '../protocol/parse.ts'
import { Backoff } from '../kit/backoff.ts'
import { causedBy } from '../kit/node-cause.ts'
import { Deferred } from '../kit/deferred.ts'
import { Emitter } from '../kit/emitter.ts'
import type { Tap } from '../tap/tap.ts'
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
  /** What to register with, asked anew at each connection. */
  registration: () => RegisterRequest
  handler: (moduleId: string) => Execute
}

type AgentFacts = {
  registering: [again: boolean]
  /** Each time, also after a reconnection. */
  registered: [ack: Extract<RegisterAck, { code: 1 }>]
  disconnected: []
  /** Refused for good: it does not try again by itself. */
  refused: [error: ClusterError]
}

export class MonitorAgent extends Emitter<AgentFacts> {
  readonly #options: MonitorAgentOptions
  readonly #backoff: Backoff
  #address: MasterAddress | undefined
  #channel: RequestChannel | undefined
  #link: Link | undefined
  #registeredBefore = false
  #closed = false
  #redial: { timer: NodeJS.Timeout; wait: Deferred } | undefined

  constructor(options: MonitorAgentOptions) {
    super()
    this.#options = options
    this.#backoff = new Backoff({
      minMs: options.parameters.redialMinMs,
      maxMs: options.parameters.redialMaxMs,
    })
  }

  /** Dials until it is connected, and again whenever the connection goes. Resolves at the first registration. */
  async connect(address: MasterAddress): Promise<void> {
    this.#address = address
    const first = new Deferred()
    const undo = [
      this.on('registered', () => first.resolve()),
      this.on('refused', (error) => first.reject(error)),
    ]
    void this.#dial()
    await first.promise.finally(() => undo.forEach((off) => off()))
  }

  /** The master moved: the next dialling goes there. */
  redirect(address: MasterAddress): void {
    this.#address = address
    this.#redial?.wait.resolve()
  }

  /** Asks a module of the master; fails with `PEER_LOST` when there is no connection. */
  requestWithCallback(moduleId: string, body: unknown, callback: Callback): void {
    if (this.#channel) this.#channel.requestWithCallback(moduleId, body, callback)
    else callback.reject(new ClusterError('PEER_LOST', 'there is no connection to the master'))
  }

  request(moduleId: string, body: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => this.requestWithCallback(moduleId, body, { resolve, reject }))
  }

  /** Lost without a connection: what a notification says must be said again after a reconnection. */
  notify(moduleId: string, body: unknown): void {
    this.#channel?.notify(moduleId, body)
  }

  get connected(): boolean {
    return this.#channel !== undefined
  }

  close(): void {
    this.#closed = true
    this.#redial?.wait.resolve()
    this.#link?.close()
  }

  async #dial(): Promise<void> {
    while (!this.#closed && this.#address) {
      try {
        const { transport } = this.#options
        const link = await transport.dial({ kind: 'control', peer: 'the master', ...this.#address })
        if (this.#closed) return link.close()
        return causedBy([link.openedId], () => this.#connected(link))
      } catch {
        await this.#pause()
      }
    }
  }

  async #pause(): Promise<void> {
    const wait = new Deferred()
    const timer = setTimeout(() => wait.resolve(), this.#backoff.next())
    this.#redial = { timer, wait }
    await wait.promise
    clearTimeout(timer)
    this.#redial = undefined
  }

  #connected(link: Link): void {
    this.#link = link
    const event = this.#registeredBefore ? 'reconnect' : 'register'
    this.emit('registering', this.#registeredBefore)
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
    this.#registeredBefore = true
    this.#channel = new RequestChannel({
      transport,
      link,
      event: 'monitor',
      peer: 'the master',
      requestTimeoutMs: parameters.requestTimeoutMs,
      handler,
      found: (respId) => tap.step('callbackFound', String(respId)),
      warn: (text) => tap.log('warn', text),
    })
    this.emit('registered', ack)
  }

  #refuse(error: ClusterError): void {
    // A second ack on a registered connection says nothing about the first.
    if (this.#channel && error.code === 'ALREADY_REGISTERED') return
    this.#closed = true
    this.emit('refused', error)
    this.#link?.close()
  }

  #disconnected(): void {
    // One that was dropped before it was acknowledged is no success: the delay goes on growing.
    const registered = this.#channel !== undefined
    this.#channel?.close()
    this.#channel = undefined
    this.#link = undefined
    if (this.#closed) return
    this.emit('disconnected')
    void (registered ? this.#dial() : this.#pause().then(() => this.#dial()))
  }
}
