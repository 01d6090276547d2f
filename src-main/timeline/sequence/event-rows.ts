// The rows of all events but calls. Events that a message led to are in its row.
import type { EventColumns } from '../columns/event-columns.ts'
import { timeOf, type ProcessEvent, type StateEvent, type TimelineEvent } from '../event.ts'
import { ArrowRows, type ArrowOptions } from './arrow-rows.ts'
import { BootRows } from './boot-rows.ts'
import { Drafts, type Draft } from './drafts.ts'
import { NoteRows } from './note-rows.ts'
import { noteOf, stepText } from './notes.ts'
import type { SequenceRow } from './row.ts'

export class EventRows {
  readonly #events: EventColumns
  readonly #options: ArrowOptions
  readonly #drafts = new Drafts()
  readonly #arrows: ArrowRows
  readonly #notes: NoteRows
  readonly #boots: BootRows
  /** Of each process: the note that it has started. */
  readonly #started = new Map<string, Draft>()

  constructor(events: EventColumns, options: ArrowOptions) {
    this.#events = events
    this.#options = options
    this.#arrows = new ArrowRows(events, this.#drafts, options)
    this.#notes = new NoteRows(this.#drafts, options.words)
    this.#boots = new BootRows(this.#drafts, options.words)
  }

  /** Adds the event at a place; places come in order. */
  add(place: number): void {
    const event = this.#events.at(place)
    if (event.t === 'mark' && !this.#events.notes.isCurrent(event)) return
    const draft = this.#draftOf(event, place)
    if (draft && 'id' in event) this.#drafts.remember(event.id, draft)
  }

  /** To be called after the last event. */
  rows(): SequenceRow[] {
    const { dialect, words } = this.#options
    for (const [process, places] of this.#drafts.waiting)
      this.#notes.addWaiting(process, places, this.#events, (place) =>
        stepText(this.#events.at(place), dialect, words),
      )
    return this.#drafts.all.map(({ content, places }) => ({
      ...content,
      places: places.sort((a, b) => a - b),
    }))
  }

  #draftOf(event: TimelineEvent, place: number): Draft | null {
    switch (event.t) {
      case 'packet':
        return this.#arrows.add(event, place)
      case 'process':
        return this.#process(event, place)
      case 'proxy':
        return this.#notes.addProxy(event, place)
      case 'state':
        return this.#state(event, place)
      case 'step':
      case 'view':
      case 'link':
        return this.#effect(event, place) ?? this.#note(event, place) ?? this.#wait(event.process, place)
      default:
        return this.#note(event, place)
    }
  }

  #process(event: ProcessEvent, place: number): Draft | null {
    const { process, at } = event
    if (event.event === 'spawned') return this.#boots.spawned(event, place)
    if (event.event !== 'ready') return this.#note(event, place)
    const started = this.#started.get(process)
    if (started) this.#drafts.extend(started, place, at)
    return started ?? this.#boots.running(process, place, at) ?? this.#note(event, place)
  }

  #state(event: StateEvent, place: number): Draft | null {
    const { process, to, at } = event
    const note = this.#note(event, place)
    if (note && to === 'started') this.#started.set(process, note)
    if (note) return note
    const boot = to === 'starting' ? this.#boots.running(process, place, at) : null
    return boot ?? this.#effect(event, place) ?? this.#wait(process, place)
  }

  #note(event: TimelineEvent, place: number): Draft | null {
    const note = noteOf(event, this.#options.dialect, this.#options.words)
    return note ? this.#notes.add(note, place, event) : null
  }

  /** Adds an event to the row of its cause. Returns null if that is not in the range. */
  #effect(event: TimelineEvent, place: number): Draft | null {
    // A link that closes is worth a note, whatever closed it.
    if (!('causes' in event) || (event.t === 'link' && event.event !== 'opened')) return null
    const cause = this.#drafts.ofCause(event.causes)
    if (cause) this.#drafts.extend(cause, place, timeOf(event))
    return cause ?? null
  }

  #wait(process: string, place: number): null {
    this.#drafts.wait(process, place)
    return null
  }
}
