// What became of a server that others cannot call any more: that it ended, was dropped or is paused, and when.
import { processFact } from './process-fact.ts'
import { formatElapsed } from './format-time.ts'
import type { Nanoseconds } from './event.ts'
import type { ClusterState } from './replay.ts'
import { serverFacts } from './server-facts.ts'
import { symptomsOf } from './symptoms.ts'

export interface ServerFate {
  /** "chat-2 was killed by you 9.8 ms ago". */
  sentence: string
  /** When the others began to hold what is gone; null if that is not known. */
  since: Nanoseconds | null
}

/** Returns null of a server that runs and is not dropped, and of one that is not known. */
export function fateOf(state: ClusterState, id: string, at: Nanoseconds): ServerFate | null {
  const process = state.processes.get(id)
  const fact = processFact(process)
  if (!process || fact === 'planned') return null
  const { membership, parts, since: factSince } = serverFacts(state, id)
  const isDropped = membership === 'dropped'
  if (fact === 'running' && !isDropped) return null
  const [symptom] = symptomsOf(state, process)
  const departure = state.departures.get(id)
  const gone = isDropped ? (departure?.byMaster?.at ?? firstOf(departure?.by)) : factSince
  if (!symptom) return { sentence: `${id}: ${parts.join(', ')}`, since: gone ?? null }
  const { since } = symptom
  const ago = since === null ? '' : ` ${agoText(at - since)}`
  return { sentence: `${id} ${symptom.say(true, ago)}`, since: gone ?? since }
}

export function agoText(span: Nanoseconds): string {
  return span <= 0 ? 'just now' : `${formatElapsed(span)} ago`
}

function firstOf(times: ReadonlyMap<string, Nanoseconds> | undefined): Nanoseconds | undefined {
  return times && times.size > 0 ? Math.min(...times.values()) : undefined
}
