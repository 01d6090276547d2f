// One short text for each kind of event, the same in the table, the tooltips and the details.
import {
  ENGLISH,
  type Dialect,
  type PacketEvent,
  type TimelineEvent,
  type TimelineWords,
} from '../../src-main/timeline/index.ts'

/** The process that an event is about; of a packet, its sender. */
export function processOf(event: TimelineEvent): string | null {
  if (event.t === 'packet') return event.from
  return 'process' in event ? event.process : null
}

/** A short name for the event, of a state in the dialect's terms. */
export function titleOf(
  event: TimelineEvent,
  dialect: Dialect | null = null,
  words: TimelineWords = ENGLISH,
): string {
  const { changes, sequence } = words
  switch (event.t) {
    case 'packet':
      return event.name
    case 'process':
      return event.event
    case 'state':
      return dialect?.states?.[event.to] ?? event.to
    case 'step':
      return event.step
    case 'link':
      return changes.linkEvent(sequence.linkEvents[event.event])
    case 'view':
      return changes.viewChanged
    case 'proxy':
      return event.made ? changes.proxiesMade : changes.proxiesRemoved
    case 'fault':
      return event.fault
    case 'mark':
      return event.note === undefined ? event.t : changes.note
    default:
      return event.t
  }
}

/** What the title does not say, or an empty string. */
export function detailOf(event: TimelineEvent, words: TimelineWords = ENGLISH): string {
  const { changes, names } = words
  switch (event.t) {
    case 'packet':
      return packetDetail(event, words)
    case 'process':
      return exitText(event.code, event.signal, words) ?? event.reason ?? `pid ${event.pid}`
    case 'state':
      return event.reason ?? (event.from ? changes.fromState(event.from) : '')
    case 'step':
      return event.about ?? ''
    case 'link':
      return [event.link, event.peer, event.reason].filter(Boolean).join(' · ')
    case 'view':
      return viewDetail(event.added, event.removed, event.size)
    case 'proxy':
      return event.services.length > 0
        ? changes.listed(event.server, event.services.join(names.separator))
        : event.server
    case 'fault':
      return event.parameters === undefined ? '' : JSON.stringify(event.parameters)
    case 'gap':
      return changes.recordsLost(event.lost)
    case 'log':
    case 'finding':
      return event.text
    case 'mark':
      return event.note !== undefined && event.text === '' ? changes.noteRemoved : event.text
  }
}

/** How a process ended: the signal or the exit code; null if neither is known. */
export function exitText(
  code: number | null | undefined,
  signal: string | null | undefined,
  { facts }: TimelineWords,
): string | null {
  if (signal) return signal
  return typeof code === 'number' ? facts.exitCode(code) : null
}

function packetDetail(packet: PacketEvent, { changes, names }: TimelineWords): string {
  const methods = packet.calls?.flatMap((call) => call.method ?? []).join(names.separator) ?? ''
  if (packet.received !== null) return methods
  return methods === '' ? changes.noReceipt : `${methods} · ${changes.noReceipt}`
}

function viewDetail(added: { id: string }[], removed: { id: string }[], size: number): string {
  const parts = [
    ...(added.length > 0 ? [`+ ${added.map(({ id }) => id).join(', ')}`] : []),
    ...(removed.length > 0 ? [`− ${removed.map(({ id }) => id).join(', ')}`] : []),
  ]
  return `${parts.join('  ')}  (${size})`.trim()
}
