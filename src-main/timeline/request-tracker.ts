// Tracks the open requests of one connection, so that answers are named after their requests.
import type { CallRecord, Direction, PacketRecord } from '../../core/protocol/record.ts'
import type { Nanoseconds, RpcCallLabel } from './event.ts'
import { isAck, isRpcAnswer, packetName } from './naming.ts'
import { asRecord, asArray, asString } from './unknown-json.ts'

interface OpenRequest {
  packet: string
  name: string
  at: Nanoseconds
}

/** The name of a packet, and the requests that it answers or makes. */
export interface PacketLabels {
  name: string
  answers?: string | undefined
  calls?: RpcCallLabel[] | undefined
}

export class RequestTracker {
  readonly #requests = new Map<string, OpenRequest>()
  #registers = { requested: 0, answered: 0 }

  /** Adds the requests in a packet, at its first report. */
  addRequests(packet: string, record: PacketRecord): void {
    for (const { key, name } of this.#requestsIn(record)) {
      if (!this.#requests.has(key)) this.#requests.set(key, { packet, name, at: record.at })
    }
  }

  /** Returns the labels of a packet, and forgets the requests that it answers. */
  labelsFor(record: PacketRecord): PacketLabels {
    if (record.calls !== undefined) return this.#givenLabels(record, record.calls)
    if (record.name !== undefined) return { name: record.name }
    if (record.event === 'rpc') return this.#rpcLabels(record)
    const key = answerKey(record, () => (this.#registers.answered += 1))
    const request = key === undefined ? undefined : this.#requests.get(key)
    if (key === undefined || request === undefined) return { name: packetName(record) }
    this.#requests.delete(key)
    return { name: packetName(record, request.name), answers: request.packet }
  }

  #givenLabels(record: PacketRecord, given: readonly CallRecord[]): PacketLabels {
    const calls = given.map(({ id, method, answers, error, expects }): RpcCallLabel => {
      if (!answers) return { id, method: method ?? '', expects }
      const key = callKey(opposite(record.direction), id)
      const request = this.#requests.get(key)
      this.#requests.delete(key)
      return { id, answers: request?.packet, error: error ? true : undefined }
    })
    const answers = record.link === 'control' ? calls.find((call) => call.answers)?.answers : undefined
    return { name: record.name ?? record.event, answers, calls: calls.length ? calls : undefined }
  }

  /** Forgets requests from before a time. */
  expire(before: Nanoseconds): void {
    for (const [key, { at }] of this.#requests) if (at < before) this.#requests.delete(key)
  }

  #rpcLabels(record: PacketRecord): PacketLabels {
    const name = packetName(record)
    const answer = isRpcAnswer(record)
    const calls = asArray(record.body).map((envelope) => this.#label(asRecord(envelope), record, answer))
    return calls.length ? { name, calls } : { name }
  }

  #label(envelope: ReturnType<typeof asRecord>, record: PacketRecord, answer: boolean): RpcCallLabel {
    const { id: wanted } = envelope
    const id = typeof wanted === 'number' && Number.isSafeInteger(wanted) ? wanted : 0
    if (!answer) return { id, method: methodOf(envelope) }
    const key = `rpc ${opposite(record.direction)} ${id}`
    const request = this.#requests.get(key)
    this.#requests.delete(key)
    return request ? { id, answers: request.packet } : { id }
  }

  #requestsIn(record: PacketRecord): { key: string; name: string }[] {
    const { event, direction, body } = record
    if (record.calls !== undefined) {
      const asked = record.calls.filter((call) => !call.answers && call.id !== 0)
      return asked.map(({ id }) => ({ key: callKey(direction, id), name: record.name ?? event }))
    }
    if (record.name !== undefined) return []
    if (event === 'rpc') {
      if (isRpcAnswer(record)) return []
      const ids = asArray(body).map((envelope) => asRecord(envelope)['id'])
      return ids
        .filter((id) => typeof id === 'number')
        .map((id) => ({ key: `rpc ${direction} ${id}`, name: 'rpc.call' }))
    }
    if (event === 'register' || event === 'reconnect') {
      if (isAck(record)) return []
      return [{ key: `register ${(this.#registers.requested += 1)}`, name: event }]
    }
    const { reqId } = asRecord(body)
    return typeof reqId === 'number' ? [{ key: `${direction} ${reqId}`, name: packetName(record) }] : []
  }
}

function callKey(direction: Direction, id: number | string): string {
  return `call ${direction} ${typeof id} ${id}`
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
