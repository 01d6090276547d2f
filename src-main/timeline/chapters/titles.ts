// The titles of chapters: who, and what happened to it.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { oneWay } from '../describe-fault.ts'
import type { FaultEvent, TimelineEvent } from '../event.ts'
import { listNames } from '../list-names.ts'
import type { TimelineWords } from '../words/en.ts'
import { asRecord } from '../unknown-json.ts'
import type { Cut } from './cut.ts'

/** A title names at most so many servers. */
const MAX_NAMES = 4

export function titleOf(
  cut: Cut,
  typeOf: (server: string) => string,
  { hasMaster }: Dialect,
  words: TimelineWords,
): string {
  const { chapters, names } = words
  const { kind, servers, byYou, cause } = cut
  const ids = [...servers]
  const who = ids.length > MAX_NAMES ? names.servers(ids.length) : listNames(ids, words)
  const isOne = ids.length === 1
  switch (kind) {
    case 'start':
      return chapters.start
    case 'join':
      return chapters.joins(who, isOne)
    case 'killed':
      return (byYou ? chapters.killedByYou : chapters.killed)(who)
    case 'paused':
      return (byYou ? chapters.pausedByYou : chapters.paused)(who)
    case 'resumed':
      return (byYou ? chapters.resumedByYou : chapters.resumed)(who)
    case 'crashed':
      return cut.times > 1
        ? chapters.crashedTimes(who, cut.times, exitOf(cause, words))
        : chapters.crashed(who, exitOf(cause, words))
    case 'exited':
      return byYou ? chapters.stoppedByYou(who) : chapters.exited(who, exitOf(cause, words))
    case 'lost':
      if (!cut.isReversed) return chapters.lost(who)
      return (hasMaster ? chapters.lostMaster : chapters.lostConnection)(who)
    case 'fault':
    case 'healed':
      return cause.t === 'fault' ? faultTitle(cause, who, words) : chapters.otherFault(kind, who)
    case 'masterLost':
      return cause.t === 'process' ? chapters.crashed(who, exitOf(cause, words)) : chapters.killedByYou(who)
    case 'masterBack':
      return chapters.isBack(who)
    case 'scaled': {
      const types = listNames([...new Set(ids.map(typeOf))], words)
      return (cut.isReversed ? chapters.scaledDown : chapters.scaledUp)(types, who)
    }
    case 'restart':
      return byYou ? chapters.restartedByYou(who) : chapters.startsAgain(who, isOne)
    case 'stop':
      return byYou ? chapters.stop : chapters.allEnded
  }
}

function exitOf(event: TimelineEvent, { chapters }: TimelineWords): string {
  if (event.t !== 'process') return chapters.exitedCause
  if (event.signal !== undefined && event.signal !== null) return event.signal
  if (event.code !== undefined && event.code !== null) return chapters.exitCode(event.code)
  return event.reason ?? chapters.noExitCode
}

/** "control links of chat-1 cut by you"; "rpc links of chat-1 to gate-1 cut by you"; "rpc links (sending only) of …". */
export function faultTitle(
  { process, fault, parameters }: FaultEvent,
  servers: string,
  words: TimelineWords,
): string {
  const { chapters } = words
  const { link, peer, ms, rate } = asRecord(parameters)
  const bothWays = typeof link === 'string' ? chapters.linksOf(link) : chapters.links
  const links = oneWay(bothWays, parameters, words)
  const who = typeof peer === 'string' ? chapters.pair(process, peer) : servers
  switch (fault) {
    case 'cut':
      return chapters.cut(links, who)
    case 'hang':
      return chapters.hang(links, who)
    case 'delay':
      return typeof ms === 'number' ? chapters.delayedBy(links, who, ms) : chapters.delayed(links, who)
    case 'drop':
      return typeof rate === 'number'
        ? chapters.droppingShare(links, who, Math.round(rate * 100))
        : chapters.dropping(links, who)
    case 'heal':
      return chapters.healed(links, who)
    default:
      return chapters.otherFault(fault, who)
  }
}
