// What is wrong with one server at a moment.
import { describeFault } from './describe-fault.ts'
import type { Nanoseconds } from './event.ts'
import type { InjectedFault, ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { exitCause } from './exit-kind.ts'
import {
  firstLine,
  removalReason,
  serverFacts,
  silenceBefore,
  startText,
  type ServerFacts,
} from './server-facts.ts'

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
  /** @param ago " 12 s ago", or empty where that is not known */
  say: (isOne: boolean, ago: string) => string
  action: RemedyAction | null
}

type Part = Omit<Symptom, 'process' | 'since'>

export function symptomsOf(state: ClusterState, process: ProcessState): Symptom[] {
  const facts = serverFacts(state, process.id)
  const { since } = facts
  const end = process.failure === null ? endOf(state, process, facts) : failed(process)
  if (end) return [{ ...end, process, since }]
  if (facts.process !== 'running' && facts.process !== 'paused') return []
  const found: Symptom[] = []
  const paused = facts.faults.find(({ kind }) => kind === 'pause')
  if (facts.membership === 'dropped') found.push(dropped(state, process))
  else if (paused) found.push({ ...PAUSED, process, since: paused.since })
  else if (process.state === 'reconnecting') found.push({ ...reconnecting(state), process, since })
  // The fault that got it dropped is in that sentence.
  const causes = facts.membership === 'dropped' ? [paused, controlFault(process)] : [paused]
  const others = facts.faults.filter((fault) => !causes.includes(fault))
  return [...found, ...others.map((fault) => ({ ...faulted(state, fault), process, since: fault.since }))]
}

/** What is wrong with a server that has ended or is about to; null if nothing is. */
function endOf(state: ClusterState, process: ProcessState, facts: ServerFacts): Part | null {
  const { exit, stopRequest, role, killedAt } = process
  const isMaster = process === state.master
  const cause = exit ? ` (${exitCause(exit)})` : ''
  const start = startText(process)
  const down = (key: string, say: Part['say'], action: RemedyAction | null = 'spawn'): Part => {
    const rank = isMaster ? RANK.masterDown : RANK.down
    return { key: `${key}${rank}`, rank, tone: 'bad', word: 'Degraded', say, action }
  }
  switch (facts.process) {
    case 'killed':
      if (killedAt === null) return stopped(facts)
      return down('killed', (isOne, ago) => `${isOne ? 'was' : 'were'} killed by you${ago}`)
    case 'crashed':
      return down(`crashed${start}${cause}`, (_, ago) => `crashed${start}${ago}${cause}`)
    case 'restarting':
      if (killedAt !== null || stopRequest) return RESTARTING
      return down(
        `restarting${cause}`,
        (isOne, ago) => `ended${ago}${cause}; ${isOne ? 'it is' : 'they are'} to be started again`,
        null,
      )
    case 'exited':
      if (stopRequest) return stopped(facts)
      if (role === 'resource' && exit?.code === 0) return null
      return down(
        `exited${cause}`,
        (isOne, ago) => `exited by ${isOne ? 'itself' : 'themselves'}${ago}${cause}`,
      )
    case 'stopping':
      if (facts.desired === 'removed') return null
      return stopRequest?.reason === 'restart' ? RESTARTING : STOPPING
    default:
      return null
  }
}

const RESTARTING: Part = {
  key: 'restarting',
  rank: RANK.rejoining,
  tone: 'wait',
  word: 'Restarting',
  say: (isOne) => `${isOne ? 'is' : 'are'} being restarted`,
  action: null,
}

const STOPPING: Part = {
  key: 'stopping',
  rank: RANK.stopped,
  tone: 'wait',
  word: 'Stopping',
  say: (isOne) => `${isOne ? 'is' : 'are'} stopping`,
  action: null,
}

const PAUSED: Part = {
  key: 'paused',
  rank: RANK.paused,
  tone: 'wait',
  word: 'Paused',
  say: (isOne, ago) =>
    `${isOne ? 'was' : 'were'} paused by you${ago}; no other server has dropped ${isOne ? 'it' : 'them'}`,
  action: 'resume',
}

function reconnecting({ dialect }: ClusterState): Part {
  const lost = dialect.hasMaster ? 'the master' : 'the others'
  return {
    key: 'reconnecting',
    rank: RANK.rejoining,
    tone: 'wait',
    word: 'Reconnecting',
    say: (isOne, ago) => `lost ${lost}${ago}${isOne ? ' and reconnects' : ', and reconnect'}`,
    action: null,
  }
}

/** What the user removed is not missed. */
function stopped({ desired }: ServerFacts): Part | null {
  if (desired === 'removed') return null
  if (desired === 'running') return RESTARTING
  return {
    key: 'stopped',
    rank: RANK.stopped,
    tone: 'wait',
    word: 'Incomplete',
    say: (isOne, ago) => `${isOne ? 'was' : 'were'} stopped${ago}`,
    action: 'spawn',
  }
}

/** Servers that fail for the same reason name different files. */
function failed(process: ProcessState): Part {
  const start = startText(process)
  const why = process.failure ? `: ${firstLine(process.failure)}` : ''
  return {
    key: `failed${start}${why.replaceAll(/\S*\/\S*/g, '')}`,
    rank: RANK.failed,
    tone: 'bad',
    word: 'Degraded',
    say: (_, ago) => `failed${start}${ago}${why}`,
    action: process.exit ? 'spawn' : null,
  }
}

/** Its process runs, and the others gave it up. */
function dropped(state: ClusterState, process: ProcessState): Symptom {
  const departure = state.departures.get(process.id)
  const at = departure?.byMaster?.at ?? Math.min(...(departure?.by.values() ?? []))
  const byWhom = departure?.byMaster ? 'the master' : 'others'
  const silence = silenceBefore(process, at)
  const paused = process.faults.find(({ kind }) => kind === 'pause')
  const cut = controlFault(process)
  const rank = RANK.dropped
  if (paused) {
    return {
      key: `paused ${silence}`,
      rank,
      tone: 'bad',
      word: 'Degraded',
      process,
      since: paused.since,
      say: (isOne, ago) =>
        `${isOne ? 'was' : 'were'} paused by you${ago}; ${byWhom} dropped ${isOne ? 'it' : 'them'}${silence}`,
      action: 'resume',
    }
  }
  const why = silence || removalReason(departure)
  if (cut) {
    const fault = describeFault(cut, state.dialect)
    return {
      key: `dropped ${fault}${why}`,
      rank,
      tone: 'bad',
      word: 'Degraded',
      process,
      since: at,
      say: (isOne, ago) =>
        `${isOne ? 'was' : 'were'} dropped by ${byWhom}${ago}${why}; ${isOne ? 'its' : 'their'} ${fault} (by you)`,
      action: 'heal',
    }
  }
  const isJoining = process.state !== 'started'
  return {
    key: `dropped ${isJoining}${why}`,
    rank: isJoining ? RANK.rejoining : rank,
    tone: isJoining ? 'wait' : 'bad',
    word: isJoining ? 'Rejoining' : 'Degraded',
    process,
    since: at,
    say: (isOne, ago) =>
      isJoining
        ? `${isOne ? 'joins' : 'join'} again; ${byWhom} dropped ${isOne ? 'it' : 'them'}${ago}${why}`
        : `${isOne ? 'runs' : 'run'}, but ${byWhom} dropped ${isOne ? 'it' : 'them'}${ago}${why}`,
    action: null,
  }
}

function faulted({ dialect }: ClusterState, fault: InjectedFault): Part {
  const text = describeFault(fault, dialect)
  return {
    key: `faulted ${text}`,
    rank: RANK.faulted,
    tone: 'wait',
    word: 'Faulted',
    say: (isOne, ago) => `${isOne ? 'has its' : 'have their'} ${text} (by you${ago === '' ? '' : `,${ago}`})`,
    action: 'heal',
  }
}

function controlFault({ faults }: ProcessState): InjectedFault | undefined {
  return faults.find(({ link }) => link === 'control')
}
