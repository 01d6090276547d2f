// CSV (RFC 4180) with a row for each event. Cells that a spreadsheet would run as a formula are escaped.
import { timeOf, type PacketEvent, type TimelineEvent } from '../event.ts'
import { eventPhase } from '../phase.ts'
import { eventName as nameOfEvent } from '../query/fields.ts'
import { sortByTime } from '../replay.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'

const COLUMNS = [
  'seq',
  't_ms',
  'type',
  'name',
  'from',
  'to',
  'phase',
  'id',
  'causes',
  'answers',
  'latency_ms',
  'bytes',
  'result',
  'payload',
] as const

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>

/** Without it spreadsheets guess another encoding. */
const BYTE_ORDER_MARK = '\uFEFF'
const FORMULA = /^[=+\-@\t\r\n]/

export const csv: Exporter = {
  mime: 'text/csv',
  extension: 'csv',
  limitations: 'A table has no room for its origin, nor for the link, event and calls of a packet.',
  includes: () => true,
  write,
}

function* write({ events }: SelectedTimeline): Iterable<string> {
  yield `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n`
  for (const event of sortByTime(events)) {
    const row = rowOf(event)
    row.seq = event.seq
    row.t_ms = milliseconds(timeOf(event))
    row.type = event.t
    yield `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`
  }
}

function rowOf(event: TimelineEvent): Row {
  if (event.t === 'packet') return packetRow(event)
  // The payload leaves out what has a column.
  const { t: _t, seq: _seq, at: _at, ...rest } = event
  const details = Object.entries(rest).filter(([key]) => !['process', 'id', 'causes'].includes(key))
  return {
    name: nameOf(event),
    from: 'process' in event ? event.process : '',
    phase: eventPhase(event) ?? '',
    id: 'id' in event ? event.id : '',
    causes: 'causes' in event ? (event.causes ?? []).join(' ') : '',
    payload: JSON.stringify(Object.fromEntries(details)),
  }
}

function packetRow(packet: PacketEvent): Row {
  const { name, from, to, phase, id, causes, answers, sent, received, bytes, body } = packet
  const whole = sent !== null && received !== null
  return {
    name,
    from,
    to,
    phase,
    id,
    bytes,
    causes: causes?.join(' ') ?? '',
    answers: answers ?? '',
    latency_ms: whole ? milliseconds(received - sent) : '',
    result: resultOf(packet),
    payload: body === undefined ? '' : JSON.stringify(body),
  }
}

function resultOf({ dropped, phase, received }: PacketEvent): string {
  if (dropped) return 'dropped'
  if (phase === 'error') return 'error'
  return received === null ? 'no receipt' : 'ok'
}

function nameOf(event: TimelineEvent): string {
  if (event.t === 'proxy') return event.made ? 'made' : 'taken away'
  return event.t === 'log' ? event.level : nameOfEvent(event)
}

/** To the nanosecond, without exponents. */
function milliseconds(nanoseconds: number): number {
  return Number((nanoseconds / 1e6).toFixed(6))
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
