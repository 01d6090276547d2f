// A cut: where a chapter begins, and what it is about.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { FaultEvent, Nanoseconds, TimelineEvent, ViewEvent } from '../event.ts'
import { faultDirection, faultScope } from '../fault-scope.ts'
import type { ChapterKind } from './chapter.ts'

/** What follows a link fault within this time is its effect. */
export const EFFECT_NS = 1e9

/** Everybody has learned of a change within this time. */
const AFTERMATH_NS = 70e9

/** Where a chapter begins, and what it is about. */
export interface Cut {
  kind: Exclude<ChapterKind, 'traffic' | 'idle'>
  /** Sequence number of the first event of the cause. */
  seq: number
  from: Nanoseconds
  servers: Set<string>
  /** The time of the latest cause that was added. */
  last: Nanoseconds
  byYou: boolean
  /** The event that says why. */
  cause: TimelineEvent
  /** How many times it happened: of crashes that repeat. */
  times: number
  /** Of `lost`: what was done to the servers before, that explains it. */
  after: Cut | null
  /** Of `scaled`: servers were removed. Of `lost`: servers lost the master, instead of being dropped. */
  isReversed: boolean
}

/** Whether causes of one kind, that are close in time, are one. */
export function isSameCause(open: Cut, next: Pick<Cut, 'kind' | 'byYou' | 'isReversed' | 'cause'>): boolean {
  const isSame = open.kind === next.kind && open.isReversed === next.isReversed && open.byYou === next.byYou
  return isSame && !isDifferentFault(open.cause, next.cause)
}

/** Returns the fault that servers suffer from. */
export function faultOf(cuts: readonly Cut[], servers: readonly string[]): Cut | null {
  const about = cuts.findLast((cut) => servers.some((id) => cut.servers.has(id)))
  return about?.kind === 'paused' || about?.kind === 'fault' ? about : null
}

/** Returns the crash that a server's latest restart followed; null if there is none. */
export function crashBefore(cuts: readonly Cut[], server: string): Cut | null {
  const [crash, restart] = cuts.slice(-2)
  if (crash?.kind !== 'crashed' || restart?.kind !== 'restart') return null
  const isItsOwn = crash.servers.has(server) && [...restart.servers].every((id) => crash.servers.has(id))
  return isItsOwn ? crash : null
}

/** Whether everybody registers again, and drops whom the master does not list. */
export function isAboutMaster(cut: Cut, at: Nanoseconds, isMaster: (id: string) => boolean): boolean {
  if (cut.kind === 'masterLost') return true
  const isBack = cut.kind === 'masterBack' || (cut.kind === 'restart' && [...cut.servers].some(isMaster))
  return isBack && at - cut.from <= AFTERMATH_NS
}

/** Whether the servers of a chapter may still lose their links, and drop others, because of its cause. */
export function isTroubled({ kind, last }: Cut, at: Nanoseconds): boolean {
  if (kind === 'paused' || kind === 'fault') return true
  return (kind === 'resumed' || kind === 'healed' || kind === 'lost') && at - last <= AFTERMATH_NS
}

/** Whether that a server was dropped from a view follows from the open chapter's cause. */
export function isDropAnEffect(
  cut: Cut,
  { process: observer, at }: ViewEvent,
  dropped: string,
  { hasMaster }: Dialect,
): boolean {
  const { kind, servers, from } = cut
  if (kind === 'stop') return true
  if (kind === 'lost' && servers.has(dropped)) return isTroubled(cut, at)
  // A server that was cut off, or resumed, drops the others: that is its own view.
  if (!hasMaster && servers.has(observer) && isTroubled(cut, at)) return true
  return servers.has(dropped) && at - from <= EFFECT_NS
}

function isDifferentFault(one: TimelineEvent, other: TimelineEvent): boolean {
  if (one.t !== 'fault' || other.t !== 'fault') return false
  if (one.fault !== other.fault || pairOf(one) !== pairOf(other)) return true
  return faultDirection(one.parameters) !== faultDirection(other.parameters)
}

export function isPair(cause: TimelineEvent): boolean {
  return cause.t === 'fault' && pairOf(cause) !== null
}

/** The two servers of a fault of one pair, as a key; null of other faults. */
function pairOf({ process, parameters }: FaultEvent): string | null {
  const { link, peer } = faultScope(parameters)
  return peer === null ? null : `${link} ${process} ${peer}`
}
