// What became of a server that others cannot call any more: that it ended, was dropped or is paused, and when.
import { processFact } from './process-fact.ts'
import type { Nanoseconds } from './event.ts'
import type { ClusterState } from './replay.ts'
import { serverFacts } from './server-facts.ts'
import { symptomsOf } from './symptoms.ts'
import { agoText } from './troubles.ts'
import type { TimelineWords } from './words/en.ts'

export interface ServerFate {
  /** "chat-2 was killed by you 9.8 ms ago". */
  sentence: string
  /** When the others began to hold what is gone; null if that is not known. */
  since: Nanoseconds | null
}

/** Returns null of a server that runs and is not dropped, and of one that is not known. */
export function fateOf(
  state: ClusterState,
  id: string,
  at: Nanoseconds,
  words: TimelineWords,
): ServerFate | null {
  const process = state.processes.get(id)
  const fact = processFact(process)
  if (!process || fact === 'planned') return null
  const { membership, parts, since: factSince } = serverFacts(state, id, words)
  const isDropped = membership === 'dropped'
  if (fact === 'running' && !isDropped) return null
  const [symptom] = symptomsOf(state, process, words)
  const departure = state.departures.get(id)
  const gone = isDropped ? (departure?.byMaster?.at ?? firstOf(departure?.by)) : factSince
  if (!symptom)
    return { sentence: words.facts.because(id, parts.join(words.names.comma)), since: gone ?? null }
  const { since } = symptom
  const ago = since === null ? '' : agoText(at - since, words)
  return { sentence: symptom.say(id, ago, true), since: gone ?? since }
}

function firstOf(times: ReadonlyMap<string, Nanoseconds> | undefined): Nanoseconds | undefined {
  return times && times.size > 0 ? Math.min(...times.values()) : undefined
}
