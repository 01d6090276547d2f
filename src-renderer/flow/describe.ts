// Words for events and times: one short sentence for each kind, the same in the table, the tooltips and the details.
import type { PacketEvent, TimelineEvent } from '../../src-main/timeline/index.ts'

/** The process that an event is about; a packet's is its sender. */
export function processOf(event: TimelineEvent): string | null {
  if (event.t === 'packet') return event.from
  return 'process' in event ? event.process : null
}

/** The event's kind in one word. */
export function titleOf(event: TimelineEvent): string {
  switch (event.t) {
    case 'packet':
      return event.name
    case 'process':
      return event.event
    case 'state':
      return event.to
    case 'step':
      return event.step
    case 'link':
      return `link ${event.event}`
    case 'view':
      return 'view changed'
    case 'proxy':
      return event.made ? 'proxies made' : 'proxies dropped'
    case 'fault':
      return event.fault
    default:
      return event.t
  }
}

/** What the title does not say; empty where it says all. */
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

/** How a process ended, or null when it has not. */
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

/** `12.40 ms`, `1.250 s`, `1:02.50`: exact enough for its size, always as many digits, so that columns line up. */
export function formatTime(nanoseconds: number): string {
  const ms = nanoseconds / 1e6
  if (Math.abs(ms) < 1000) return `${ms.toFixed(2)} ms`
  if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(3)} s`
  const minutes = Math.floor(ms / 60_000)
  return `${minutes}:${((ms - minutes * 60_000) / 1000).toFixed(2).padStart(5, '0')}`
}

/** To the microsecond, however late. */
export function formatExact(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(3)} ms`
}

/** How long something took: microseconds below a millisecond. */
export function formatDuration(nanoseconds: number): string {
  if (Math.abs(nanoseconds) < 1e6) return `${Math.round(nanoseconds / 1000)} µs`
  return formatTime(nanoseconds)
}

/** `4 s`, `1 m 12 s`: for clocks and folded gaps. */
export function formatSpan(nanoseconds: number): string {
  const seconds = Math.round(nanoseconds / 1e9)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB']
  return `${trim(size, size < 10 ? 1 : 0)} ${unit}`
}

function trim(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return digits > 0 ? text.replace(/\.?0+$/, '') : text
}
