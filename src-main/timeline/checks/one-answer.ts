// Every request has exactly one answer: none has two, and one goes without only when its link closed before its
// deadline. A call of a user's own method or module may take longer than any deadline; of those only a second answer is wrong.
import { timeOf, type Nanoseconds } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { describeRequest, requestsIn, type CheckedRequest } from './requests.ts'

/** So many answers are named, and all are counted: where one number was used for everything, each request has them all. */
const MAX_LISTED_ANSWERS = 10

export const oneAnswer: Rule = (events, limits) =>
  requestsIn(events).flatMap((request): Violation[] => {
    const { packet, kind, answers, closedAt } = request
    if (answers.length > 1) return [finding(request, `has ${answers.length} answers`)]
    if (answers.length === 1 || kind !== 'own' || closedAt !== null) return []
    const waited: Nanoseconds = limits.end - timeOf(packet)
    return waited > limits.requestTimeoutNs + limits.pairTimeoutNs
      ? [finding(request, 'has no answer, and its link is open')]
      : []
  })

function finding(request: CheckedRequest, text: string): Violation {
  const { packet, answers } = request
  return {
    rule: 'one-answer',
    events: [packet, ...answers.slice(0, MAX_LISTED_ANSWERS)].map(({ id }) => id),
    text: `${describeRequest(request)} ${text}`,
  }
}
