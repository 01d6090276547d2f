// What was asked on one connection and is not answered yet, so that an answer can be named after its question.
import type { Direction, PacketRecord } from '../../core/protocol/record.ts'
import type { Nanoseconds, RpcCallLabel } from './event.ts'
import { isAck, isRpcAnswer, packetName } from './naming.ts'
import { asRecord, asArray, asString } from './unknown-json.ts'

interface OpenRequest {
  packet: string
  name: string
  at: Nanoseconds
}

/** What a row says about questions: its name, and what it answers or calls. */
export interface PacketLabels {
  name: string
  answers?: string
  calls?: RpcCallLabel[]
}

export class RequestTracker {
  readonly #questions = new Map<string, OpenRequest>()
  #registers = { asked: 0, answered: 0 }

  /** The first sight of a packet, in the order of its reporter: keeps the questions in it. */
  addRequests(packet: string, record: PacketRecord): void {
    for (const { key, name } of this.#questionsOf(record)) {
      if (!this.#questions.has(key)) this.#questions.set(key, { packet, name, at: record.at })
    }
  }

  /** What a finished row says; its questions answered are forgotten. */
  labelsFor(record: PacketRecord): PacketLabels {
    if (record.event === 'rpc') return this.#settleRpc(record)
    const key = answerKey(record, () => (this.#registers.answered += 1))
    const question = key === undefined ? undefined : this.#questions.get(key)
    if (key === undefined || question === undefined) return { name: packetName(record) }
    this.#questions.delete(key)
    return { name: packetName(record, question.name), answers: question.packet }
  }

  /** Questions that nobody will answer any more. */
  expire(before: Nanoseconds): void {
    for (const [key, { at }] of this.#questions) if (at < before) this.#questions.delete(key)
  }

  #settleRpc(record: PacketRecord): PacketLabels {
    const name = packetName(record)
    const answer = isRpcAnswer(record)
    const calls = asArray(record.body).map((envelope) => this.#label(asRecord(envelope), record, answer))
    return calls.length ? { name, calls } : { name }
  }

  #label(envelope: ReturnType<typeof asRecord>, record: PacketRecord, answer: boolean): RpcCallLabel {
    const id = typeof envelope['id'] === 'number' ? envelope['id'] : 0
    if (!answer) return { id, method: methodOf(envelope) }
    const key = `rpc ${opposite(record.direction)} ${id}`
    const question = this.#questions.get(key)
    this.#questions.delete(key)
    return question ? { id, answers: question.packet } : { id }
  }

  #questionsOf(record: PacketRecord): { key: string; name: string }[] {
    const { event, direction, body } = record
    if (event === 'rpc') {
      if (isRpcAnswer(record)) return []
      const ids = asArray(body).map((envelope) => asRecord(envelope)['id'])
      return ids
        .filter((id) => typeof id === 'number')
        .map((id) => ({ key: `rpc ${direction} ${id}`, name: 'rpc.call' }))
    }
    if (event === 'register' || event === 'reconnect') {
      if (isAck(record)) return []
      return [{ key: `register ${(this.#registers.asked += 1)}`, name: event }]
    }
    const { reqId } = asRecord(body)
    return typeof reqId === 'number' ? [{ key: `${direction} ${reqId}`, name: packetName(record) }] : []
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'up' ? 'down' : 'up'
}

function answerKey(record: PacketRecord, nextRegister: () => number): string | undefined {
  if (isAck(record)) return `register ${nextRegister()}`
  const { respId } = asRecord(record.body)
  return typeof respId === 'number' ? `${opposite(record.direction)} ${respId}` : undefined
}

function methodOf(envelope: ReturnType<typeof asRecord>): string {
  return `${asString(envelope['service']) ?? '?'}.${asString(envelope['method']) ?? '?'}`
}
