// A Mermaid sequence diagram. Renderers silently refuse long texts, so it is limited and says what it leaves out.
import { isOnBus } from '../bus.ts'
import type { PacketEvent, StateEvent, TimelineEvent } from '../event.ts'
import { changedServerId } from '../known-records.ts'
import { noteText } from '../notes.ts'
import { sortByTime } from '../replay.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'
import { lanesOf, tappedProcesses } from './lanes.ts'
import { commentText, escapeText } from './mermaid-text.ts'
import { describeExport } from './selection.ts'

const MAX_MESSAGES = 500
/** Mermaid's own limit is 50,000 characters for a diagram. */
const MAX_CHARACTERS = 45_000
/** For the lines above the participants and the last note. */
const RESERVED_CHARACTERS = 500
const NOTED = new Set(['listening', 'started', 'reconnecting', 'failed'])

/** One line of the diagram, its processes, and how many times in a row it happened. */
interface Message {
  line: string
  of: string[]
  times: number
}

export const mermaid: Exporter = {
  mime: 'text/vnd.mermaid',
  extension: 'mmd',
  limitations: `It has no times, bodies, views, proxies or links, and at most ${MAX_MESSAGES} lines.`,
  includes: (event) =>
    event.t === 'packet' ||
    (event.t === 'state' && NOTED.has(event.to)) ||
    (event.t === 'process' && event.event === 'exited') ||
    (event.t === 'mark' && event.note !== undefined),
  write,
}

function* write(selection: SelectedTimeline): Iterable<string> {
  const { header, provenance } = selection
  const names = new Map(lanesOf(selection).map((id, index) => [id, `p${index}`]))
  const { shown, participants, rest } = fitMessages(collapse(messagesOf(selection, names)), names)
  yield 'sequenceDiagram\n'
  yield `%% ${commentText(`${header.generator}, timeline version ${header.v}, run ${header.run}`)}\n`
  yield `%% ${commentText(describeExport(provenance))}\n`
  yield '  autonumber\n'
  for (const [id, name] of names) if (participants.has(id)) yield participant(id, name)
  for (const message of shown) yield render(message)
  const [first] = participants
  if (rest > 0 && first !== undefined)
    yield `  Note over ${names.get(first)}: ${rest} more lines are not shown\n`
}

function* messagesOf(
  { events, run }: SelectedTimeline,
  names: ReadonlyMap<string, string>,
): Iterable<Message> {
  const tapped = tappedProcesses(run)
  for (const event of sortByTime(events)) {
    const line = lineOf(event, names, tapped)
    if (line === undefined) continue
    const of = event.t === 'mark' ? wholeWidth(names) : ofEvent(event)
    yield { line, of, times: 1 }
  }
}

function ofEvent(event: TimelineEvent): string[] {
  if (event.t === 'packet') return [event.from, event.to]
  return 'process' in event ? [event.process] : []
}

/** The first and the last participant. */
function wholeWidth(names: ReadonlyMap<string, string>): string[] {
  const [first] = names.keys()
  const last = [...names.keys()].at(-1)
  return first === undefined || last === undefined ? [] : [...new Set([first, last])]
}

function lineOf(event: TimelineEvent, names: ReadonlyMap<string, string>, tapped: ReadonlySet<string>) {
  if (event.t === 'packet') return packetLine(event, names, tapped)
  if (event.t === 'mark') {
    const over = wholeWidth(names).map((id) => names.get(id))
    return over.length === 0 ? undefined : `Note over ${over.join(',')}: ${escapeText(noteText(event))}`
  }
  if (event.t === 'state' && NOTED.has(event.to)) return noteLine(event, names)
  if (event.t !== 'process' || event.event !== 'exited') return undefined
  const how =
    event.signal ?? (event.code === 0 || event.code === undefined ? 'exited' : `exit code ${event.code}`)
  return `Note over ${names.get(event.process)}: ${escapeText(how === 'exited' ? how : `exited: ${how}`)}`
}

function packetLine(
  event: PacketEvent,
  names: ReadonlyMap<string, string>,
  tapped: ReadonlySet<string>,
): string {
  const { from, to, name, calls } = event
  const detail = calls?.[0]?.method ?? changedServerId(event) ?? ''
  const more = calls && calls.length > 1 ? ` + ${calls.length - 1}` : ''
  const label = escapeText(`${name}${detail ? ` ${detail}` : ''}${more}`)
  const lost = event.received === null && tapped.has(to)
  return `${names.get(from)}${arrow(event, lost)}${names.get(to)}: ${label}`
}

function arrow(packet: PacketEvent, lost: boolean): string {
  const { name, answers, event, body, conn, calls } = packet
  const isAnswer = calls?.some(({ method }) => method === undefined)
  const reply = answers !== undefined || isAnswer || name.endsWith('.ack') || name === 'rpc.answer'
  if (lost) return reply ? '--x' : '-x'
  if (reply) return '-->>'
  if (isOnBus(conn) && calls === undefined) return '-)'
  const notice = event === 'monitor' && typeof body === 'object' && body !== null && !('reqId' in body)
  return notice ? '-)' : '->>'
}

function noteLine({ process, to, reason }: StateEvent, names: ReadonlyMap<string, string>): string {
  return `Note over ${names.get(process)}: ${escapeText(reason === undefined ? to : `${to}: ${reason}`)}`
}

/** Merges equal lines in a row. */
function* collapse(messages: Iterable<Message>): Iterable<Message> {
  let last: Message | undefined
  for (const message of messages) {
    if (last?.line === message.line) last.times += 1
    else {
      if (last) yield last
      last = message
    }
  }
  if (last) yield last
}

/** Returns the first messages that fit, their participants, and the number of the others. */
function fitMessages(messages: Iterable<Message>, names: ReadonlyMap<string, string>) {
  const participants = new Set<string>()
  const shown: Message[] = []
  let left = MAX_CHARACTERS - RESERVED_CHARACTERS
  let rest = 0
  for (const message of messages) {
    if (rest === 0) {
      const joining = message.of.filter((id) => !participants.has(id))
      const lines = [render(message), ...joining.map((id) => participant(id, names.get(id) ?? ''))]
      left -= lines.join('').length
      if (shown.length < MAX_MESSAGES && left >= 0) {
        for (const id of joining) participants.add(id)
        shown.push(message)
        continue
      }
    }
    rest += 1
  }
  return { shown, participants, rest }
}

function participant(id: string, name: string): string {
  return `  participant ${name} as ${escapeText(id)}\n`
}

function render({ line, times }: Message): string {
  return `  ${line}${times > 1 ? ` (× ${times})` : ''}\n`
}
