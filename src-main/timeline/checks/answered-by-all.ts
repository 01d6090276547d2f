// A call to many is answered by every member that it expects; else the finding says who did not, and why if that is known.
import type { TimelineWords } from '../words/en.ts'
import { formatSpan } from '../format-time.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type TimelineEvent } from '../event.ts'
import type { Rule, Violation } from './finding.ts'
import { MemberHealth, type HealthProblem } from './member-health.ts'

export const answeredByAll: Rule = (events, { end, callTimeoutNs, pairTimeoutNs, words }) => {
  const audit = new FanOutAudit(callTimeoutNs, words)
  for (const event of events) audit.apply(event)
  audit.reportOverdue(end - pairTimeoutNs)
  return audit.findings
}

interface FanOut {
  id: number | string
  asker: string
  method: string
  at: Nanoseconds
  /** Of its rows. */
  packets: string[]
  expected: Set<string>
  /** Who did not answer yet → why, if that is known. */
  unanswered: Map<string, HealthProblem | null>
  /** Who got it. */
  receivers: Set<string>
}

class FanOutAudit {
  readonly findings: Violation[] = []
  readonly #timeoutNs: Nanoseconds
  readonly #words: TimelineWords
  readonly #health = new MemberHealth()
  /** The oldest first. */
  readonly #open = new Map<string, FanOut>()

  constructor(timeoutNs: Nanoseconds, words: TimelineWords) {
    this.#timeoutNs = timeoutNs
    this.#words = words
  }

  apply(event: TimelineEvent): void {
    this.reportOverdue(timeOf(event))
    if (event.t === 'packet') return this.#applyPacket(event)
    if (!this.#health.apply(event)) return
    for (const fanOut of this.#open.values()) this.#noteReasons(fanOut)
  }

  reportOverdue(now: Nanoseconds): void {
    for (const [key, fanOut] of this.#open) {
      if (fanOut.at + this.#timeoutNs >= now) break
      this.#open.delete(key)
      this.#report(fanOut)
    }
  }

  #applyPacket(packet: PacketEvent): void {
    for (const { id, method, expects } of packet.calls ?? []) {
      const key = `${typeof id} ${id}`
      if (method === undefined) this.#answer(key, packet)
      else if (expects !== undefined) this.#ask(key, id, method || packet.name, expects, packet)
    }
  }

  #ask(key: string, id: FanOut['id'], method: string, expects: string[], packet: PacketEvent): void {
    const { from: asker, to, received } = packet
    const known = this.#open.get(key)
    const fanOut = known ?? {
      id,
      asker,
      method,
      at: timeOf(packet),
      packets: [],
      expected: new Set(expects),
      unanswered: new Map(expects.map((member) => [member, null])),
      receivers: new Set<string>(),
    }
    fanOut.packets.push(packet.id)
    if (received !== null) fanOut.receivers.add(to)
    this.#open.set(key, fanOut)
    this.#noteReasons(fanOut)
  }

  #answer(key: string, { from }: PacketEvent): void {
    const fanOut = this.#open.get(key)
    fanOut?.unanswered.delete(from)
    // A member that answered twice, or was not expected, changes nothing.
    if (fanOut?.unanswered.size === 0) this.#open.delete(key)
  }

  #noteReasons({ unanswered }: FanOut): void {
    for (const [member, reason] of unanswered) {
      const problem = reason ?? this.#health.problemOf(member)
      if (problem !== null) unanswered.set(member, problem)
    }
  }

  #report({ id, asker, method, packets, expected, unanswered, receivers }: FanOut): void {
    const span = formatSpan(this.#timeoutNs)
    const { checks, names } = this.#words
    const missing = [...unanswered].map(([member, reason]) =>
      checks.memberFor(member, checks[reason ?? (receivers.has(member) ? 'gotIt' : 'didNotGetIt')]),
    )
    const text = checks.notAnsweredByAll(
      asker,
      expected.size,
      method,
      String(id),
      span,
      missing.join(names.separator),
    )
    this.findings.push({ rule: 'answered-by-all', events: packets, text })
  }
}
