// Why a server can call another one or cannot, as a sentence for people with names and measured times.
import { describeFault, describePairFault } from './describe-fault.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import type { Nanoseconds } from './event.ts'
import { faultBetween, stopsCalls, type FaultOfServer } from './fault-scope.ts'
import { listNames } from './list-names.ts'
import type { Knowledge } from './matrix.ts'
import { newsOnTheWay } from './news.ts'
import { processFact } from './process-fact.ts'
import { isSameInstance } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { fateOf } from './server-fate.ts'
import { stateName } from './server-facts.ts'
import type { ReplaySource } from './time-travel.ts'
import { agoText } from './troubles.ts'
import type { TimelineWords } from './words/en.ts'

/** One cell of the matrix. */
export interface Cell {
  state: ClusterState
  observer: string
  subject: string
  /** The moment of the state. */
  at: Nanoseconds
  /** Where to look for news that is on its way; without it, a sentence says nothing of that. */
  events: ReplaySource | null
  words: TimelineWords
}

export function reasonOf(cell: Cell, knowledge: Knowledge): string {
  return REASONS[knowledge](cell)
}

const REASONS: Record<Knowledge, (cell: Cell) => string> = {
  self: ({ observer, words }) => words.reasons.self(observer),
  callable,
  known,
  missing,
  stale,
  absent,
  unknown,
}

function callable(cell: Cell): string {
  const { state, observer, subject, at, words } = cell
  const { reasons } = words
  const services = state.processes.get(observer)?.proxies.get(subject)?.services ?? []
  const proxies = services.length > 0 ? reasons.proxiesFor(listNames(services, words)) : reasons.proxies
  const fault = faultBetween(state, observer, subject)
  if (fault) return faultReason(cell, proxies, fault)
  const fate = fateOf(state, subject, at, words)
  if (fate === null) return reasons.canCall(observer, subject, proxies)
  const effect = state.processes.get(subject)?.exit ? failure(state, words) : reasons.callsWait
  return reasons.hasButGone(observer, proxies, subject, fate.sentence, effect)
}

function failure({ dialect }: ClusterState, { reasons }: TimelineWords): string {
  return hasOwnProtocol(dialect) ? reasons.callsFailWith('PEER_LOST') : reasons.callsFail
}

function faultReason(
  { state, observer, subject, words }: Cell,
  proxies: string,
  { of, fault }: FaultOfServer,
): string {
  const { reasons } = words
  if (fault.peer !== null) {
    const link = describePairFault(fault, of, words.facts.theLink, words)
    return (stopsCalls(fault) ? reasons.linkStops : reasons.linkSlows)(observer, subject, link)
  }
  const say = stopsCalls(fault) ? reasons.faultFails : reasons.faultSlows
  return reasons.hasButFault(observer, proxies, subject, say(of, describeFault(fault, state.dialect, words)))
}

function known({ state, observer, subject, words: { reasons } }: Cell): string {
  const { dialect, records } = state
  if (!dialect.sees.proxies) return reasons.knownOnly(observer, subject, dialect.title)
  const record = records.get(subject, state.processes.get(observer)?.view?.servers.get(subject) ?? '')
  if (!record || record.callable) return reasons.knownWithoutProxies(observer, subject)
  if (!hasOwnProtocol(dialect)) return reasons.knownNotCallable(observer, subject, reasons.nothingToCall)
  const hasPort = record.port !== null
  const hasServices = record.services.length > 0
  const lack = hasPort ? reasons.noServices : hasServices ? reasons.noPort : reasons.noPortNorServices
  return reasons.knownNotCallable(observer, subject, lack)
}

function missing(cell: Cell): string {
  const { state, observer, subject, words } = cell
  const { reasons } = words
  const process = state.processes.get(observer)
  if (process?.view?.servers.has(subject)) return reasons.noProxiesYet(observer, subject)
  const lack =
    observer === subject
      ? reasons.notInOwnView(observer)
      : isCallable(state, subject)
        ? reasons.cannotCall(observer, subject)
        : reasons.doesNotKnow(observer, subject)
  const news = newsOf(cell)
  if (news !== null) return sentences([`${lack}${words.names.stop}`, news.sentence], words)
  if (process?.view) return `${lack}${words.names.stop}`
  return process?.state
    ? reasons.noListWhile(lack, stateName(process.state, state.dialect, words))
    : reasons.noListYet(lack)
}

/** Whether the others should have proxies for a server, as far as is known. */
export function isCallable({ records, registry, processes, dialect }: ClusterState, id: string): boolean {
  const instance = registry?.servers.get(id) ?? processes.get(id)?.instance ?? ''
  return dialect.sees.proxies && records.get(id, instance)?.callable !== false
}

function stale(cell: Cell): string {
  const { state, observer, subject, at, words } = cell
  const { reasons } = words
  const hasProxy = state.processes.get(observer)?.proxies.has(subject) === true
  const replaced = isReplaced(cell)
  const fate = replaced
    ? reasons.replaced(subject)
    : (fateOf(state, subject, at, words)?.sentence ?? reasons.notRegistered(subject))
  const news = newsOf(cell)
  const isGone = replaced || state.processes.get(subject)?.exit !== null
  const effect = failure(state, words)
  const until = news?.arrives ? reasons.untilNews(effect) : reasons.untilDropped(observer, effect)
  const holds = (hasProxy ? reasons.stillCalls : reasons.stillKnows)(observer, subject, fate)
  return sentences(
    [`${holds}${words.names.stop}`, news?.sentence ?? '', hasProxy && isGone ? until : ''],
    words,
  )
}

function absent({ state, observer, subject, at, words }: Cell): string {
  const { reasons } = words
  if (observer === subject) return reasons.notJoinedItself(observer)
  const fate = fateOf(state, subject, at, words)
  if (fate !== null) return reasons.cannotCallFor(observer, subject, fate.sentence)
  const { state: doing = null, observed = true } = state.processes.get(subject) ?? {}
  if (!observed) return reasons.unobservedSubject(observer, subject)
  return doing === null
    ? reasons.notJoined(observer, subject)
    : reasons.notJoinedWhile(observer, subject, stateName(doing, state.dialect, words))
}

function unknown({ state, observer, subject, at, words }: Cell): string {
  const { dialect } = state
  const { reasons } = words
  const process = state.processes.get(observer)
  if (process?.observed === false) return reasons.unobserved(observer)
  if (!dialect.sees.views) return reasons.notShown(observer, dialect.title)
  if (processFact(process) === 'paused') {
    const held = process?.proxies.has(subject)
      ? reasons.stillHoldsProxies(subject)
      : process?.view?.servers.has(subject)
        ? reasons.stillInView(subject)
        : ''
    const fate = fateOf(state, observer, at, words)?.sentence ?? reasons.isPaused(observer)
    return sentences([reasons.callsNobody(observer, fate), held], words)
  }
  if (process?.phase === 'stopping' || process?.state === 'stopping') return reasons.isStopping(observer)
  if (process?.state === 'failed') return reasons.hasFailed(observer)
  if (dialect.hasMaster && !state.registry) return reasons.noMaster(observer, subject)
  return reasons.notCompared(observer)
}

/** Joins the sentences that are not empty. */
export function sentences(parts: readonly string[], { names }: TimelineWords): string {
  return parts.filter((part) => part !== '').join(names.space)
}

function isReplaced({ state, observer, subject }: Cell): boolean {
  const process = state.processes.get(observer)
  const instance = state.processes.get(subject)?.instance ?? null
  const held = process?.view?.servers.get(subject) ?? process?.proxies.get(subject)?.instance
  return held !== undefined && instance !== null && !isSameInstance(instance, held)
}

/** "removeServer is on its way to it, sent 3.2 ms ago." */
function newsOf(cell: Cell): { sentence: string; arrives: boolean } | null {
  const { events, at, observer, subject, words } = cell
  const packet = events && newsOnTheWay(events, at, observer, subject)
  if (!packet || packet.sent === null) return null
  const { reasons } = words
  const ago = agoText(at - packet.sent, words)
  if (packet.dropped) return { sentence: reasons.newsLost(packet.name, ago), arrives: false }
  if (packet.received === null) return { sentence: reasons.newsNotArrived(packet.name, ago), arrives: false }
  return { sentence: reasons.newsOnTheWay(packet.name, ago), arrives: true }
}
