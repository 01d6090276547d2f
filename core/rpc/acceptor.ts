// The listening side of RPC (§8): runs their calls, and answers in batches.
import { Deferred } from '../kit/deferred.ts'
import { messageOf } from '../kit/message-of.ts'
import { causedBy, currentCauses, withinSpan } from '../kit/node-cause.ts'
import { ClusterError, toRpcError } from '../protocol/errors.ts'
import type { AnswerEnvelope, CallEnvelope } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseCalls } from '../protocol/parse-rpc.ts'
import type { Identity } from '../transport/handshake.ts'
import type { Link } from '../transport/link.ts'
import type { Listener, Transport } from '../transport/transport.ts'
import { Batch, type EnvelopePacket } from './batch.ts'
import type { Dispatcher } from './dispatcher.ts'

export interface AcceptorOptions {
  transport: Transport
  parameters: Parameters
  identity: Identity
  dispatcher: Dispatcher
}

export class Acceptor {
  readonly #options: AcceptorOptions
  #listener: Listener | undefined
  #callers = 0
  #runningCalls = 0
  #drained: Deferred | undefined

  constructor(options: AcceptorOptions) {
    this.#options = options
  }

  /** Returns the port that was bound. */
  async listen(host: string, port: number): Promise<number> {
    const { transport, identity } = this.#options
    const opened = (link: Link): void => this.#opened(link)
    this.#listener = await transport.listen({ kind: 'rpc', host, port, identity, opened })
    return this.#listener.port
  }

  /** Resolves when every call is answered and every caller has disconnected. */
  async drain(): Promise<void> {
    if (this.#isDrained) return
    this.#drained ??= new Deferred()
    await this.#drained.promise
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  get #isDrained(): boolean {
    return this.#runningCalls === 0 && this.#callers === 0
  }

  #opened(link: Link): void {
    this.#callers++
    const answers = new Batch(this.#options.parameters.maxBytes, (packets) => this.#reply(link, packets))
    link.setHandlers({
      packet: (event, body) => this.#receive(link, answers, event, body),
      malformed: () => undefined,
      closed: () => {
        this.#callers--
        this.#checkDrained()
      },
    })
  }

  #receive(link: Link, answers: Batch, event: string, body: unknown): void {
    if (event !== 'rpc') return link.reject(`unknown event ${event}`, body)
    try {
      for (const envelope of parseCalls(body)) void this.#run(answers, envelope)
    } catch (error) {
      link.reject(messageOf(error), body)
    }
  }

  async #run(answers: Batch, envelope: CallEnvelope): Promise<void> {
    const { dispatcher } = this.#options
    this.#runningCalls++
    try {
      const result = await withinSpan(envelope.trace, () => dispatcher.dispatch(envelope))
      this.#answer(answers, envelope, (id) => ({ id, result: result ?? null }))
    } catch (error) {
      this.#answer(answers, envelope, (id) => ({ id, error: toRpcError(error) }))
    }
  }

  #answer(answers: Batch, { id }: CallEnvelope, answerOf: (id: number) => AnswerEnvelope): void {
    if (id === undefined) return this.#finished(1)
    try {
      answers.add(answerOf(id), currentCauses())
    } catch (error) {
      const known =
        error instanceof ClusterError
          ? error
          : new ClusterError('RPC_FAILED', `the result cannot be sent as JSON: ${messageOf(error)}`)
      answers.add({ id, error: toRpcError(known) } as AnswerEnvelope, currentCauses())
    }
  }

  #reply(link: Link, packets: EnvelopePacket[]): void {
    for (const { body, causes, ids } of packets) {
      causedBy(causes, () => this.#options.transport.send(link, 'rpc', body))
      this.#finished(ids.length)
    }
  }

  #finished(calls: number): void {
    this.#runningCalls -= calls
    this.#checkDrained()
  }

  #checkDrained(): void {
    if (!this.#isDrained) return
    this.#drained?.resolve()
    this.#drained = undefined
  }
}
