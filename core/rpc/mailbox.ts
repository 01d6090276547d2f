// One outgoing connection with the calls that wait on it (Pomelo's word: nothing comes in here but answers). Opened at
// the first call; the calls of one event-loop turn travel in one packet.
import { ClusterError, fromRpcError, messageOf } from '../protocol/errors.ts'
import type { CallEnvelope } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseAnswers } from '../protocol/parse-rpc.ts'
import { causedBy, currentCauses, currentSpan } from '../kit/node-cause.ts'
import { newSpan } from '../kit/node-span.ts'
import type { Link } from '../transport/link.ts'
import { Pending } from '../transport/pending.ts'
import type { Transport } from '../transport/transport.ts'
import { Batch } from './batch.ts'
import type { ServerProxy } from './proxy.ts'

export interface MailboxOptions {
  transport: Transport
  parameters: Parameters
  /** The handshake: who calls. */
  auth: { token: string; id: string; instance: string }
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

  /** Fails with the codes of §8. */
  call(envelope: Omit<CallEnvelope, 'id' | 'trace'>): Promise<unknown> {
    const { callTimeoutMs, maxPendingCalls } = this.#options.parameters
    const { id: peer } = this.#target
    const what = `${envelope.service}.${envelope.method} of ${peer}`
    if (this.#pending.size >= maxPendingCalls) {
      const error = new ClusterError('OVERLOADED', `${maxPendingCalls} calls wait for ${peer} already`)
      return Promise.reject(error)
    }
    const late = new ClusterError('RPC_TIMEOUT', `${what} did not answer within ${callTimeoutMs} ms`)
    return new Promise((resolve, reject) => {
      const id = this.#pending.open(callTimeoutMs, late, { resolve, reject })
      try {
        const whole: CallEnvelope = { id, ...envelope, trace: newSpan(currentSpan()) }
        this.#batch.add(whole, currentCauses())
      } catch (error) {
        this.#pending.fail(id, error instanceof ClusterError ? error : unsendable(what, error))
      }
    })
  }

  /** Waits until every call has its answer. */
  async idle(): Promise<void> {
    await this.#pending.idle()
  }

  close(): void {
    this.#closed = true
    this.#link?.close()
    this.#lost()
  }

  async #deliver(packets: ReturnType<Batch['drain']>): Promise<void> {
    this.#dialling ??= this.#link?.open ? Promise.resolve() : this.#dial()
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

  #send({ ids, body, causes }: ReturnType<Batch['drain']>[number]): void {
    const { transport } = this.#options
    const link = this.#link
    const sent = link && causedBy(causes, () => transport.send(link, 'rpc', body))
    if (sent === undefined) ids.forEach((id) => this.#pending.fail(id, this.#gone()))
  }

  async #dial(): Promise<void> {
    const { transport, auth } = this.#options
    const { id: peer, host, port } = this.#target
    const link = await transport.dial({ kind: 'rpc', host, port, peer, auth })
    if (this.#closed) {
      link.close()
      throw this.#gone()
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
    this.#pending.failAll(this.#gone())
  }

  #gone(): ClusterError {
    return new ClusterError('PEER_LOST', `the connection to ${this.#target.id} is gone`)
  }
}

function unsendable(what: string, cause: unknown): ClusterError {
  return new ClusterError('BAD_REQUEST', `the arguments of ${what} are no JSON: ${messageOf(cause)}`, {
    cause,
  })
}
