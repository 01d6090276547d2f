// The rows of messages: one that goes to many is one row, and packets that only say that their sender is alive are folded.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import type { EventColumns } from '../columns/event-columns.ts'
import { hasOwnProtocol } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type PacketEvent } from '../event.ts'
import type { TimelineWords } from '../words/en.ts'
import type { Draft, Drafts } from './drafts.ts'
import { contentOf, isHeartbeat, joinParts, subjectOf } from './labels.ts'
import { noteRow } from './note-rows.ts'
import type { ArrowRow } from './row.ts'

/** One message to many is sent within this time. */
const FAN_OUT_NS = 20e6
/** In large clusters equal messages of servers of one type within this time are one row. */
const MANY_NS = 250e6
/** Clusters with more processes are large. */
const LARGE = 24

export interface ArrowOptions {
  dialect: Dialect
  /** Processes that report. */
  tapped: ReadonlySet<string>
  typeOf: (process: string) => string
  words: TimelineWords
}

interface Arrow {
  draft: Draft
  row: Omit<ArrowRow, 'places'>
  since: Nanoseconds
  senders: Set<string>
  content: string
}

interface Background {
  draft: Draft
  pairs: Set<string>
  packets: number
}

export class ArrowRows {
  readonly #events: EventColumns
  readonly #drafts: Drafts
  readonly #options: ArrowOptions
  readonly #isLarge: boolean
  readonly #types = new Map<string, string>()
  readonly #typeCounts = new Map<string, number>()
  readonly #open = new Map<string, Arrow>()
  readonly #background = new Map<string, Background>()

  constructor(events: EventColumns, drafts: Drafts, options: ArrowOptions) {
    this.#events = events
    this.#drafts = drafts
    this.#options = options
    this.#isLarge = options.tapped.size > LARGE
    for (const process of options.tapped) {
      const type = this.#typeOf(process)
      this.#typeCounts.set(type, (this.#typeCounts.get(type) ?? 0) + 1)
    }
  }

  add(packet: PacketEvent, place: number): Draft {
    const { phase, answers, from, to } = packet
    const { words } = this.#options
    if (phase === 'admin' || isHeartbeat(packet)) return this.#inBackground(packet, place)
    const end = this.#events.endAt(place)
    // An acknowledgement of a notification says nothing but that it came.
    const request = answers === undefined ? undefined : this.#drafts.ofCause([answers])
    if (request && (phase === 'notify' || phase === 'ready')) {
      this.#drafts.extend(request, place, end)
      return request
    }
    const line = this.#lineOf(packet)
    const key = this.#keyOf(packet, line)
    const open = this.#open.get(key)
    if (open && this.#isSame(open, packet)) {
      open.senders.add(from)
      if (!open.row.to.includes(to)) open.row.to = [...open.row.to, to]
      // Lists of different sizes are sent to many at once.
      if (contentOf(packet, words) !== open.content) open.content = ''
      open.row.content = joinParts(
        open.content,
        open.senders.size > 1 ? words.sequence.from(open.senders.size) : '',
        open.row.to.length > 1 ? words.sequence.to(open.row.to.length) : '',
      )
      this.#drafts.extend(open.draft, place, end)
      this.#drafts.takeWaiting(from, open.draft)
      return open.draft
    }
    return this.#start(packet, place, line, key)
  }

  #start(packet: PacketEvent, place: number, line: ArrowRow['line'], key: string): Draft {
    const { name, from, to, phase } = packet
    const time = timeOf(packet)
    const subject = subjectOf(packet)
    const content = contentOf(packet, this.#options.words)
    const row: Omit<ArrowRow, 'places'> = {
      kind: 'arrow',
      key: packet.id,
      time,
      from,
      to: [to],
      label: subject === '' ? name : `${name} ${subject}`,
      content,
      phase,
      line,
    }
    const draft = this.#drafts.add(row, place, this.#events.endAt(place))
    this.#open.set(key, { draft, row, since: time, senders: new Set([from]), content })
    this.#drafts.takeWaiting(from, draft)
    return draft
  }

  /** Messages with the same key may be one row. */
  #keyOf(packet: PacketEvent, line: ArrowRow['line']): string {
    const { name, from, to, id } = packet
    const what = [name, line, subjectOf(packet)]
    if (this.#isLarge && from !== to)
      return JSON.stringify([...what, this.#typeOf(from), this.#isHub(from) ? '' : this.#typeOf(to)])
    return JSON.stringify([
      ...what,
      contentOf(packet, this.#options.words),
      from,
      line === 'answer' ? id : '',
    ])
  }

  #isSame({ since, row }: Arrow, packet: PacketEvent): boolean {
    const passed = timeOf(packet) - since
    if (this.#isLarge) return passed <= MANY_NS
    return passed <= FAN_OUT_NS && !row.to.includes(packet.to)
  }

  /** Whether a process is the only one of its type, like a master. */
  #isHub(process: string): boolean {
    return this.#typeCounts.get(this.#typeOf(process)) === 1
  }

  #typeOf(process: string): string {
    let type = this.#types.get(process)
    if (type === undefined) this.#types.set(process, (type = this.#options.typeOf(process)))
    return type
  }

  #lineOf({ name, answers, phase, dropped, received, to }: PacketEvent): ArrowRow['line'] {
    const { dialect, tapped } = this.#options
    if (dropped || (received === null && tapped.has(to))) return 'lost'
    if (phase === 'error') return 'failed'
    const isAnswer = answers !== undefined || (hasOwnProtocol(dialect) && name.endsWith('.ack'))
    return isAnswer ? 'answer' : 'message'
  }

  #inBackground(packet: PacketEvent, place: number): Draft {
    const { name, from, to, id } = packet
    let known = this.#background.get(name)
    if (known) this.#drafts.extend(known.draft, place, this.#events.endAt(place))
    else {
      const row = noteRow(`${id}:folded`, timeOf(packet), [], name, 'faint')
      known = { draft: this.#drafts.add(row, place), pairs: new Set(), packets: 0 }
      this.#background.set(name, known)
    }
    known.pairs.add(`${from} ${to}`)
    known.packets += 1
    const { names, sequence } = this.#options.words
    const pairs = known.pairs.size === 1 ? sequence.fromTo(from, to) : names.pairs(known.pairs.size)
    const { content } = known.draft
    if (content.kind === 'note') content.text = `${name} ×${known.packets.toLocaleString('en-US')} · ${pairs}`
    return known.draft
  }
}
