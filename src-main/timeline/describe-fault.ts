// An injected fault in words, with its value and the link that it hits.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { LinkKind } from '../../core/protocol/record.ts'
import type { InjectedFault } from './process-state.ts'
import { asRecord } from './unknown-json.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** "connection to the master delayed by 500 ms", "connection to gate-1 cut", "paused". */
export function describeFault(
  { link, peer, kind, parameters }: Pick<InjectedFault, 'link' | 'peer' | 'kind' | 'parameters'>,
  dialect: Dialect,
  words: TimelineWords = ENGLISH,
): string {
  const { facts } = words
  const effect = effectOf(kind, asRecord(parameters), words)
  if (link === null) return effect
  return facts.faultOn(peer === null ? linkTitle(link, dialect, words) : facts.peerLink(peer), effect)
}

/** "the link between chat-1 and gate-1 is cut by you". */
export function describePairFault(
  { kind, parameters }: Pick<InjectedFault, 'kind' | 'parameters'>,
  link: string,
  { facts }: TimelineWords,
): string {
  const { ms, rate } = asRecord(parameters)
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
