// What is wrong with servers of a cluster at a moment: one sentence for all servers with the same trouble.
import type { Convergence } from './convergence.ts'
import { describeFault } from './describe-fault.ts'
import type { Nanoseconds } from './event.ts'
import { formatElapsed, formatSpan } from './format-time.ts'
import { listNames } from './list-names.ts'
import type { ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { droppedPart, exitCause, serverFacts, type ServerFacts } from './server-facts.ts'

export interface Remedy {
  action: 'spawn' | 'resume' | 'heal'
  servers: string[]
}

export interface Trouble {
  /** Lower is worse. */
  rank: number
  tone: 'wait' | 'bad'
  word: string
  sentence: string
  remedy: Remedy | null
}

/** What is wrong with one server; those with the same key are said together. */
interface Symptom {
  key: string
  rank: number
  tone: 'wait' | 'bad'
  word: string
  process: ProcessState
  since: Nanoseconds | null
  /** "was killed by you", of one and of several servers. */
  predicate: [one: string, many: string]
  /** "(exit 1)". */
  detail: string
  action: Remedy['action'] | null
}

/** Worst first within a rank is the latest. @param convergence null where nobody needs to react any more */
export function troublesOf(state: ClusterState, convergence: Convergence | null, at: Nanoseconds): Trouble[] {
  const groups = new Map<string, Symptom[]>()
  for (const process of state.processes.values()) {
    for (const symptom of symptomsOf(state, process)) {
      const group = groups.get(symptom.key)
      if (group) group.push(symptom)
      else groups.set(symptom.key, [symptom])
    }
  }
  return [...groups.values()]
    .map((group) => troubleOf(group, state, convergence, at))
    .toSorted((one, other) => one.rank - other.rank)
}

function symptomsOf(state: ClusterState, process: ProcessState): Symptom[] {
  const facts = serverFacts(state, process.id)
  const base = { process, since: facts.since }
  const end = endSymptom(state, process, facts)
  if (end) return [{ ...base, ...end }]
  const found: Symptom[] = []
  if (process.state === 'failed') {
    const detail = process.reason === null ? '' : `: ${process.reason}`
    found.push({
      ...base,
      key: `failed${detail}`,
      rank: 2,
      tone: 'bad',
      word: 'Degraded',
      predicate: ['failed', 'failed'],
      detail,
      action: null,
    })
  }
  const paused = facts.faults.find(({ kind }) => kind === 'pause')
  const isDropped = facts.membership === 'dropped'
  if (paused) {
    const detail = isDropped ? `; ${droppedText(state, process)}` : ''
    found.push({
      ...base,
      key: isDropped ? `paused ${process.id}` : 'paused',
      rank: isDropped ? 3 : 6,
      tone: isDropped ? 'bad' : 'wait',
      word: isDropped ? 'Degraded' : 'Paused',
      since: paused.since,
      predicate: ['was paused by you', 'were paused by you'],
      detail,
      action: 'resume',
    })
  } else if (isDropped) {
    found.push({
      ...base,
      key: `dropped ${process.id}`,
      rank: 3,
      tone: 'bad',
      word: 'Degraded',
      since: droppedAt(state, process),
      predicate: ['runs, but is no member', 'run, but are no members'],
      detail: `; ${droppedText(state, process)}`,
      action: null,
    })
  }
  for (const fault of facts.faults) {
    if (fault.link === null) continue
    const text = describeFault(fault, state.dialect)
    found.push({
      ...base,
      key: `fault ${text}`,
      rank: 7,
      tone: 'wait',
      word: 'Faulted',
      since: fault.since,
      predicate: [`has a ${text}, by you`, `have a ${text}, by you`],
      detail: '',
      action: 'heal',
    })
  }
  if (process.state === 'reconnecting' && !paused && found.length === 0) {
    found.push({
      ...base,
      key: 'reconnecting',
      rank: 6,
      tone: 'wait',
      word: 'Reconnecting',
      predicate: ['lost the master and reconnects', 'lost the master and reconnect'],
      detail: '',
      action: null,
    })
  }
  return found
}

type End = Pick<Symptom, 'key' | 'rank' | 'tone' | 'word' | 'predicate' | 'detail' | 'action'>

/** What is wrong with a server that has ended, or is about to; null if nothing is. */
function endSymptom(
  state: ClusterState,
  process: ProcessState,
  { process: fact, desired }: ServerFacts,
): End | null {
  const { exit, hasStarted, stopRequest, role } = process
  const isMaster = process === state.master
  const isProgram = role === 'resource'
  const down = { rank: isMaster ? 0 : 1, tone: 'bad', word: 'Degraded', action: 'spawn' } as const
  const cause = exit ? ` (${exitCause(exit)})` : ''
  const atStart = hasStarted ? '' : ' at start'
  switch (fact) {
    case 'killed':
      if (process.killedAt === null) return stoppedSymptom(desired)
      return {
        ...down,
        key: `killed ${isMaster}`,
        predicate: ['was killed by you', 'were killed by you'],
        detail: '',
      }
    case 'crashed':
      return {
        ...down,
        key: `crashed${atStart}${cause}${isMaster}`,
        predicate: [`crashed${atStart}`, `crashed${atStart}`],
        detail: cause,
      }
    case 'restarting':
      return {
        ...down,
        key: `restarting${cause}${isMaster}`,
        predicate: ['ended', 'ended'],
        detail: `${cause}; it is to be started again`,
        action: null,
      }
    case 'exited':
      if (stopRequest) return stopRequest.reason === 'restart' ? restartSymptom() : stoppedSymptom(desired)
      if (isProgram && exit?.code === 0) return null
      return {
        ...down,
        key: `exited${cause}${isMaster}`,
        predicate: ['exited by itself', 'exited by themselves'],
        detail: cause,
      }
    case 'stopping':
      return desired === 'removed'
        ? null
        : stopRequest?.reason === 'restart'
          ? restartSymptom()
          : {
              key: 'stopping',
              rank: 8,
              tone: 'wait',
              word: 'Stopping',
              predicate: ['is stopping', 'are stopping'],
              detail: '',
              action: null,
            }
    default:
      return null
  }
}

function restartSymptom(): End {
  return {
    key: 'restart',
    rank: 6,
    tone: 'wait',
    word: 'Restarting',
    predicate: ['is being restarted', 'are being restarted'],
    detail: '',
    action: null,
  }
}

/** What the user removed is not missed. */
function stoppedSymptom(desired: ServerFacts['desired']): End | null {
  if (desired === 'removed') return null
  return {
    key: 'stopped',
    rank: 8,
    tone: 'wait',
    word: 'Incomplete',
    predicate: ['was stopped by you', 'were stopped by you'],
    detail: '',
    action: 'spawn',
  }
}

function troubleOf(
  group: readonly Symptom[],
  state: ClusterState,
  convergence: Convergence | null,
  at: Nanoseconds,
): Trouble {
  const [first] = group as [Symptom]
  const ids = group.map(({ process }) => process.id)
  const latest = Math.max(...group.map(({ since }) => since ?? Number.NEGATIVE_INFINITY))
  const ago = Number.isFinite(latest)
    ? ` ${group.length > 1 ? 'up to ' : ''}${formatElapsed(at - latest)} ago`
    : ''
  const predicate = first.predicate[group.length === 1 ? 0 : 1]
  const reaction = convergence ? reactionTo(group, state, convergence) : ''
  return {
    rank: first.rank,
    tone: first.tone,
    word: first.word,
    sentence: `${listNames(ids)} ${predicate}${ago}${first.detail}${reaction}`,
    remedy: first.action === null ? null : { action: first.action, servers: ids },
  }
}

/** How the other servers reacted to the end of these: "; the other 5 dropped it in 11 ms". */
function reactionTo(group: readonly Symptom[], state: ClusterState, { disagreements }: Convergence): string {
  const ended = group.filter(({ process }) => process.exit !== null && process.role !== 'resource')
  const [first] = ended
  if (!first) return ''
  if (first.process === state.master) return '; nobody can join, and the others keep the list that they had'
  if (!state.dialect.sees.views || ended.some(({ process }) => !process.hasStarted)) return ''
  const ids = new Set(ended.map(({ process }) => process.id))
  const it = ids.size === 1 ? 'it' : 'them'
  const holding = disagreements
    .filter(({ stale }) => stale.some((id) => ids.has(id)))
    .map(({ server }) => server)
  if (holding.length > 0)
    return `; ${listNames(holding)} still ${holding.length === 1 ? 'lists' : 'list'} ${it}`
  const others = [...state.processes.values()].filter((one) => one !== state.master && one.view !== null)
  const spans = ended.map(({ process }) => reactionSpan(process, others, state))
  const known = spans.filter((span) => span !== null)
  if (known.length < ended.length || others.length === 0) return ''
  const who = others.length === 1 ? `${others[0]?.id}` : `the other ${others.length}`
  return `; ${who} dropped ${it} in ${formatSpan(Math.max(...known))}`
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
  const times = others.map(({ id }) => by.get(id))
  if (times.some((time) => time === undefined)) return null
  return Math.max(0, ...times.map((time) => (time ?? 0) - endedAt))
}

function droppedAt({ departures }: ClusterState, { id }: ProcessState): Nanoseconds | null {
  const departure = departures.get(id)
  return departure?.byMaster?.at ?? (departure ? Math.min(...departure.by.values()) : null)
}

/** "the master dropped it after 3 s of silence". */
function droppedText(state: ClusterState, process: ProcessState): string {
  return `it was ${droppedPart(state, process)}`
}
