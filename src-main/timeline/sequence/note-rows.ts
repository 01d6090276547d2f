// The rows of notes: equal ones of several servers are one row, and so are the proxies that a message led to.
import type { EventColumns } from '../columns/event-columns.ts'
import { timeOf, type Nanoseconds, type ProxyEvent, type TimelineEvent } from '../event.ts'
import type { TimelineWords } from '../words/en.ts'
import type { Draft, Drafts } from './drafts.ts'
import type { Note } from './notes.ts'
import type { NoteRow } from './row.ts'

/** Equal notes of several servers within this time are one. */
const SAME_NS = 100e6

export class NoteRows {
  readonly #drafts: Drafts
  readonly #words: TimelineWords
  readonly #open = new Map<string, Draft>()
  readonly #proxies = new Map<string, { draft: Draft; made: Map<string, number> }>()

  constructor(drafts: Drafts, words: TimelineWords) {
    this.#drafts = drafts
    this.#words = words
  }

  add({ lane, text, tone }: Note, place: number, event: TimelineEvent): Draft {
    const time = timeOf(event)
    if (lane === null) return this.#drafts.add(noteRow(`note:${event.seq}`, time, [], text, tone), place)
    const known = this.#open.get(text)
    const row = known?.content
    if (known && row?.kind === 'note' && time - row.time <= SAME_NS) {
      if (!row.lanes.includes(lane)) row.lanes = [...row.lanes, lane]
      this.#drafts.extend(known, place, time)
      this.#drafts.takeWaiting(lane, known)
      return known
    }
    const draft = this.#drafts.add(noteRow(`note:${event.seq}`, time, [lane], text, tone), place)
    this.#open.set(text, draft)
    this.#drafts.takeWaiting(lane, draft)
    return draft
  }

  addProxy(event: ProxyEvent, place: number): Draft {
    const { process, made: isMade, at, id } = event
    const cause = this.#drafts.ofCause(event.causes)
    const key = `${isMade} ${cause?.content.key ?? `${process} ${Math.floor(at / SAME_NS)}`}`
    const known = this.#proxies.get(key)
    if (!known) {
      const text = proxiesText(isMade, [1], this.#words)
      const row = noteRow(`${id}:proxies`, at, [process], text, isMade ? 'good' : 'plain')
      const draft = this.#drafts.add(row, place)
      this.#proxies.set(key, { draft, made: new Map([[process, 1]]) })
      return draft
    }
    const { draft, made } = known
    made.set(process, (made.get(process) ?? 0) + 1)
    this.#drafts.extend(draft, place, at)
    if (draft.content.kind === 'note') {
      draft.content.text = proxiesText(isMade, [...made.values()], this.#words)
      if (!draft.content.lanes.includes(process)) draft.content.lanes = [...draft.content.lanes, process]
    }
    return draft
  }

  /** Makes notes of events whose effects are not in the range: each text once for a process. */
  addWaiting(
    process: string,
    places: readonly number[],
    events: EventColumns,
    textAt: (place: number) => string,
  ): void {
    const byText = new Map<string, number[]>()
    for (const place of places) {
      const text = textAt(place)
      const known = byText.get(text)
      if (known) known.push(place)
      else byText.set(text, [place])
    }
    for (const [text, [first = 0, ...rest]] of byText) {
      const times = rest.length === 0 ? text : `${text} ×${rest.length + 1}`
      const key = `note:${events.at(first).seq}`
      const draft = this.#drafts.add(noteRow(key, events.timeAt(first), [process], times, 'faint'), first)
      for (const place of rest) this.#drafts.extend(draft, place, events.timeAt(place))
    }
  }
}

export function noteRow(
  key: string,
  time: Nanoseconds,
  lanes: readonly string[],
  text: string,
  tone: NoteRow['tone'],
): Omit<NoteRow, 'places'> {
  return { kind: 'note', key, time, lanes, text, tone }
}

/** "4 proxies"; "1 proxy each" of several servers. */
function proxiesText(isMade: boolean, counts: readonly number[], { names, sequence }: TimelineWords): string {
  const [first = 0] = counts
  const isEach = counts.length > 1 && counts.every((count) => count === first)
  const all = isEach ? first : counts.reduce((sum, count) => sum + count, 0)
  const proxies = names.proxies(all)
  if (isMade) return isEach ? sequence.proxiesEach(proxies) : proxies
  return isEach ? sequence.proxiesRemovedEach(proxies) : sequence.proxiesRemoved(proxies)
}
