// The notes of the user: `mark` rows with an id. A later row of the same id replaces the earlier one.
import type { MarkEvent, Nanoseconds, TimelineEvent } from './event.ts'

export interface Note {
  id: string
  at: Nanoseconds
  /** The end of what it is about; null if that is a moment. */
  to: Nanoseconds | null
  /** The id of the event that it is about; null if it is about a time. */
  about: string | null
  text: string
  /** The row that says so. */
  event: MarkEvent
}

/** Takes rows in any order: the one with the highest `seq` counts. */
export class NoteList {
  readonly #latest = new Map<string, MarkEvent>()
  #list: readonly Note[] | null = []

  add(event: MarkEvent): void {
    if (event.note === undefined) return
    const known = this.#latest.get(event.note)
    if (known && known.seq > event.seq) return
    this.#latest.set(event.note, event)
    this.#list = null
  }

  /** In the order of time, without those that were removed. */
  get list(): readonly Note[] {
    this.#list ??= [...this.#latest.values()]
      .filter(({ text }) => text !== '')
      .map(noteOf)
      .sort((one, other) => one.at - other.at || one.event.seq - other.event.seq)
    return this.#list
  }

  /** Whether a row still counts: false if it was replaced, or says that a note was removed. */
  isCurrent(event: MarkEvent): boolean {
    if (event.note === undefined) return true
    return event.text !== '' && this.#latest.get(event.note)?.seq === event.seq
  }
}

/** Returns the notes among some events. */
export function notesOf(events: Iterable<TimelineEvent>): readonly Note[] {
  const notes = new NoteList()
  for (const event of events) if (event.t === 'mark') notes.add(event)
  return notes.list
}

/** The text of a `mark` row in one line, with the sign of notes if it is one. */
export function noteText({ note, text }: MarkEvent): string {
  const line = text.replace(/\s+/g, ' ')
  return note === undefined ? line : `◆ ${line}`
}

function noteOf(event: MarkEvent): Note {
  const { note = '', at, to = null, about = null, text } = event
  return { id: note, at, to, about, text, event }
}
