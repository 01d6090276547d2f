// The titles of chapters: who, and what happened to it.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { FaultEvent, TimelineEvent } from '../event.ts'
import { listNames } from '../list-names.ts'
import { counted } from '../sequence/labels.ts'
import { asRecord } from '../unknown-json.ts'
import type { Cut } from './cut.ts'

/** A title names at most so many servers. */
const MAX_NAMES = 4

export function titleOf(cut: Cut, typeOf: (server: string) => string, { hasMaster }: Dialect): string {
  const { kind, servers, byYou, cause } = cut
  const ids = [...servers]
  const who = ids.length > MAX_NAMES ? counted(ids.length, 'server') : listNames(ids)
  const by = byYou ? ' by you' : ''
  switch (kind) {
    case 'start':
      return 'Start'
    case 'join':
      return `${who} ${ids.length === 1 ? 'joins' : 'join'}`
    case 'killed':
    case 'paused':
    case 'resumed':
      return `${who} ${kind}${by}`
    case 'crashed':
      return `${who} crashed${cut.times > 1 ? ` ${cut.times} times` : ''} (${exitOf(cause)})`
    case 'exited':
      return byYou ? `${who} stopped by you` : `${who} exited (${exitOf(cause)})`
    case 'lost':
      return cut.isReversed ? `${who} lost ${hasMaster ? 'the master' : 'the connection'}` : `${who} lost`
    case 'fault':
    case 'healed':
      return cause.t === 'fault' ? faultTitle(cause, who) : `${who}: ${kind}`
    case 'masterLost':
      return cause.t === 'process' ? `${who} crashed (${exitOf(cause)})` : `${who} killed by you`
    case 'masterBack':
      return `${who} is back`
    case 'scaled': {
      const types = listNames([...new Set(ids.map(typeOf))])
      return `${types} scaled ${cut.isReversed ? 'down' : 'up'}: ${who}`
    }
    case 'restart':
      return `${who} ${byYou ? 'restarted by you' : ids.length === 1 ? 'starts again' : 'start again'}`
    case 'stop':
      return byYou ? 'Stop' : 'All processes ended'
  }
}

function exitOf(event: TimelineEvent): string {
  if (event.t !== 'process') return 'exited'
  if (event.signal !== undefined && event.signal !== null) return event.signal
  if (event.code !== undefined && event.code !== null) return `exit code ${event.code}`
  return event.reason ?? 'no exit code'
}

/** "control links of chat-1 cut by you" */
export function faultTitle({ fault, parameters }: FaultEvent, who: string): string {
  const { link, ms, rate } = asRecord(parameters)
  const links = typeof link === 'string' ? `${link} links` : 'links'
  const amount =
    typeof ms === 'number'
      ? ` by ${ms} ms`
      : typeof rate === 'number'
        ? ` of ${Math.round(rate * 100)} %`
        : ''
  switch (fault) {
    case 'cut':
      return `${links} of ${who} cut by you`
    case 'hang':
      return `${links} of ${who} made to hang by you`
    case 'delay':
      return `${links} of ${who} delayed${amount}, by you`
    case 'drop':
      return `packets on ${links} of ${who} dropped by you${amount}`
    case 'heal':
      return `${links} of ${who} healed by you`
    default:
      return `${fault} of ${who} by you`
  }
}
