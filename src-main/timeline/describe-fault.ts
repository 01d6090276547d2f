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
      return typeof rate === 'number' ? facts.losingShare(Number((rate * 100).toPrecision(3))) : facts.losing
    default:
      return kind
  }
}

function linkTitle(link: LinkKind, { hasMaster }: Dialect, { facts }: TimelineWords): string {
  if (link === 'control') return hasMaster ? facts.masterLink : facts.memberLink
  return hasMaster ? facts.serverLinks : facts.callLinks
}
