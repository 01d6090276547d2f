// Counts the facts of a run, and lists them in the order of each track.
import { eventId } from '../checks/finding.ts'
import { timeOf, type Nanoseconds } from '../event.ts'
import { factExtractor, type Fact } from './facts.ts'
import type { RunProfile } from './run-profile.ts'

interface FactCount {
  fact: Fact
  count: number
  /** Each time of an exact fact, the first of traffic. */
  moments: { at: Nanoseconds; event: string }[]
}

export interface FactCounts {
  byKey: ReadonlyMap<string, FactCount>
  /** Track → its facts in order, each with its number among equals, from 1. */
  tracks: ReadonlyMap<string, TrackEntry[]>
}

export interface TrackEntry {
  key: string
  what: string
  nth: number
}

export function countFacts(run: RunProfile, until: Nanoseconds | null): FactCounts {
  const factsOf = factExtractor(run, until)
  const byKey = new Map<string, FactCount>()
  const tracks = new Map<string, TrackEntry[]>()
  for (const event of run.events) {
    for (const fact of factsOf(event)) {
      const key = `${fact.process}: ${fact.what}`
      const known = byKey.get(key) ?? { fact, count: 0, moments: [] }
      known.count += 1
      if (fact.exact || known.count === 1) known.moments.push({ at: timeOf(event), event: eventId(event) })
      byKey.set(key, known)
      if (fact.track !== null) append(tracks, fact.track, { key, what: fact.what, nth: known.count })
    }
  }
  return { byKey, tracks }
}

function append(tracks: Map<string, TrackEntry[]>, track: string, passage: TrackEntry): void {
  const list = tracks.get(track)
  if (list) list.push(passage)
  else tracks.set(track, [passage])
}
