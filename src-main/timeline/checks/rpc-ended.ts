// Every call that wants an answer has one, or its link ends.
import { formatSpan } from '../format-time.ts'
import { timeOf } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { requestsIn } from './requests.ts'

export const rpcEnded: Rule = (events, { dialect, end, callTimeoutNs, pairTimeoutNs, words }) =>
  requestsIn(events, dialect).flatMap(({ kind, packet, answers, closedAt, id }): Violation[] => {
    if (kind !== 'rpc' || answers.length > 0 || closedAt !== null) return []
    if (end - timeOf(packet) <= callTimeoutNs + pairTimeoutNs) return []
    const call = packet.calls?.find((one) => one.id === id)
    // A call to many is the business of `answered-by-all`.
    if (call?.expects !== undefined) return []
    const method = call?.method || words.checks.aMethod
    const span = formatSpan(callTimeoutNs)
    const text = words.checks.callNotAnswered(packet.from, method, packet.to, span)
    return [{ rule: 'rpc-ended', events: [packet.id], text }]
  })
