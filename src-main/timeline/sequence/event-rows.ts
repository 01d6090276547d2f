// The rows of all events but calls: arrows of messages with what they led to, notes, and started processes.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import { hasOwnProtocol } from '../dialect-of.ts'
import { timeOf, type PacketEvent, type ProcessEvent, type TimelineEvent } from '../event.ts'
import { Drafts, type Draft } from './drafts.ts'
import { contentOf, counted, isHeartbeat } from './labels.ts'
import { noteOf, type Note } from './notes.ts'
import type { ArrowRow, NoteRow, SequenceRow } from './row.ts'

/** One message to many is sent, and seen, within this time. */
const FAN_OUT_NS = 20e6
/** Equal notes of several servers within this time are one. */
const SAME_NOTE_NS = 100e6
/** Processes that start within this time of each other are one row. */
const BOOT_NS = 2e9

interface FanOut {
  draft: Draft
  row: Omit<ArrowRow, 'places'>
  since: number
}

export class EventRows {
  readonly drafts = new Drafts()
  readonly #events: EventColumns
  readonly #dialect: Dialect
  readonly #tapped: ReadonlySet<string>
  readonly #fanOuts = new Map<string, FanOut>()
  readonly #notes = new Map<string, Draft>()
  readonly #proxies = new Map<string, { draft: Draft; made: Map<string, number> }>()
  readonly #background = new Map<string, { draft: Draft; pairs: Set<string> }>()
  readonly #started = new Map<string, Draft>()
  #boot: { draft: Draft; processes: Set<string>; last: number } | null = null

  constructor(events: EventColumns, dialect: Dialect, tapped: ReadonlySet<string>) {
    this.#events = events
    this.#dialect = dialect
    this.#tapped = tapped
  }

  add(place: number): void {
    const event = this.#events.at(place)
    const draft = this.#draftOf(event, place)
    if (draft && 'id' in event) this.drafts.remember(event.id, draft)
  }

  /** Makes rows of the events whose effects are not in this range; to be called after the last event. */
  finish(): void {
    for (const [process, places] of this.drafts.waiting) {
      const byText = new Map<string, number[]>()
      for (const place of places) {
        const text = stepText(this.#events.at(place), this.#dialect)
        const known = byText.get(text)
        if (known) known.push(place)
        else byText.set(text, [place])
      }
      for (const [text, [first = 0, ...rest]] of byText) {
        const times = rest.length === 0 ? text : `${text} ×${rest.length + 1}`
        const time = this.#events.timeAt(first)
        const key = `note:${this.#events.at(first).seq}`
        const draft = this.drafts.add(noteRow(key, time, [process], times, 'faint'), first)
        for (const place of rest) this.drafts.extend(draft, place, this.#events.timeAt(place))
      }
    }
  }

  rows(): SequenceRow[] {
    return this.drafts.all.map(({ content, places }) => ({
      ...content,
      places: places.sort((a, b) => a - b),
    }))
  }

  #draftOf(event: TimelineEvent, place: number): Draft | null {
    const { drafts } = this
    switch (event.t) {
      case 'packet':
        return this.#packet(event, place)
      case 'process':
        return this.#process(event, place)
      case 'proxy':
        return this.#proxy(event, place)
      case 'step':
      case 'view':
      case 'link':
      case 'state': {
        const note = noteOf(event, this.#dialect)
        const cause = drafts.ofCause(event.causes)
        if (note && !(event.t === 'view' && cause)) {
          const draft = this.#note(note, place, event)
          if (event.t === 'state' && event.to === 'started') this.#started.set(event.process, draft)
          return draft
        }
        const boot = event.t === 'state' && event.to === 'starting' ? this.#bootOf(event.process) : undefined
        const into = cause ?? boot
        if (!into) drafts.wait(event.process, place)
        else {
          drafts.extend(into, place, timeOf(event))
          if (boot && into === boot) this.#describeBoot(timeOf(event))
        }
        return into ?? null
      }
      default: {
        const note = noteOf(event, this.#dialect)
        return note ? this.#note(note, place, event) : null
      }
    }
  }

  #packet(packet: PacketEvent, place: number): Draft {
    const time = timeOf(packet)
    const { name, from, to, phase, answers } = packet
    if (phase === 'admin' || isHeartbeat(packet)) return this.#inBackground(packet, place)
    // An acknowledgement of a notification says nothing but that it came.
    const request = answers === undefined ? undefined : this.drafts.ofCause([answers])
    if (request && (phase === 'notify' || phase === 'ready')) {
      this.drafts.extend(request, place, this.#events.endAt(place))
      return request
    }
    const line = this.#lineOf(packet)
    const content = contentOf(packet)
    const key = `${from} ${name} ${line} ${content} ${line === 'answer' ? packet.id : ''}`
    const open = this.#fanOuts.get(key)
    const end = this.#events.endAt(place)
    if (open && time - open.since <= FAN_OUT_NS && !open.row.to.includes(to)) {
      open.row.to = [...open.row.to, to]
      open.row.content = joined(content, `to ${open.row.to.length}`)
      this.drafts.extend(open.draft, place, end)
      this.drafts.takeWaiting(from, open.draft)
      return open.draft
    }
    const row: Omit<ArrowRow, 'places'> = {
      kind: 'arrow',
      key: packet.id,
      time,
      from,
      to: [to],
      label: name,
      content,
      phase,
      line,
    }
    const draft = this.drafts.add(row, place, end)
    this.#fanOuts.set(key, { draft, row, since: time })
    this.drafts.takeWaiting(from, draft)
    return draft
  }

  #lineOf({ name, answers, phase, dropped, received, to }: PacketEvent): ArrowRow['line'] {
    if (dropped || (received === null && this.#tapped.has(to))) return 'lost'
    if (phase === 'error') return 'failed'
    return answers !== undefined || (hasOwnProtocol(this.#dialect) && name.endsWith('.ack'))
      ? 'answer'
      : 'message'
  }

  #inBackground(packet: PacketEvent, place: number): Draft {
    const known = this.#background.get(packet.name)
    const pair = `${packet.from} ${packet.to}`
    if (!known) {
      const row = noteRow(`${packet.id}:folded`, timeOf(packet), [], packet.name, 'faint')
      const draft = this.drafts.add(row, place, this.#events.endAt(place))
      this.#background.set(packet.name, { draft, pairs: new Set([pair]) })
      return draft
    }
    known.pairs.add(pair)
    this.drafts.extend(known.draft, place, this.#events.endAt(place))
    const { content, places } = known.draft
    const pairs =
      known.pairs.size === 1 ? `${packet.from} to ${packet.to}` : counted(known.pairs.size, 'pair')
    if (content.kind === 'note')
      content.text = `${packet.name} ×${places.length.toLocaleString('en-US')} · ${pairs}`
    return known.draft
  }

  #process(event: ProcessEvent, place: number): Draft | null {
    const { process } = event
    if (event.event === 'spawned') return this.#spawned(event, place)
    if (event.event === 'ready') {
      const into = this.#started.get(process) ?? this.#bootOf(process)
      if (into) {
        this.drafts.extend(into, place, event.at)
        if (into === this.#boot?.draft) this.#describeBoot(event.at)
        return into
      }
    }
    const note = noteOf(event, this.#dialect)
    return note ? this.#note(note, place, event) : null
  }

  #spawned({ process, at, pid }: ProcessEvent, place: number): Draft {
    if (this.#boot && at - this.#boot.last <= BOOT_NS && !this.#boot.processes.has(process)) {
      this.#boot.processes.add(process)
      this.#boot.last = at
      this.drafts.extend(this.#boot.draft, place, at)
    } else {
      const key = `boot:${process}:${pid}`
      const draft = this.drafts.add({ kind: 'boot', key, time: at, text: '' }, place)
      this.#boot = { draft, processes: new Set([process]), last: at }
    }
    this.#describeBoot(at)
    return this.#boot.draft
  }

  #bootOf(process: string): Draft | undefined {
    return this.#boot?.processes.has(process) ? this.#boot.draft : undefined
  }

  /** Says how many processes started, and for how long. */
  #describeBoot(until: number): void {
    const boot = this.#boot
    if (boot?.draft.content.kind !== 'boot') return
    const [only] = boot.processes
    const who = boot.processes.size === 1 ? `${only} started` : `${boot.processes.size} processes started`
    const span = until - boot.draft.content.time
    boot.draft.content.text = span > 0 ? `${who} · ${(span / 1e9).toPrecision(2)} s` : who
  }

  #proxy(event: TimelineEvent & { t: 'proxy' }, place: number): Draft {
    const cause = this.drafts.ofCause(event.causes)
    const key = `${event.made} ${cause?.content.key ?? `${event.process} ${Math.floor(event.at / SAME_NOTE_NS)}`}`
    const known = this.#proxies.get(key)
    const made = known?.made ?? new Map<string, number>()
    made.set(event.process, (made.get(event.process) ?? 0) + 1)
    const text = proxiesText(event.made, [...made.values()])
    if (known) {
      this.drafts.extend(known.draft, place, event.at)
      if (known.draft.content.kind === 'note')
        Object.assign(known.draft.content, { text, lanes: [...made.keys()] })
      return known.draft
    }
    const row = noteRow(`${event.id}:proxies`, event.at, [event.process], text, event.made ? 'good' : 'plain')
    const draft = this.drafts.add(row, place)
    this.#proxies.set(key, { draft, made })
    return draft
  }

  #note({ lane, text, tone }: Note, place: number, event: TimelineEvent): Draft {
    const time = timeOf(event)
    const key = `${lane === null ? event.seq : ''} ${text}`
    const known = this.#notes.get(key)
    const row = known?.content
    if (known && row?.kind === 'note' && lane !== null && time - row.time <= SAME_NOTE_NS) {
      if (!row.lanes.includes(lane)) row.lanes = [...row.lanes, lane]
      this.drafts.extend(known, place, time)
      this.drafts.takeWaiting(lane, known)
      return known
    }
    const draft = this.drafts.add(
      noteRow(`note:${event.seq}`, time, lane === null ? [] : [lane], text, tone),
      place,
    )
    this.#notes.set(key, draft)
    if (lane !== null) this.drafts.takeWaiting(lane, draft)
    return draft
  }
}

function noteRow(
  key: string,
  time: number,
  lanes: readonly string[],
  text: string,
  tone: NoteRow['tone'],
): Omit<NoteRow, 'places'> {
  return { kind: 'note', key, time, lanes, text, tone }
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

/** "4 proxies"; "1 proxy each" of several servers. */
function proxiesText(made: boolean, counts: readonly number[]): string {
  const [first = 0] = counts
  const even = counts.every((count) => count === first)
  const all = counts.reduce((sum, count) => sum + count, 0)
  const what =
    counts.length > 1 && even
      ? `${counted(first, 'proxy', 'proxies')} each`
      : counted(all, 'proxy', 'proxies')
  if (made) return what
  return what.endsWith(' each') ? what.replace(/ each$/, ' removed each') : `${what} removed`
}

/** What a step that led to nothing in this range is called. */
function stepText(event: TimelineEvent, { states }: Dialect): string {
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
