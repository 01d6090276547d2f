// A server that registers is acknowledged or refused while its link is open.
import { timeOf } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { requestsIn } from './requests.ts'

export const registerAcked: Rule = (events, { dialect, end, requestTimeoutNs, pairTimeoutNs, words }) =>
  requestsIn(events, dialect).flatMap(({ kind, packet, answers, closedAt }): Violation[] => {
    if (kind !== 'register' || answers.length > 0) return []
    const waited = (closedAt ?? end - pairTimeoutNs) - timeOf(packet)
    if (waited <= requestTimeoutNs) return []
    const text = words.checks.notAcknowledged(packet.from, packet.to)
    return [{ rule: 'register-acked', events: [packet.id], text }]
  })
