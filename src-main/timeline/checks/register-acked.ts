// Whoever asks to be registered gets an answer, be it a refusal, for as long as its link is open.
import { timeOf } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { requestsIn } from './requests.ts'

export const registerAcked: Rule = (
  events,
  { end, requestTimeoutNs: requestWithin, pairTimeoutNs: patience },
) =>
  requestsIn(events).flatMap(({ kind, packet, answers, closedAt }): Violation[] => {
    if (kind !== 'register' || answers.length > 0) return []
    const waited = (closedAt ?? end - patience) - timeOf(packet)
    if (waited <= requestWithin) return []
    const text = `${packet.from} asked ${packet.to} to be registered, and heard neither ack nor refusal`
    return [{ rule: 'register-acked', events: [packet.id], text }]
  })
