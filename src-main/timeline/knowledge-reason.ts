// Why a server can call another one or cannot, as a sentence for people with names and measured times.
import { describeFault } from './describe-fault.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import type { Nanoseconds } from './event.ts'
import { listNames } from './list-names.ts'
import type { Knowledge } from './matrix.ts'
import { newsOnTheWay } from './news.ts'
import { processFact } from './process-fact.ts'
import { isSameInstance } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { agoText, fateOf } from './server-fate.ts'
import type { ReplaySource } from './time-travel.ts'

/** One cell of the matrix. */
export interface Cell {
  state: ClusterState
  observer: string
  subject: string
  /** The moment of the state. */
  at: Nanoseconds
  /** Where to look for news that is on its way; without it, a sentence says nothing of that. */
  events: ReplaySource | null
}

export function reasonOf(cell: Cell, knowledge: Knowledge): string {
  return REASONS[knowledge](cell)
}

const REASONS: Record<Knowledge, (cell: Cell) => string> = {
  self: ({ observer }) => `This is ${observer} itself.`,
  callable,
  known,
  missing,
  stale,
  absent,
  unknown,
}

function callable(cell: Cell): string {
  const { state, observer, subject, at } = cell
  const services = state.processes.get(observer)?.proxies.get(subject)?.services ?? []
  const proxies = services.length > 0 ? `proxies for ${listNames(services)}` : 'proxies'
  const obstacle = obstacleOf(cell)
  if (obstacle !== null) return `${observer} has ${proxies} of ${subject}, but ${obstacle}`
  const fate = fateOf(state, subject, at)
  if (fate !== null) {
    const effect = state.processes.get(subject)?.exit ? failure(state) : 'calls wait'
    return `${observer} still has ${proxies} of ${subject}, but ${fate.sentence}: ${effect}.`
  }
  return `${observer} can call ${subject}: it has ${proxies}.`
}

function failure({ dialect }: ClusterState): string {
  return hasOwnProtocol(dialect) ? 'calls fail with PEER_LOST' : 'calls fail'
}

/** The injected fault that calls meet; null if there is none. */
function obstacleOf({ state, observer, subject }: Cell): string | null {
  for (const id of [subject, observer]) {
    const fault = state.processes.get(id)?.faults.find(({ link }) => link === 'rpc')
    if (!fault) continue
    const effect = fault.kind === 'cut' || fault.kind === 'hang' ? 'calls fail' : 'calls suffer'
    return `${effect}: ${id} has its ${describeFault(fault, state.dialect)} (by you).`
  }
  return null
}

function known({ state, observer, subject }: Cell): string {
  const { dialect, records } = state
  if (!dialect.sees.proxies)
    return `${observer} knows ${subject}. ${dialect.title} does not show whom it can call.`
  const record = records.get(subject, state.processes.get(observer)?.view?.servers.get(subject) ?? '')
  if (!record || record.callable)
    return `${observer} knows ${subject}, but has no proxies for it; whether it can be called is not known.`
  const lack = hasOwnProtocol(dialect)
    ? [record.port === null && 'has no RPC port', record.services.length === 0 && 'offers no services']
        .filter(Boolean)
        .join(' and ')
    : 'offers nothing that can be called'
  return `${observer} cannot call ${subject}, though it knows it: ${subject} ${lack}.`
}

function missing(cell: Cell): string {
  const { state, observer, subject } = cell
  const process = state.processes.get(observer)
  if (process?.view?.servers.has(subject))
    return `${observer} cannot call ${subject} yet: it knows it, but its proxies are not made.`
  const lacks =
    observer === subject
      ? `${observer} is not in its own view yet`
      : isCallable(state, subject)
        ? `${observer} cannot call ${subject}: it does not know it yet`
        : `${observer} does not know ${subject} yet`
  const news = newsOf(cell)
  if (news !== null) return `${lacks}. ${news.sentence}`
  if (process?.view) return `${lacks}.`
  const doing = process?.state ? ` (it is ${state.dialect.states?.[process.state] ?? process.state})` : ''
  return `${lacks}. It has no list of servers so far${doing}.`
}

/** Whether the others should have proxies for a server, as far as is known. */
export function isCallable({ records, registry, processes, dialect }: ClusterState, id: string): boolean {
  const instance = registry?.servers.get(id) ?? processes.get(id)?.instance ?? ''
  return dialect.sees.proxies && records.get(id, instance)?.callable !== false
}

function stale(cell: Cell): string {
  const { state, observer, subject, at } = cell
  const hasProxy = state.processes.get(observer)?.proxies.has(subject) === true
  const holds = `${observer} still ${hasProxy ? 'calls' : 'knows'} ${subject}`
  const replaced = isReplaced(cell)
  const fate = replaced
    ? `that process of ${subject} was replaced by another one`
    : (fateOf(state, subject, at)?.sentence ?? `${subject} is not in the registry`)
  const news = newsOf(cell)
  const isGone = replaced || state.processes.get(subject)?.exit !== null
  const until =
    hasProxy && isGone
      ? ` Until ${news?.arrives ? 'it arrives' : `${observer} drops it`}, ${failure(state)}.`
      : ''
  return `${holds}, but ${fate}.${news === null ? '' : ` ${news.sentence}`}${until}`
}

function absent({ state, observer, subject, at }: Cell): string {
  if (observer === subject) return `${observer} has not joined yet: nobody lists it.`
  const fate = fateOf(state, subject, at)
  if (fate !== null) return `${observer} cannot call ${subject}: ${fate.sentence}.`
  const { state: doing = null, observed = true } = state.processes.get(subject) ?? {}
  if (!observed) return `${observer} does not know ${subject}, of which only the process is seen.`
  const now = doing === null ? '' : ` (it is ${state.dialect.states?.[doing] ?? doing})`
  return `${observer} cannot call ${subject}: ${subject} has not joined yet${now}.`
}

function unknown({ state, observer, subject, at }: Cell): string {
  const { dialect } = state
  const process = state.processes.get(observer)
  if (process?.observed === false)
    return `Whom ${observer} can call is not known: only its process is observed.`
  if (!dialect.sees.views) return `Whom ${observer} knows is not known: ${dialect.title} does not show it.`
  if (processFact(process) === 'paused') {
    const held = process?.proxies.has(subject)
      ? ` It still holds its proxies for ${subject}.`
      : process?.view?.servers.has(subject)
        ? ` It still has ${subject} in its view.`
        : ''
    return `${observer} calls nobody: ${fateOf(state, observer, at)?.sentence ?? `${observer} is paused`}.${held}`
  }
  if (process?.phase === 'stopping' || process?.state === 'stopping')
    return `${observer} is stopping: what it still holds is not compared.`
  if (process?.state === 'failed') return `${observer} has failed: what it holds is not compared.`
  if (dialect.hasMaster && !state.registry)
    return `Whether ${observer} should know ${subject} is not known: there is no master.`
  return `What ${observer} holds is not compared.`
}

function isReplaced({ state, observer, subject }: Cell): boolean {
  const process = state.processes.get(observer)
  const instance = state.processes.get(subject)?.instance ?? null
  const held = process?.view?.servers.get(subject) ?? process?.proxies.get(subject)?.instance
  return held !== undefined && instance !== null && !isSameInstance(instance, held)
}

/** "removeServer is on its way to it, sent 3.2 ms ago." */
function newsOf({ events, at, observer, subject }: Cell): { sentence: string; arrives: boolean } | null {
  const packet = events && newsOnTheWay(events, at, observer, subject)
  if (!packet || packet.sent === null) return null
  const sent = agoText(at - packet.sent)
  if (packet.dropped)
    return {
      sentence: `${packet.name} was sent to it ${sent}, and an injected fault lost it.`,
      arrives: false,
    }
  if (packet.received === null)
    return { sentence: `${packet.name} was sent to it ${sent}, and did not arrive.`, arrives: false }
  return { sentence: `${packet.name} is on its way to it, sent ${sent}.`, arrives: true }
}
