// Grove's own requests are answered within their deadline while the link is open.
import { formatSpan } from '../format-time.ts'
import { timeOf, type Nanoseconds } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { describeRequest, requestsIn, type CheckedRequest } from './requests.ts'

export const answeredInTime: Rule = (events, { dialect, requestTimeoutNs, words }) =>
  requestsIn(events, dialect).flatMap((request): Violation[] => {
    const { kind, packet, answers } = request
    const waited = waitedFor(request)
    if ((kind !== 'own' && kind !== 'register') || waited === null || waited <= requestTimeoutNs) return []
    const events = [packet, ...answers].map(({ id }) => id)
    const span = formatSpan(waited)
    const outcome = answers.length > 0 ? words.checks.answeredAfter : words.checks.noAnswerIn
    return [{ rule: 'answered-in-time', events, text: outcome(describeRequest(request, words), span) }]
  })

/** The time until the answer, else until the link closed; null if neither happened, which other rules report. */
function waitedFor({ kind, packet, answers: [answer], closedAt }: CheckedRequest): Nanoseconds | null {
  if (answer) return timeOf(answer) - timeOf(packet)
  return closedAt === null || kind === 'register' ? null : closedAt - timeOf(packet)
}
