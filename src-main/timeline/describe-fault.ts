// An injected fault in words, with its value and the link that it hits.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { LinkKind } from '../../core/protocol/record.ts'
import { faultDirection } from './fault-scope.ts'
import type { InjectedFault } from './process-state.ts'
import { asRecord } from './unknown-json.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** "connection to the master delayed by 500 ms", "connection to gate-1 (sending only) losing 20 %", "paused". */
export function describeFault(
  { link, peer, kind, parameters }: Pick<InjectedFault, 'link' | 'peer' | 'kind' | 'parameters'>,
  dialect: Dialect,
  words: TimelineWords = ENGLISH,
): string {
  const { facts } = words
  const effect = effectOf(kind, asRecord(parameters), words)
  if (link === null) return effect
  const title = peer === null ? linkTitle(link, dialect, words) : facts.peerLink(peer)
  return facts.faultOn(oneWay(title, parameters, words), effect)
}

/** Names the direction that a fault acts in, if it is one: "rpc links (sending only)". */
export function oneWay(links: string, parameters: unknown, { facts }: TimelineWords): string {
  const direction = faultDirection(parameters)
  return direction === null ? links : facts.oneWay(links, direction)
}

/**
 * "the link between chat-1 and gate-1 is cut by you", "the link from chat-1 to gate-1 is delayed by 200 ms by you".
 * `of` has the fault; `between` names the link both ways.
 */
export function describePairFault(
  { kind, peer, parameters }: Pick<InjectedFault, 'kind' | 'peer' | 'parameters'>,
  of: string,
  between: string,
  { facts }: TimelineWords,
): string {
  const { ms, rate } = asRecord(parameters)
  const direction = faultDirection(parameters)
  const ends = direction === 'sending' ? ([of, peer ?? ''] as const) : ([peer ?? '', of] as const)
  const link = direction === null ? between : facts.linkFrom(...ends)
  switch (kind) {
    case 'cut':
      return facts.linkCut(link)
    case 'hang':
      return facts.linkHangs(link)
    case 'delay':
      return facts.linkDelayed(link, typeof ms === 'number' ? ms : null)
    case 'drop':
      return facts.linkLoses(link, typeof rate === 'number' ? percentOf(rate) : null)
    default:
      return facts.byYou(facts.faultOn(link, kind))
  }
}

function percentOf(rate: number): number {
  return Number((rate * 100).toPrecision(3))
}

function effectOf(kind: string, { ms, rate }: Record<string, unknown>, { facts }: TimelineWords): string {
  switch (kind) {
    case 'pause':
      return facts.paused
    case 'cut':
      return facts.cut
    case 'hang':
      return facts.hanging
    case 'delay':
      return typeof ms === 'number' ? facts.delayedBy(ms) : facts.delayed
    case 'drop':
      return typeof rate === 'number' ? facts.losingShare(percentOf(rate)) : facts.losing
    default:
      return kind
  }
}

function linkTitle(link: LinkKind, { hasMaster }: Dialect, { facts }: TimelineWords): string {
  if (link === 'control') return hasMaster ? facts.masterLink : facts.memberLink
  return hasMaster ? facts.serverLinks : facts.callLinks
}
