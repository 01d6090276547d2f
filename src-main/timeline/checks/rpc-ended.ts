// Every call of a method that wants an answer comes to an end: an answer, or the end of its link.
import { timeOf } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { requestsIn } from './requests.ts'

export const rpcEnded: Rule = (events, { end, callTimeoutNs: callWithin, pairTimeoutNs: patience }) =>
  requestsIn(events).flatMap(({ kind, packet, answers, closedAt, id }): Violation[] => {
    if (kind !== 'rpc' || answers.length > 0 || closedAt !== null) return []
    if (end - timeOf(packet) <= callWithin + patience) return []
    const method = packet.calls?.find((call) => call.id === id)?.method ?? 'a method'
    const seconds = (callWithin / 1e9).toFixed(1)
    const text = `${packet.from} called ${method} of ${packet.to}, and had no answer in ${seconds} s`
    return [{ rule: 'rpc-ended', events: [packet.id], text }]
  })
