// What Grove itself answers is answered before the asker's deadline, as long as the link is open.
import { timeOf, type Nanoseconds } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { describeRequest, requestsIn, type CheckedRequest } from './requests.ts'

export const answeredInTime: Rule = (events, { requestTimeoutNs: requestWithin }) =>
  requestsIn(events).flatMap((request): Violation[] => {
    const { kind, packet, answers } = request
    const waited = waitedFor(request)
    if ((kind !== 'own' && kind !== 'register') || waited === null || waited <= requestWithin) return []
    const events = [packet, ...answers].map(({ id }) => id)
    const seconds = (waited / 1e9).toFixed(1)
    const outcome = answers.length ? `was answered after ${seconds} s` : `had no answer in ${seconds} s`
    return [{ rule: 'answered-in-time', events, text: `${describeRequest(request)} ${outcome}` }]
  })

/** Until its answer, else until its link closed; null where neither has been, which is for other rules to say. */
function waitedFor({ kind, packet, answers: [answer], closedAt }: CheckedRequest): Nanoseconds | null {
  if (answer) return timeOf(answer) - timeOf(packet)
  return closedAt === null || kind === 'register' ? null : closedAt - timeOf(packet)
}
