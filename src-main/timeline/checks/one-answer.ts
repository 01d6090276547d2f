// Every request has exactly one answer: none has two, and one goes without only when its link closed before its
// deadline. A call of a user's own method or module may take longer than any deadline; of those only a second answer is wrong.
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import { fieldsOf, listOf, textOf } from '../plain.ts'
import { bodyOf } from './announced.ts'
import type { Finding, Rule } from './finding.ts'

interface Asked {
  packet: PacketEvent
  key: string
  /** Whether Grove itself is to answer it. */
  prompt: boolean
}

export const oneAnswer: Rule = (events, limits) => {
  const packets = events.filter((event) => event.t === 'packet')
  const answers = answersByKey(packets)
  const over = endsOfLinks(events)
  return packets.flatMap(askedIn).flatMap(({ packet, key, prompt }): Finding[] => {
    const given = answers.get(key) ?? []
    if (given.length > 1) return [finding([packet, ...given], `has ${given.length} answers`)]
    if (given.length === 1 || !prompt || over.has(packet.conn)) return []
    const waited: Nanoseconds = limits.end - timeOf(packet)
    return waited > limits.requestWithin + limits.patience
      ? [finding([packet], 'has no answer, and its link is open')]
      : []
  })
}

function finding(packets: PacketEvent[], text: string): Finding {
  const [first] = packets
  return {
    rule: 'one-answer',
    events: packets.map(({ id }) => id),
    text: `${first?.name ?? 'a request'} of ${first?.from ?? '?'} to ${first?.to ?? '?'} ${text}`,
  }
}

function askedIn(packet: PacketEvent): Asked[] {
  const { event, conn, direction } = packet
  if (event === 'rpc') {
    const calls = listOf(packet.body).filter((one) => typeof fieldsOf(one)['method'] === 'string')
    return calls.flatMap((call) => {
      const { id } = fieldsOf(call)
      return typeof id === 'number' ? [{ packet, key: `${conn} rpc ${direction} ${id}`, prompt: false }] : []
    })
  }
  if (event === 'register' || event === 'reconnect') {
    // Only the first on a connection is asked by a monitor; a second is refused, and the refusal closes the link.
    return direction === 'up' && packet.n === 1 ? [{ packet, key: `${conn} register`, prompt: true }] : []
  }
  const { reqId, moduleId } = bodyOf(packet)
  if (typeof reqId !== 'number') return []
  const prompt = (textOf(moduleId) ?? '').startsWith('__')
  return [{ packet, key: `${conn} ${direction} ${reqId}`, prompt }]
}

function answersByKey(packets: readonly PacketEvent[]): Map<string, PacketEvent[]> {
  const answers = new Map<string, PacketEvent[]>()
  for (const packet of packets) {
    for (const key of answeredBy(packet)) answers.set(key, [...(answers.get(key) ?? []), packet])
  }
  return answers
}

function answeredBy(packet: PacketEvent): string[] {
  const { conn, name } = packet
  const asked = packet.direction === 'up' ? 'down' : 'up'
  if (packet.event === 'rpc') {
    const outcomes = listOf(packet.body).map(fieldsOf)
    return outcomes.flatMap((one) =>
      typeof one['id'] === 'number' && one['method'] === undefined
        ? [`${conn} rpc ${asked} ${one['id']}`]
        : [],
    )
  }
  if (
    (name === 'register.ack' || name === 'reconnect.ack') &&
    bodyOf(packet)['reason'] !== 'ALREADY_REGISTERED'
  ) {
    return [`${conn} register`]
  }
  const { respId } = bodyOf(packet)
  return typeof respId === 'number' ? [`${conn} ${asked} ${respId}`] : []
}

/** The connections that one end saw close, or lost to the end of its process. */
function endsOfLinks(events: readonly TimelineEvent[]): Set<string> {
  const over = new Set<string>()
  const open = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.t === 'link' && event.event === 'closed') over.add(event.conn)
    if (event.t === 'link' && event.event === 'opened') {
      open.set(event.process, (open.get(event.process) ?? new Set()).add(event.conn))
    }
    if (event.t !== 'process' || event.event !== 'exited') continue
    for (const conn of open.get(event.process) ?? []) over.add(conn)
    open.delete(event.process)
  }
  return over
}
