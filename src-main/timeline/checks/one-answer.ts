// Every request has exactly one answer, unless its link closed before the deadline. A user's own method or module may
// take any time, so for those only a second answer is wrong.
import { timeOf, type Nanoseconds } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { describeRequest, requestsIn, type CheckedRequest } from './requests.ts'

/** A peer that uses one number for every request would list all its answers for each. */
const MAX_LISTED_ANSWERS = 10

export const oneAnswer: Rule = (events, { dialect, end, requestTimeoutNs, pairTimeoutNs, words }) =>
  requestsIn(events, dialect).flatMap((request): Violation[] => {
    const { packet, kind, answers, closedAt } = request
    const { checks } = words
    const described = describeRequest(request, words)
    if (answers.length > 1) return [finding(request, checks.severalAnswers(described, answers.length))]
    if (answers.length === 1 || kind !== 'own' || closedAt !== null) return []
    const waited: Nanoseconds = end - timeOf(packet)
    return waited > requestTimeoutNs + pairTimeoutNs ? [finding(request, checks.noAnswerOpen(described))] : []
  })

function finding(request: CheckedRequest, text: string): Violation {
  const { packet, answers } = request
  return {
    rule: 'one-answer',
    events: [packet, ...answers.slice(0, MAX_LISTED_ANSWERS)].map(({ id }) => id),
    text,
  }
}
