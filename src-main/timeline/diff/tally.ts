// The facts of a run, counted, and in the order in which each track had them.
import { idOf } from '../checks/finding.ts'
import { timeOf, type Nanoseconds } from '../event.ts'
import { factReader, type Fact } from './facts.ts'
import type { Survey } from './survey.ts'

interface Tally {
  fact: Fact
  count: number
  /** Of an exact fact each time that it happened; of traffic the first. */
  moments: { at: Nanoseconds; event: string }[]
}

export interface Tallies {
  byKey: ReadonlyMap<string, Tally>
  /** Of each track its facts in order: key, what, and which time it was, from 1. */
  tracks: ReadonlyMap<string, Passage[]>
}

export interface Passage {
  key: string
  what: string
  nth: number
}

export function tally(run: Survey, until: Nanoseconds | null): Tallies {
  const factsOf = factReader(run, until)
  const byKey = new Map<string, Tally>()
  const tracks = new Map<string, Passage[]>()
  for (const event of run.events) {
    for (const fact of factsOf(event)) {
      const key = `${fact.process}: ${fact.what}`
      const known = byKey.get(key) ?? { fact, count: 0, moments: [] }
      known.count += 1
      if (fact.exact || known.count === 1) known.moments.push({ at: timeOf(event), event: idOf(event) })
      byKey.set(key, known)
      if (fact.track !== null) follow(tracks, fact.track, { key, what: fact.what, nth: known.count })
    }
  }
  return { byKey, tracks }
}

function follow(tracks: Map<string, Passage[]>, track: string, passage: Passage): void {
  const list = tracks.get(track)
  if (list) list.push(passage)
  else tracks.set(track, [passage])
}
