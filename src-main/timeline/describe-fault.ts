// An injected fault in words, with its value and the link that it hits.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { LinkKind } from '../../core/protocol/record.ts'
import type { InjectedFault } from './process-state.ts'
import { asRecord } from './unknown-json.ts'

/** "connection to the master delayed by 500 ms", "connection to gate-1 cut", "paused". */
export function describeFault(
  { link, peer, kind, parameters }: Pick<InjectedFault, 'link' | 'peer' | 'kind' | 'parameters'>,
  dialect: Dialect,
): string {
  const effect = effectOf(kind, asRecord(parameters))
  if (link === null) return effect
  return `${peer === null ? linkTitle(link, dialect) : `connection to ${peer}`} ${effect}`
}

function effectOf(kind: string, { ms, rate }: Record<string, unknown>): string {
  switch (kind) {
    case 'pause':
      return 'paused'
    case 'hang':
      return 'hanging'
    case 'delay':
      return typeof ms === 'number' ? `delayed by ${ms} ms` : 'delayed'
    case 'drop':
      return typeof rate === 'number' ? `losing ${Number((rate * 100).toPrecision(3))} %` : 'losing packets'
    default:
      return kind
  }
}

function linkTitle(link: LinkKind, { hasMaster }: Dialect): string {
  if (link === 'control') return hasMaster ? 'connection to the master' : 'messages about members'
  return hasMaster ? 'connections to other servers' : 'calls to other servers'
}
