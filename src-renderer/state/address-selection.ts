// What is selected, as text of the page's address: a server, an event, or folded calls.
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import type { CallSelection, Inspector } from './inspector.svelte.ts'

type Events = Inspector['run']['store']['events']

const SELECTION = /^(server|event|row|calls):(.+)$/s
/** Of folded calls the address names the last ones only. */
const MAX_ROWS = 200

export function selectionText({ selection, run }: Inspector): string | null {
  if (selection === null) return null
  const { events } = run.store
  if (selection.kind === 'server') return `server:${selection.id}`
  if (selection.kind === 'calls') return `calls:${callsText(selection, events)}`
  const { event } = selection
  if ('id' in event) return `event:${event.id}`
  const place = events.placeOf(event)
  return place === null ? null : `row:${events.rowAt(place)}`
}

/** What is not there selects nothing. */
export function showSelection(inspector: Inspector, value: string | null): void {
  const [, kind, id = ''] = SELECTION.exec(value ?? '') ?? []
  const { lanes, events } = inspector.run.store
  if (value === null) return inspector.clearSelection()
  if (kind === 'server') {
    if (lanes.get(id)) inspector.selectServer(id)
  } else if (kind === 'calls') {
    const calls = parseCalls(id, events)
    if (calls) inspector.selectCallRows(calls)
  } else {
    const event = kind === 'event' ? inspector.run.store.find(id) : eventOfRow(events, id)
    if (event) inspector.selectEvent(event)
  }
}

function eventOfRow(events: Events, row: string): TimelineEvent | undefined {
  return /^\d{1,9}$/.test(row) && Number(row) < events.length ? events.atRow(Number(row)) : undefined
}

/** `["gate-1","chat-1","room.say",2,"a1.2.2.4"]`: the number of calls, and the distances of their rows in base 36. */
function callsText({ from, to, method, rows, count }: CallSelection, events: Events): string {
  const named = rows.slice(-MAX_ROWS).toSorted((one, other) => one - other)
  const distances = named.map((row, index) => (row - (named[index - 1] ?? 0)).toString(36))
  const calls = count ?? rows.filter((row) => !answersOf(events.atRow(row))).length
  return JSON.stringify([from, to, method, calls, distances.join('.')])
}

function answersOf(event: TimelineEvent): boolean {
  if (event.t !== 'packet') return false
  return event.answers !== undefined || event.calls?.some((call) => call.answers !== undefined) === true
}

function parseCalls(text: string, events: Events): Omit<CallSelection, 'kind'> | null {
  const parsed = parseList(text)
  const [from, to, method, count, distances] = parsed
  if (typeof from !== 'string' || typeof to !== 'string' || typeof distances !== 'string') return null
  if (typeof count !== 'number' || (method !== null && typeof method !== 'string')) return null
  const rows: number[] = []
  for (const distance of distances.split('.', MAX_ROWS))
    rows.push((rows.at(-1) ?? 0) + Number.parseInt(distance, 36))
  const areCalls = rows.every((row) => {
    if (!(row >= 0 && row < events.length)) return false
    const event = events.atRow(row)
    return event.t === 'packet' && event.link === 'rpc'
  })
  return areCalls ? { from, to, method, rows, count } : null
}

function parseList(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
