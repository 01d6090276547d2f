// What a note beside a lane says of an event that is no message.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { FaultEvent, LinkEvent, ProcessEvent, StateEvent, TimelineEvent, ViewEvent } from '../event.ts'
import { listNames } from '../list-names.ts'
import { asRecord } from '../unknown-json.ts'
import type { NoteRow } from './row.ts'

export interface Note {
  /** Null: about the whole run. */
  lane: string | null
  text: string
  tone: NoteRow['tone']
}

/** How processes end that were told to. */
const ORDERLY = new Set(['exited', 'SIGTERM', 'SIGINT'])

/** Returns null for events that are only steps on the way to another row. */
export function noteOf(event: TimelineEvent, dialect: Dialect): Note | null {
  switch (event.t) {
    case 'process':
      return processNote(event)
    case 'state':
      return stateNote(event, dialect)
    case 'link':
      return linkNote(event)
    case 'view':
      return viewNote(event)
    case 'fault':
      return { lane: event.process, text: faultText(event), tone: event.fault === 'heal' ? 'good' : 'bad' }
    case 'log':
      return { lane: event.process, text: event.text, tone: event.level === 'error' ? 'bad' : 'warn' }
    case 'finding':
      return { lane: null, text: `${event.rule}: ${event.text}`, tone: 'bad' }
    case 'mark':
      return { lane: null, text: event.text, tone: 'plain' }
    case 'gap':
      return { lane: event.process, text: `${event.lost} records lost`, tone: 'bad' }
    default:
      return null
  }
}

/** "killed by you", "links cut: control", "delay 500 ms: rpc" */
function faultText({ fault, parameters }: FaultEvent): string {
  const { link, ms, rate } = asRecord(parameters)
  const on = typeof link === 'string' ? `${link} links` : 'links'
  switch (fault) {
    case 'kill':
      return 'killed by you'
    case 'pause':
      return 'paused by you'
    case 'resume':
      return 'resumed by you'
    case 'cut':
      return `${on} cut by you`
    case 'hang':
      return `${on} hang, by you`
    case 'delay':
      return `${on} delayed${typeof ms === 'number' ? ` ${ms} ms` : ''} by you`
    case 'drop':
      return `${on} drop${typeof rate === 'number' ? ` ${Math.round(rate * 100)} % of` : ''} packets, by you`
    case 'heal':
      return `${on} healed by you`
    default:
      return `${fault} by you`
  }
}

/** "SIGKILL", "exit code 1", "exited" */
function exitText({ code, signal }: Pick<ProcessEvent, 'code' | 'signal'>): string {
  if (signal !== undefined && signal !== null) return signal
  return code === undefined || code === null || code === 0 ? 'exited' : `exit code ${code}`
}

function processNote(event: ProcessEvent): Note | null {
  const { process: lane, reason } = event
  const why = reason === undefined ? '' : `: ${reason}`
  switch (event.event) {
    case 'exited': {
      const text = exitText(event)
      return { lane, text: `${text}${why}`, tone: ORDERLY.has(text) ? 'plain' : 'bad' }
    }
    case 'ready':
      return { lane, text: 'ready', tone: 'good' }
    default:
      return { lane, text: `${event.event}${why}`, tone: 'faint' }
  }
}

function stateNote({ process: lane, to, reason }: StateEvent, { states }: Dialect): Note | null {
  const text = `${states?.[to] ?? to}${reason === undefined ? '' : `: ${reason}`}`
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

function linkNote({ process: lane, event, peer, reason }: LinkEvent): Note | null {
  if (event === 'opened') return null
  const to = peer === undefined ? 'link' : `link to ${peer}`
  const why = reason === undefined || reason === event ? '' : `: ${reasonText(reason)}`
  const text = `${to} ${event}${why}`
  return { lane, text, tone: event === 'refused' ? 'bad' : 'faint' }
}

function viewNote({ process: lane, added, removed }: ViewEvent): Note | null {
  if (added.length + removed.length === 0) return null
  const ids = (members: readonly { id: string }[]) => listNames(members.map(({ id }) => id))
  const reason = removed[0]?.reason === undefined ? '' : ` (${reasonText(removed[0].reason)})`
  const parts = [
    added.length > 0 && `added ${ids(added)}`,
    removed.length > 0 && `dropped ${ids(removed)}${reason}`,
  ]
  return { lane, text: parts.filter(Boolean).join(', '), tone: removed.length > 0 ? 'warn' : 'plain' }
}

/** Why a master drops a server, and why it closes a link. */
export function reasonText(reason: string): string {
  if (reason === 'lost') return 'no heartbeat'
  return reason === 'closed' ? 'its link closed' : reason
}

/** What a step is called that led to nothing else. */
export function stepText(event: TimelineEvent, { states }: Dialect): string {
  switch (event.t) {
    case 'state':
      return states?.[event.to] ?? event.to
    case 'step':
      return event.step
    case 'link':
      return `link ${event.event}`
    case 'view':
      return 'view changed'
    default:
      return event.t
  }
}
