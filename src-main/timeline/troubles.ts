// What is wrong with the servers of a cluster at a moment: one sentence for all servers with the same symptom.
import type { Convergence } from './convergence.ts'
import type { Nanoseconds } from './event.ts'
import { formatElapsed, formatSpan } from './format-time.ts'
import { listNames } from './list-names.ts'
import { processFact } from './process-fact.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { symptomsOf, type RemedyAction, type Symptom } from './symptoms.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

export interface Remedy {
  action: RemedyAction
  servers: readonly string[]
}

export interface Trouble {
  /** Lower is worse. */
  rank: number
  tone: 'wait' | 'bad'
  word: string
  sentence: string
  /** The ids of the servers that have it. */
  servers: readonly string[]
  remedy: Remedy | null
}

/** Names of more servers than this make a sentence unreadable. */
const MAX_REACTING_NAMES = 2

/** Returns the worst first. */
export function troublesOf(
  state: ClusterState,
  convergence: Convergence,
  at: Nanoseconds,
  words: TimelineWords = ENGLISH,
): Trouble[] {
  const groups = new Map<string, Symptom[]>()
  for (const process of state.processes.values()) {
    for (const symptom of symptomsOf(state, process, words)) {
      const group = groups.get(symptom.key)
      if (group) group.push(symptom)
      else groups.set(symptom.key, [symptom])
    }
  }
  return [...groups.values()]
    .map((group) => troubleOf(group, state, convergence, at, words))
    .toSorted((one, other) => one.rank - other.rank)
}

function troubleOf(
  group: readonly Symptom[],
  state: ClusterState,
  convergence: Convergence,
  at: Nanoseconds,
  words: TimelineWords,
): Trouble {
  const [first] = group as [Symptom]
  const servers = group.map(({ process }) => process.id)
  const helped = [...new Set(group.map(({ helpsAt, process }) => helpsAt ?? process.id))]
  const isOne = servers.length === 1
  const latest = Math.max(...group.map(({ since }) => since ?? Number.NEGATIVE_INFINITY))
  const since = Number.isFinite(latest) ? agoText(at - latest, words) : ''
  const ago = since === '' || isOne ? since : words.names.lastAgo(since)
  const reaction = reactionTo(group, state, convergence, words)
  return {
    rank: first.rank,
    tone: first.tone,
    word: first.word,
    sentence: `${first.say(listNames(servers, words), ago, isOne)}${reaction}`,
    servers,
    remedy: first.action === null ? null : { action: first.action, servers: helped },
  }
}

/** " 12 s ago". */
export function agoText(span: Nanoseconds, { names }: TimelineWords): string {
  return span <= 0 ? names.justNow : names.ago(formatElapsed(span))
}

/** How the other servers reacted to the end of these: "; the other 5 dropped it in 11 ms". */
function reactionTo(
  group: readonly Symptom[],
  state: ClusterState,
  { disagreements }: Convergence,
  words: TimelineWords,
): string {
  const { symptoms } = words
  const ended = group.filter(({ process }) => process.exit !== null && process.role !== 'resource')
  const [first] = ended
  if (!first) return ''
  if (first.process === state.master) return symptoms.nobodyCanJoin
  if (!state.dialect.sees.views || ended.some(({ process }) => !process.hasStarted)) return ''
  const ids = new Set(ended.map(({ process }) => process.id))
  const isOne = ids.size === 1
  const { registry } = state
  if (registry && [...ids].some((id) => registry.servers.has(id))) return symptoms.masterStillLists(isOne)
  // A paused server drops nobody.
  const isAwake = (one: ProcessState | undefined): boolean => processFact(one) !== 'paused'
  const others = [...state.processes.values()].filter(
    (one) => one !== state.master && one.view !== null && isAwake(one),
  )
  const holding = disagreements
    .filter(({ stale, proxiesStale }) => [...stale, ...proxiesStale].some((id) => ids.has(id)))
    .map(({ server }) => server)
    .filter((id) => isAwake(state.processes.get(id)))
  if (holding.length > 0)
    return symptoms.notDropped(nameOrCount(holding, others.length, words), holding.length === 1, isOne)
  const spans = ended.map(({ process }) => reactionSpan(process, others, state))
  const known = spans.filter((span) => span !== null)
  if (known.length < ended.length || others.length === 0) return ''
  const who = others.length === 1 ? others.map(({ id }) => id).join('') : symptoms.otherServers(others.length)
  return symptoms.droppedIn(who, formatSpan(Math.max(...known)), isOne)
}

/** "chat-1", "3 of the other 5". */
function nameOrCount(ids: readonly string[], of: number, words: TimelineWords): string {
  if (ids.length <= MAX_REACTING_NAMES) return listNames(ids, words)
  return ids.length === of ? words.symptoms.otherServers(of) : words.symptoms.someOfOthers(ids.length, of)
}

/** From the end of a server until the last of the others had dropped it; null if not all of them have. */
function reactionSpan(
  process: ProcessState,
  others: readonly ProcessState[],
  { departures }: ClusterState,
): Nanoseconds | null {
  const by = departures.get(process.id)?.by
  const endedAt = process.killedAt ?? process.exit?.at
  if (!by || endedAt === undefined) return null
  // Those that joined after that never listed it.
  const times = others.flatMap(({ id, spawnedAt }) =>
    (spawnedAt ?? 0) > endedAt ? [] : [by.get(id) ?? Number.NaN],
  )
  const last = Math.max(0, ...times.map((time) => time - endedAt))
  return times.length === 0 || Number.isNaN(last) ? null : last
}
