// No request is answered twice, and no two requests of a connection have the same id while they are told apart by it.
import { listNames } from '../list-names.ts'
import type { PacketEvent } from '../event.ts'
import type { Rule, Violation } from './finding.ts'
import { describeRequest, requestsIn } from './requests.ts'

/** A peer that uses one id for every request would list all of them. */
const MAX_LISTED = 10

export const requestAnsweredOnce: Rule = (events, { dialect, words }) => {
  const reported = new Set<string>()
  return requestsIn(events, dialect).flatMap((request): Violation[] => {
    const { packet, id, answers, askedTimes } = request
    if (askedTimes > 1) {
      const key = `${packet.conn} ${packet.direction} ${typeof id} ${id}`
      if (reported.has(key)) return []
      reported.add(key)
      const text = words.checks.sameId(packet.from, packet.to, askedTimes, String(id), packet.name)
      return [{ rule: 'request-answered-once', events: [packet.id], text }]
    }
    if (answers.length < 2) return []
    const who = listNames([...new Set(answers.map(({ from }) => from))], words)
    const described = describeRequest(request, words)
    const text = words.checks.answeredTimes(who, described, answers.length, String(id))
    return [{ rule: 'request-answered-once', events: idsOf([packet, ...answers]), text }]
  })
}

function idsOf(packets: readonly PacketEvent[]): string[] {
  return packets.slice(0, MAX_LISTED).map(({ id }) => id)
}
