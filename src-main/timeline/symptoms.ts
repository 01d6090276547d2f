// What is wrong with one server at a moment.
import { describeFault, describePairFault } from './describe-fault.ts'
import type { Nanoseconds } from './event.ts'
import { actsOn } from './fault-scope.ts'
import type { InjectedFault, ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { exitCause } from './exit-kind.ts'
import { firstLine, removalReason, serverFacts, silenceBefore, type ServerFacts } from './server-facts.ts'
import type { TimelineWords } from './words/en.ts'

export type RemedyAction = 'spawn' | 'resume' | 'heal'

/** How bad a symptom is; lower is worse. */
export const RANK = {
  masterDown: 0,
  down: 1,
  failed: 2,
  dropped: 3,
  diverged: 4,
  paused: 5,
  rejoining: 6,
  faulted: 7,
  noCode: 8,
  stopped: 9,
  starting: 10,
  converging: 11,
} as const

export interface Symptom {
  /** Symptoms with the same key are said in one sentence. */
  key: string
  rank: number
  tone: 'wait' | 'bad'
  word: string
  process: ProcessState
  since: Nanoseconds | null
  /**
   * @param who one server, or several if not `isOne`
   * @param ago " 12 s ago", or empty where that is not known
   */
  say: (who: string, ago: string, isOne: boolean) => string
  action: RemedyAction | null
  /** The server that the action is for, if it is another one: the one with the fault. */
  helpsAt?: string
}

type Part = Omit<Symptom, 'process' | 'since'>

export function symptomsOf(state: ClusterState, process: ProcessState, words: TimelineWords): Symptom[] {
  const facts = serverFacts(state, process.id, words)
  const { since } = facts
  const end = process.failure === null ? endOf(state, process, facts, words) : failed(process, words)
  if (end) return [{ ...end, process, since }]
  if (facts.process !== 'running' && facts.process !== 'paused') return []
  const found: Symptom[] = []
  const paused = facts.faults.find(({ kind }) => kind === 'pause')
  if (facts.membership === 'dropped') found.push(dropped(state, process, words))
  else if (paused) found.push({ ...pausedPart(words), process, since: paused.since })
  else if (process.state === 'reconnecting') found.push({ ...reconnecting(state, words), process, since })
  // The fault that got it dropped is in that sentence.
  const causes = facts.membership === 'dropped' ? [paused, controlFault(state, process)?.fault] : [paused]
  const others = facts.faults.filter((fault) => !causes.includes(fault))
  return [
    ...found,
    ...others.map((fault) => ({ ...faulted(state, fault, words), process, since: fault.since })),
  ]
}

/** What is wrong with a server that has ended or is about to; null if nothing is. */
function endOf(
  state: ClusterState,
  process: ProcessState,
  facts: ServerFacts,
  words: TimelineWords,
): Part | null {
  const { symptoms } = words
  const { exit, stopRequest, role, killedAt, hasStarted } = process
  const isMaster = process === state.master
  const cause = exit ? symptoms.cause(exitCause(exit, words)) : ''
  const down = (key: string, say: Part['say'], action: RemedyAction | null = 'spawn'): Part => {
    const rank = isMaster ? RANK.masterDown : RANK.down
    return { key: `${key}${rank}`, rank, tone: 'bad', word: words.verdict.degraded, say, action }
  }
  switch (facts.process) {
    case 'killed':
      return killedAt === null ? stopped(facts, words) : down('killed', symptoms.killed)
    case 'crashed': {
      const say = hasStarted ? symptoms.crashed : symptoms.crashedAtStart
      return down(`crashed${hasStarted}${cause}`, (who, ago) => say(who, ago, cause))
    }
    case 'restarting':
      if (killedAt !== null || stopRequest) return restarting(words)
      return down(
        `restarting${cause}`,
        (who, ago, isOne) => symptoms.willRestart(who, ago, cause, isOne),
        null,
      )
    case 'exited':
      if (stopRequest) return stopped(facts, words)
      if (role === 'resource' && exit?.code === 0) return null
      return down(`exited${cause}`, (who, ago, isOne) => symptoms.exited(who, ago, cause, isOne))
    case 'stopping':
      if (facts.desired === 'removed') return null
      return stopRequest?.reason === 'restart' ? restarting(words) : stoppingPart(words)
    default:
      return null
  }
}

function restarting({ symptoms, verdict }: TimelineWords): Part {
  return {
    key: 'restarting',
    rank: RANK.rejoining,
    tone: 'wait',
    word: verdict.restarting,
    say: (who, _, isOne) => symptoms.restarting(who, isOne),
    action: null,
  }
}

function stoppingPart({ symptoms, verdict }: TimelineWords): Part {
  return {
    key: 'stopping',
    rank: RANK.stopped,
    tone: 'wait',
    word: verdict.stopping,
    say: (who, _, isOne) => symptoms.stopping(who, isOne),
    action: null,
  }
}

function pausedPart({ symptoms, verdict }: TimelineWords): Part {
  return {
    key: 'paused',
    rank: RANK.paused,
    tone: 'wait',
    word: verdict.paused,
    say: symptoms.paused,
    action: 'resume',
  }
}

function reconnecting({ dialect }: ClusterState, { names, symptoms, verdict }: TimelineWords): Part {
  const lost = dialect.hasMaster ? names.master : symptoms.theOthers
  return {
    key: 'reconnecting',
    rank: RANK.rejoining,
    tone: 'wait',
    word: verdict.reconnecting,
    say: (who, ago, isOne) => symptoms.reconnecting(who, ago, lost, isOne),
    action: null,
  }
}

/** What the user removed is not missed. */
function stopped({ desired }: ServerFacts, words: TimelineWords): Part | null {
  if (desired === 'removed') return null
  if (desired === 'running') return restarting(words)
  return {
    key: 'stopped',
    rank: RANK.stopped,
    tone: 'wait',
    word: words.verdict.incomplete,
    say: words.symptoms.stopped,
    action: 'spawn',
  }
}

/** Servers that fail for the same reason name different files. */
function failed({ failure, hasStarted, exit }: ProcessState, { symptoms, verdict }: TimelineWords): Part {
  const why = failure ? symptoms.why(firstLine(failure)) : ''
  const say = hasStarted ? symptoms.failed : symptoms.failedAtStart
  return {
    key: `failed${hasStarted}${why.replaceAll(/\S*\/\S*/g, '')}`,
    rank: RANK.failed,
    tone: 'bad',
    word: verdict.degraded,
    say: (who, ago) => say(who, ago, why),
    action: exit ? 'spawn' : null,
  }
}

/** Its process runs, and the others gave it up. */
function dropped(state: ClusterState, process: ProcessState, words: TimelineWords): Symptom {
  const { names, symptoms, verdict } = words
  const departure = state.departures.get(process.id)
  const at = departure?.byMaster?.at ?? Math.min(...(departure?.by.values() ?? []))
  const by = departure?.byMaster ? names.master : names.others
  const silence = silenceBefore(process, at, words)
  const paused = process.faults.find(({ kind }) => kind === 'pause')
  const cut = controlFault(state, process)
  const isJoining = process.state !== 'started'
  const down = { rank: RANK.dropped, tone: 'bad', word: verdict.degraded, process } as const
  if (paused) {
    return {
      ...down,
      key: `paused ${silence}`,
      since: paused.since,
      say: (who, ago, isOne) => symptoms.pausedAndDropped(who, ago, by, silence, isOne),
      action: 'resume',
    }
  }
  const why = silence || removalReason(departure, words)
  if (cut) {
    const fault = describeFault(cut.fault, state.dialect, words)
    return {
      ...down,
      key: `dropped ${fault}${why}`,
      since: at,
      say: (who, ago, isOne) => symptoms.droppedWithFault(who, ago, by, why, fault, isOne),
      action: 'heal',
      helpsAt: cut.of,
    }
  }
  const say = isJoining ? symptoms.rejoining : symptoms.runsDropped
  return {
    key: `dropped ${isJoining}${why}`,
    rank: isJoining ? RANK.rejoining : RANK.dropped,
    tone: isJoining ? 'wait' : 'bad',
    word: isJoining ? verdict.rejoining : verdict.degraded,
    process,
    since: at,
    say: (who, ago, isOne) => say(who, ago, by, why, isOne),
    action: null,
  }
}

function faulted({ dialect }: ClusterState, fault: InjectedFault, words: TimelineWords): Part {
  const text = describeFault(fault, dialect, words)
  const { link, peer } = fault
  return {
    key: `faulted ${text}`,
    rank: RANK.faulted,
    tone: 'wait',
    word: words.verdict.faulted,
    say: (who, ago, isOne) =>
      link !== null && peer !== null && isOne
        ? words.symptoms.pairFaulted(
            describePairFault(fault, who, words.facts.linkBetween(who, peer), words),
            ago,
          )
        : words.symptoms.faulted(who, ago, text, isOne),
    action: 'heal',
  }
}

/** The fault of the link with the master: of the server itself, or of the master. */
function controlFault({ master }: ClusterState, { id, faults }: ProcessState): ControlFault | undefined {
  const own = faults.find(({ link }) => link === 'control')
  if (own) return { fault: own, of: id }
  if (!master || master.id === id) return undefined
  const ofMaster = master.faults.find((fault) => fault.link === 'control' && actsOn(fault, id))
  return ofMaster && { fault: { ...ofMaster, peer: null }, of: master.id }
}

interface ControlFault {
  fault: InjectedFault
  /** The server that has it. */
  of: string
}
