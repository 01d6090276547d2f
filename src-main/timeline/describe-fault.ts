// An injected fault as a sentence's part, with its value and the link that it hits.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { LinkKind } from '../../core/protocol/record.ts'
import type { InjectedFault } from './process-state.ts'
import { asRecord } from './unknown-json.ts'

/** "delay of 500 ms on its connection to the master". */
export function describeFault(
  { link, kind, parameters }: Pick<InjectedFault, 'link' | 'kind' | 'parameters'>,
  dialect: Dialect,
): string {
  return [faultValue(kind, parameters), link === null ? null : `on ${linkTitle(link, dialect)}`]
    .filter((part) => part !== null)
    .join(' ')
}

function faultValue(kind: string, parameters: unknown): string {
  const { ms, rate } = asRecord(parameters)
  if (kind === 'delay' && typeof ms === 'number') return `delay of ${ms} ms`
  if (kind === 'drop' && typeof rate === 'number') return `drop of ${Number((rate * 100).toPrecision(3))} %`
  return kind
}

function linkTitle(link: LinkKind, { hasMaster }: Dialect): string {
  if (link === 'control') return hasMaster ? 'its connection to the master' : 'its messages about members'
  return hasMaster ? 'its connections to other servers' : 'its calls to other servers'
}
