// The requests of foreign clusters, from the calls that their packets name; Grove's own are in requests.ts.
import { isOnBus } from '../bus.ts'
import type { Nanoseconds, PacketEvent, RpcCallLabel, TimelineEvent } from '../event.ts'
import type { CheckedRequest, Kind } from './requests.ts'

type CallId = number | string

/** Answers, and rows of requests, by what tells calls apart: on a connection its direction, on a bus the id alone. */
class CallIndex {
  readonly #rows = new Map<string, PacketEvent[]>()

  add(key: string, packet: PacketEvent): void {
    const known = this.#rows.get(key)
    if (known) known.push(packet)
    else this.#rows.set(key, [packet])
  }

  of(key: string): readonly PacketEvent[] {
    return this.#rows.get(key) ?? []
  }
}

/** Returns a request for each row of a call that wants an answer; of RPC calls only those without exactly one. */
export function calledRequests(
  events: readonly TimelineEvent[],
  closedAt: (packet: PacketEvent) => Nanoseconds | null,
): CheckedRequest[] {
  const [asked, answered] = [new CallIndex(), new CallIndex()]
  for (const event of events) {
    if (event.t !== 'packet') continue
    for (const call of event.calls ?? []) {
      if (call.method === undefined) answered.add(keyOf(event, call.id, true), event)
      else if (!event.dropped && call.id !== 0) asked.add(keyOf(event, call.id, false), event)
    }
  }
  const requests: CheckedRequest[] = []
  for (const packet of events) {
    if (packet.t !== 'packet' || packet.dropped) continue
    for (const call of packet.calls ?? []) {
      if (call.method === undefined || call.id === 0) continue
      const key = keyOf(packet, call.id, false)
      const answers = answersTo(packet, call, answered.of(key))
      const kind = kindOf(packet)
      const askedTimes = isOnBus(packet.conn) ? 1 : asked.of(key).length
      if (kind === 'rpc' && answers.length === 1 && askedTimes === 1) continue
      requests.push({ packet, id: call.id, kind, answers, askedTimes, closedAt: closedAt(packet) })
    }
  }
  return requests
}

/** Of a call to many, each member's own answer; of a call that any may answer, the answer of anyone. */
function answersTo(
  request: PacketEvent,
  { expects }: RpcCallLabel,
  answers: readonly PacketEvent[],
): readonly PacketEvent[] {
  if (!isOnBus(request.conn)) return answers
  const { from, to } = request
  const toAsker = answers.filter((answer) => answer.to === from || answer.received === null)
  return expects === undefined ? toAsker : toAsker.filter((answer) => answer.from === to)
}

function keyOf(packet: PacketEvent, id: CallId, isAnswer: boolean): string {
  if (isOnBus(packet.conn)) return `${typeof id} ${id}`
  const up = (packet.direction === 'up') !== isAnswer
  return `${packet.conn} ${up ? 'up' : 'down'} ${typeof id} ${id}`
}

/** The framework itself answers what belongs to joining; other requests are of the user's code and take their time. */
function kindOf({ link, phase }: PacketEvent): Kind {
  if (link === 'rpc') return 'rpc'
  if (phase === 'register' || phase === 'connect') return 'register'
  return phase === 'admin' || phase === 'error' || phase === 'rpc' ? 'users' : 'own'
}
