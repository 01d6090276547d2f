// What a note beside a lane says of an event that is no message.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { oneWay } from '../describe-fault.ts'
import { noteText } from '../notes.ts'
import type { FaultEvent, LinkEvent, ProcessEvent, StateEvent, TimelineEvent, ViewEvent } from '../event.ts'
import { listNames } from '../list-names.ts'
import { asRecord } from '../unknown-json.ts'
import { stateName } from '../server-facts.ts'
import type { TimelineWords } from '../words/en.ts'
import { termFor } from '../words/term.ts'
import type { NoteRow } from './row.ts'

export interface Note {
  /** Null: about the whole run. */
  lane: string | null
  text: string
  tone: NoteRow['tone']
}

/** Signals that end processes that were told to. */
const ORDERLY = new Set(['SIGTERM', 'SIGINT'])

/** Returns null for events that are only steps on the way to another row. */
export function noteOf(event: TimelineEvent, dialect: Dialect, words: TimelineWords): Note | null {
  const { sequence } = words
  switch (event.t) {
    case 'process':
      return processNote(event, words)
    case 'state':
      return stateNote(event, dialect, words)
    case 'link':
      return linkNote(event, words)
    case 'view':
      return viewNote(event, words)
    case 'fault':
      return {
        lane: event.process,
        text: faultText(event, words),
        tone: event.fault === 'heal' ? 'good' : 'bad',
      }
    case 'log':
      return { lane: event.process, text: event.text, tone: event.level === 'error' ? 'bad' : 'warn' }
    case 'finding':
      return { lane: null, text: sequence.because(event.rule, event.text), tone: 'bad' }
    case 'mark':
      return { lane: null, text: noteText(event), tone: 'plain' }
    case 'gap':
      return { lane: event.process, text: sequence.recordsLost(event.lost), tone: 'bad' }
    default:
      return null
  }
}

/** "killed by you", "control links cut by you", "rpc links to gate-1 (sending only) delayed 500 ms by you" */
function faultText({ fault, parameters }: FaultEvent, words: TimelineWords): string {
  const { sequence } = words
  const { link, peer, ms, rate } = asRecord(parameters)
  const kind = typeof link === 'string' ? sequence.linksOf(link) : sequence.links
  const bothWays = typeof peer === 'string' ? sequence.linksTo(kind, peer) : kind
  const links = oneWay(bothWays, parameters, words)
  switch (fault) {
    case 'kill':
      return sequence.killedByYou
    case 'pause':
      return sequence.pausedByYou
    case 'resume':
      return sequence.resumedByYou
    case 'cut':
      return sequence.cut(links)
    case 'hang':
      return sequence.hang(links)
    case 'delay':
      return typeof ms === 'number' ? sequence.delayedBy(links, ms) : sequence.delayed(links)
    case 'drop':
      return typeof rate === 'number'
        ? sequence.droppingShare(links, Math.round(rate * 100))
        : sequence.dropping(links)
    case 'heal':
      return sequence.healed(links)
    default:
      return sequence.otherFault(fault)
  }
}

function processNote(event: ProcessEvent, words: TimelineWords): Note | null {
  const { process: lane, reason, code = null, signal = null } = event
  const { facts, sequence } = words
  const explained = (what: string): string => (reason === undefined ? what : sequence.because(what, reason))
  switch (event.event) {
    case 'exited': {
      const isOrderly = signal === null ? (code ?? 0) === 0 : ORDERLY.has(signal)
      const text = signal ?? (code === null || code === 0 ? sequence.exited : sequence.exitCode(code))
      return { lane, text: explained(text), tone: isOrderly ? 'plain' : 'bad' }
    }
    case 'ready':
      return { lane, text: sequence.ready, tone: 'good' }
    case 'stopping':
    case 'restarting':
      return { lane, text: explained(facts[event.event]), tone: 'faint' }
    default:
      return { lane, text: explained(termFor({}, event.event)), tone: 'faint' }
  }
}

function stateNote(
  { process: lane, to, reason }: StateEvent,
  dialect: Dialect,
  words: TimelineWords,
): Note | null {
  const { sequence } = words
  const name = stateName(to, dialect, words)
  const text = reason === undefined ? name : sequence.because(name, reason)
  switch (to) {
    case 'started':
      return { lane, text, tone: 'good' }
    case 'listening':
    case 'stopping':
      return { lane, text, tone: 'faint' }
    case 'reconnecting':
      return { lane, text, tone: 'warn' }
    case 'failed':
      return { lane, text, tone: 'bad' }
    default:
      return null
  }
}

function linkNote({ process: lane, event, peer, reason }: LinkEvent, words: TimelineWords): Note | null {
  if (event === 'opened') return null
  const { sequence } = words
  const link = peer === undefined ? sequence.link : sequence.linkTo(peer)
  const what = sequence.linkDid(link, termFor(sequence.linkEvents, event))
  const isExplained = reason !== undefined && reason !== event
  const text = isExplained ? sequence.because(what, reasonText(reason, words)) : what
  return { lane, text, tone: event === 'refused' ? 'bad' : 'faint' }
}

function viewNote({ process: lane, added, removed }: ViewEvent, words: TimelineWords): Note | null {
  if (added.length + removed.length === 0) return null
  const { names, sequence } = words
  const named = (members: readonly { id: string }[]): string =>
    listNames(
      members.map(({ id }) => id),
      words,
    )
  const reason = removed[0]?.reason
  const dropped = removed.length > 0 ? sequence.droppedFromView(named(removed)) : ''
  const parts = [
    added.length > 0 ? sequence.addedToView(named(added)) : '',
    dropped !== '' && reason !== undefined
      ? sequence.inBrackets(dropped, reasonText(reason, words))
      : dropped,
  ]
  const text = parts.filter((part) => part !== '').join(names.comma)
  return { lane, text, tone: removed.length > 0 ? 'warn' : 'plain' }
}

/** Why a master drops a server, and why it closes a link. */
export function reasonText(reason: string, { chapters }: TimelineWords): string {
  if (reason === 'lost') return chapters.noHeartbeat
  return reason === 'closed' ? chapters.linkClosed : reason
}

/** What a step is called that led to nothing else. */
export function stepText(event: TimelineEvent, dialect: Dialect, words: TimelineWords): string {
  const { sequence } = words
  switch (event.t) {
    case 'state':
      return stateName(event.to, dialect, words)
    case 'step':
      return event.step === 'callRequested' ? sequence.youCalled(event.about ?? '') : event.step
    case 'link':
      return sequence.linkDid(sequence.link, termFor(sequence.linkEvents, event.event))
    case 'view':
      return sequence.viewChanged
    default:
      return event.t
  }
}
