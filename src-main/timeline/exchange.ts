// The two halves of a request: a call with its answer, or an answer with its call, and the round trip between them.
import type { Nanoseconds, PacketEvent, RpcCallLabel, TimelineEvent } from './event.ts'
import { pendingRequestsIn } from './pending-requests.ts'

export interface Exchange {
  /** The method that is called, or the name of the request. */
  name: string
  /** Which half this packet is. */
  role: 'request' | 'answer'
  request: PacketEvent | null
  answer: PacketEvent | null
  /** `oneWay`: it wants no answer. */
  outcome: 'answered' | 'failed' | 'unanswered' | 'oneWay'
  /** From the sending of the request to the receipt of the answer; null if an end did not see it. */
  roundTrip: Nanoseconds | null
}

/** The lookups of a store of events. */
export interface ExchangeSource {
  find(id: string): TimelineEvent | undefined
  effectsOf(id: string): readonly TimelineEvent[]
}

/** Returns what a packet asks and answers: one for each call in it, or one for the packet. Empty if neither. */
export function exchangesIn(packet: PacketEvent, source: ExchangeSource): Exchange[] {
  if (packet.answers !== undefined) {
    const request = packetIn(source.find(packet.answers))
    return [answered(packet, request, request?.name ?? '')]
  }
  const calls = packet.calls ?? []
  const asked = calls.filter((call) => call.method !== undefined)
  // Only a packet that asks can have answers, and to find them is a scan.
  const effects = asked.length > 0 || calls.length === 0 ? source.effectsOf(packet.id) : []
  const answers = effects.filter((event): event is PacketEvent => event.t === 'packet')
  if (calls.length === 0) return requestOf(packet, answers)
  return calls.map((call) => {
    if (call.method !== undefined) return requested(packet, call, answers)
    const request = call.answers === undefined ? null : packetIn(source.find(call.answers))
    const method = request?.calls?.find(({ id }) => id === call.id)?.method
    return answered(packet, request, method || (request?.name ?? ''), call.error)
  })
}

/** From the sending of a request to the receipt of its answer; null if an end did not see it. */
export function roundTripOf(request: PacketEvent | null, answer: PacketEvent | null): Nanoseconds | null {
  if (request?.sent == null || answer?.received == null) return null
  return answer.received - request.sent
}

function answered(answer: PacketEvent, request: PacketEvent | null, name: string, isError?: true): Exchange {
  const outcome = isError || answer.phase === 'error' ? 'failed' : 'answered'
  return { name, role: 'answer', request, answer, outcome, roundTrip: roundTripOf(request, answer) }
}

function requested(request: PacketEvent, call: RpcCallLabel, answers: readonly PacketEvent[]): Exchange {
  const answersIt = (label: RpcCallLabel): boolean => label.answers === request.id && label.id === call.id
  const answer = answers.find(({ calls }) => calls?.some(answersIt)) ?? null
  const isError = answer?.calls?.some((label) => answersIt(label) && label.error)
  const failed = isError || answer?.phase === 'error'
  const missing = call.id === 0 ? 'oneWay' : 'unanswered'
  return {
    name: call.method || request.name,
    role: 'request',
    request,
    answer,
    outcome: answer ? (failed ? 'failed' : 'answered') : missing,
    roundTrip: roundTripOf(request, answer),
  }
}

/** A request without calls: it wants an answer, or got one. */
function requestOf(request: PacketEvent, effects: readonly PacketEvent[]): Exchange[] {
  const answer = effects.find(({ answers }) => answers === request.id) ?? null
  if (!answer && pendingRequestsIn(request).length === 0) return []
  const outcome = answer ? (answer.phase === 'error' ? 'failed' : 'answered') : 'unanswered'
  return [
    {
      name: request.name,
      role: 'request',
      request,
      answer,
      outcome,
      roundTrip: roundTripOf(request, answer),
    },
  ]
}

function packetIn(event: TimelineEvent | undefined): PacketEvent | null {
  return event?.t === 'packet' ? event : null
}
