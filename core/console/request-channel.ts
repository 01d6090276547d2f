// Requests, notifications and responses between modules over one link (§3). Both agents have a channel for each peer.
// Every request gets exactly one answer, and fails when the link closes.
import { messageOf } from '../kit/message-of.ts'
import { ClusterError, fromWireError, toWireError } from '../protocol/errors.ts'
import type { ModulePacket, PacketEventName } from '../protocol/packet.ts'
import { parseModulePacket, requestIdOf } from '../protocol/parse.ts'
import type { Link } from '../transport/link.ts'
import { causedBy, currentCauses } from '../kit/node-cause.ts'
import { Pending, type Callback } from '../transport/pending.ts'
import type { Transport } from '../transport/transport.ts'
import type { Execute } from './console-service.ts'
import { DEFERRED } from './module.ts'

export interface RequestChannelOptions {
  transport: Transport
  link: Link
  event: Extract<PacketEventName, 'monitor' | 'client'>
  /** Name of the other process, for errors and handlers. */
  peer: string
  requestTimeoutMs: number
  /** Returns the handler of a module, or throws. */
  handler: (moduleId: string) => Execute
  /** Called when a response is matched to its request. Returns the id that is the cause of what the caller does next. */
  onMatched?: (respId: number) => string
  warn: (text: string) => void
}

export class RequestChannel {
  readonly #options: RequestChannelOptions
  readonly #pending = new Pending()

  constructor(options: RequestChannelOptions) {
    this.#options = options
  }

  /** @throws `REQUEST_TIMEOUT`, `PEER_LOST`, or the error in the response */
  request(moduleId: string, body: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => this.requestWithCallback(moduleId, body, { resolve, reject }))
  }

  /** Like `request`, but calls back synchronously when the answer arrives, before any later packet is handled. */
  requestWithCallback(moduleId: string, body: unknown, callback: Callback): void {
    const { peer, requestTimeoutMs } = this.#options
    const timeoutError = new ClusterError(
      'REQUEST_TIMEOUT',
      `${peer} did not answer ${moduleId} within ${requestTimeoutMs} ms`,
    )
    const reqId = this.#pending.open(requestTimeoutMs, timeoutError, callback)
    try {
      if (this.#send({ reqId, moduleId, body }) === undefined) this.#pending.fail(reqId, this.#lost())
    } catch (error) {
      this.#pending.fail(reqId, error as ClusterError)
    }
  }

  notify(moduleId: string, body: unknown): void {
    this.#send({ moduleId, body })
  }

  /** Every open request fails with `PEER_LOST`. */
  close(): void {
    this.#pending.failAll(this.#lost())
  }

  receive(body: unknown): void {
    let packet: ModulePacket
    try {
      packet = parseModulePacket(body)
    } catch (error) {
      return this.malformed(messageOf(error), body)
    }
    if ('respId' in packet) this.#resolve(packet)
    else void this.#execute(packet)
  }

  /** Answers a malformed packet with an error if it was a request (§9). */
  malformed(problem: string, body: unknown): void {
    const reqId = requestIdOf(body)
    if (reqId !== null) this.#respond(reqId, toWireError(new ClusterError('BAD_REQUEST', problem)))
    else this.#options.warn(`${this.#options.peer}: ${problem}`)
  }

  #resolve(packet: Extract<ModulePacket, { respId: number }>): void {
    if (!this.#pending.has(packet.respId)) {
      return this.#options.warn(
        `${this.#options.peer} answered request ${packet.respId}, which does not exist`,
      )
    }
    const cause = this.#options.onMatched?.(packet.respId)
    causedBy(cause ? [cause] : (currentCauses() ?? []), () => {
      if (packet.error) this.#pending.fail(packet.respId, fromWireError(packet.error))
      else this.#pending.settle(packet.respId, packet.body)
    })
  }

  async #execute(packet: Exclude<ModulePacket, { respId: number }>): Promise<void> {
    const answer = once((body: unknown) => {
      if ('reqId' in packet) this.#respond(packet.reqId, null, body ?? {})
    })
    try {
      const handler = this.#options.handler(packet.moduleId)
      const result = handler({ from: this.#options.peer, body: packet.body, answer })
      if (result !== DEFERRED) answer(result instanceof Promise ? await result : result)
    } catch (error) {
      this.#failed(packet, error)
    }
  }

  #failed(packet: Exclude<ModulePacket, { respId: number }>, error: unknown): void {
    if ('reqId' in packet) this.#respond(packet.reqId, toWireError(error))
    else
      this.#options.warn(`notification from ${this.#options.peer} to ${packet.moduleId}: ${messageOf(error)}`)
  }

  #respond(respId: number, error: ReturnType<typeof toWireError> | null, body?: unknown): void {
    try {
      this.#send(error ? { respId, error } : { respId, error: null, body })
    } catch (problem) {
      this.#send({ respId, error: toWireError(problem) })
    }
  }

  #send(packet: ModulePacket): string | undefined {
    return this.#options.transport.send(this.#options.link, this.#options.event, packet)
  }

  #lost(): ClusterError {
    return new ClusterError('PEER_LOST', `the connection to ${this.#options.peer} has ended`)
  }
}

function once(answer: (body: unknown) => void): (body: unknown) => void {
  let answered = false
  return (body) => {
    if (answered) return
    answered = true
    answer(body)
  }
}
