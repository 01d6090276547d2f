// One short text for each kind of event, the same in the table, the tooltips and the details.
import type { Dialect, PacketEvent, TimelineEvent } from '../../src-main/timeline/index.ts'

/** The process that an event is about; of a packet, its sender. */
export function processOf(event: TimelineEvent): string | null {
  if (event.t === 'packet') return event.from
  return 'process' in event ? event.process : null
}

/** A short name for the event, of a state in the dialect's terms. */
export function titleOf(event: TimelineEvent, dialect: Dialect | null = null): string {
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
      return `link ${event.event}`
    case 'view':
      return 'view changed'
    case 'proxy':
      return event.made ? 'proxies made' : 'proxies removed'
    case 'fault':
      return event.fault
    default:
      return event.t
  }
}

/** What the title does not say, or an empty string. */
export function detailOf(event: TimelineEvent): string {
  switch (event.t) {
    case 'packet':
      return packetDetail(event)
    case 'process':
      return exitText(event.code, event.signal) ?? event.reason ?? `pid ${event.pid}`
    case 'state':
      return event.reason ?? (event.from ? `from ${event.from}` : '')
    case 'step':
      return event.about ?? ''
    case 'link':
      return [event.link, event.peer, event.reason].filter(Boolean).join(' · ')
    case 'view':
      return viewDetail(event.added, event.removed, event.size)
    case 'proxy':
      return `${event.server}${event.services.length ? `: ${event.services.join(', ')}` : ''}`
    case 'fault':
      return event.parameters === undefined ? '' : JSON.stringify(event.parameters)
    case 'gap':
      return `${event.lost} records were lost here`
    case 'log':
    case 'finding':
    case 'mark':
      return event.text
  }
}

/** How a process ended: the signal or the exit code; null if neither is known. */
export function exitText(code?: number | null, signal?: string | null): string | null {
  if (signal) return signal
  return typeof code === 'number' ? `exit ${code}` : null
}

function packetDetail(packet: PacketEvent): string {
  const methods = packet.calls?.flatMap((call) => call.method ?? []).join(', ')
  if (packet.received === null) return methods ? `${methods} · no receipt` : 'no receipt'
  return methods ?? ''
}

function viewDetail(added: { id: string }[], removed: { id: string }[], size: number): string {
  const parts = [
    ...(added.length ? [`+ ${added.map(({ id }) => id).join(', ')}`] : []),
    ...(removed.length ? [`− ${removed.map(({ id }) => id).join(', ')}`] : []),
  ]
  return `${parts.join('  ')}  (${size})`.trim()
}
