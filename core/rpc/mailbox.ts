// The outgoing connection to one server, and the calls that wait for its answers. It is opened at the first call; the
// calls of one event-loop turn are sent in one packet.
import { messageOf } from '../kit/message-of.ts'
import { causedBy, currentCauses, currentSpan } from '../kit/node-cause.ts'
import { newSpan } from '../kit/node-span.ts'
import { ClusterError, fromRpcError } from '../protocol/errors.ts'
import type { CallEnvelope } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseAnswers } from '../protocol/parse-rpc.ts'
import type { Identity } from '../transport/handshake.ts'
import type { Link } from '../transport/link.ts'
import { Pending } from '../transport/pending.ts'
import type { Transport } from '../transport/transport.ts'
import { Batch, type EnvelopePacket } from './batch.ts'
import type { ServerProxy } from './proxy.ts'

export interface MailboxOptions {
  transport: Transport
  parameters: Parameters
  /** Who calls. */
  identity: Identity
}

export class Mailbox {
  readonly #target: ServerProxy
  readonly #options: MailboxOptions
  readonly #pending = new Pending()
  readonly #batch: Batch
  #link: Link | undefined
  #dialling: Promise<void> | undefined
  #closed = false

  constructor(target: ServerProxy, options: MailboxOptions) {
    this.#target = target
    this.#options = options
    this.#batch = new Batch(options.parameters.maxBytes, (envelopes) => void this.#deliver(envelopes))
  }

  /** @throws the codes of §8 */
  call(
    envelope: Omit<CallEnvelope, 'id' | 'trace'>,
    timeoutMs = this.#options.parameters.callTimeoutMs,
  ): Promise<unknown> {
    const { maxPendingCalls } = this.#options.parameters
    const { id: peer } = this.#target
    const what = `${envelope.service}.${envelope.method} of ${peer}`
    if (this.#pending.size >= maxPendingCalls) {
      const error = new ClusterError('OVERLOADED', `${maxPendingCalls} calls to ${peer} are pending already`)
      return Promise.reject(error)
    }
    const timeoutError = new ClusterError('RPC_TIMEOUT', `${what} did not answer within ${timeoutMs} ms`)
    return new Promise((resolve, reject) => {
      const id = this.#pending.open(timeoutMs, timeoutError, { resolve, reject })
      try {
        const withId: CallEnvelope = { id, ...envelope, trace: newSpan(currentSpan()) }
        this.#batch.add(withId, currentCauses())
      } catch (error) {
        this.#pending.fail(id, error instanceof ClusterError ? error : unsendable(what, error))
      }
    })
  }

  /** Resolves when every call is answered. */
  async idle(): Promise<void> {
    await this.#pending.idle()
  }

  /** Calls that are not answered yet fail with `PEER_LOST`. */
  close(): void {
    this.#closed = true
    this.#link?.close()
    this.#lost()
  }

  async #deliver(packets: EnvelopePacket[]): Promise<void> {
    this.#dialling ??= this.#link?.isOpen ? Promise.resolve() : this.#dial()
    try {
      await this.#dialling
    } catch (error) {
      const ids = packets.flatMap(({ ids }) => ids)
      for (const id of ids) this.#pending.fail(id, error as ClusterError)
      return
    } finally {
      this.#dialling = undefined
    }
    for (const packet of packets) this.#send(packet)
  }

  #send({ ids, body, causes }: EnvelopePacket): void {
    const { transport } = this.#options
    const link = this.#link
    const sent = link && causedBy(causes, () => transport.send(link, 'rpc', body))
    if (sent === undefined) ids.forEach((id) => this.#pending.fail(id, this.#peerLost()))
  }

  async #dial(): Promise<void> {
    const { transport, identity } = this.#options
    const { id: peer, host, port } = this.#target
    const link = await transport.dial({ kind: 'rpc', host, port, peer, identity })
    if (this.#closed) {
      link.close()
      throw this.#peerLost()
    }
    this.#link = link
    link.setHandlers({
      packet: (event, body) => this.#receive(link, event, body),
      malformed: () => undefined,
      closed: () => this.#lost(),
    })
  }

  #receive(link: Link, event: string, body: unknown): void {
    if (event !== 'rpc') return link.reject(`unknown event ${event}`, body)
    try {
      for (const answer of parseAnswers(body)) {
        if ('error' in answer) this.#pending.fail(answer.id, fromRpcError(answer.error))
        else this.#pending.settle(answer.id, answer.result)
      }
    } catch (error) {
      link.reject(messageOf(error), body)
    }
  }

  #lost(): void {
    this.#link = undefined
    this.#pending.failAll(this.#peerLost())
  }

  #peerLost(): ClusterError {
    return new ClusterError('PEER_LOST', `the connection to ${this.#target.id} has ended`)
  }
}

function unsendable(what: string, cause: unknown): ClusterError {
  const message = `the arguments of ${what} cannot be sent as JSON: ${messageOf(cause)}`
  return new ClusterError('BAD_REQUEST', message, { cause })
}
