// How long each server took from its spawn to each state.
import type { ServerState } from '../../../core/protocol/record.ts'
import type { Nanoseconds } from '../event.ts'
import type { StartDifference } from './difference.ts'
import { measure } from './measure.ts'
import type { RunProfile } from './run-profile.ts'

/** In order. */
export const START_STATES = ['starting', 'listening', 'registered', 'subscribed', 'started'] as const

interface Start {
  spawned: Nanoseconds
  reached: Map<ServerState, Nanoseconds>
}

/** Of the servers that both runs have. */
export function compareStarts(a: RunProfile, b: RunProfile): StartDifference[] {
  const [mine, yours] = [startsOf(a), startsOf(b)]
  return [...mine].flatMap(([server, start]) => {
    const other = yours.get(server)
    if (!other) return []
    const compared = (state: ServerState) => measure('milliseconds', took(start, state), took(other, state))
    return [
      {
        server,
        starting: compared('starting'),
        listening: compared('listening'),
        registered: compared('registered'),
        subscribed: compared('subscribed'),
        started: compared('started'),
      },
    ]
  })
}

/** The first start of each process. */
function startsOf({ events }: RunProfile): Map<string, Start> {
  const starts = new Map<string, Start>()
  const over = new Set<string>()
  for (const event of events) {
    if (event.t === 'process' && event.event === 'spawned') {
      if (starts.has(event.process)) over.add(event.process)
      else starts.set(event.process, { spawned: event.at, reached: new Map() })
    }
    if (event.t !== 'state' || over.has(event.process)) continue
    const reached = starts.get(event.process)?.reached
    if (reached && !reached.has(event.to)) reached.set(event.to, event.at)
  }
  return starts
}

function took({ spawned, reached }: Start, state: ServerState): number | null {
  const at = reached.get(state)
  return at === undefined ? null : Math.round((at - spawned) / 1000) / 1000
}
