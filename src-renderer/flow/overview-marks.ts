// What is worth a mark in the overview: processes that died, injected faults, findings and notes.
import {
  describeFault,
  ENGLISH,
  faultScope,
  type Dialect,
  type Finding,
  type Note,
  type TimelineEvent,
  type TimelineWords,
} from '../../src-main/timeline/index.ts'
import { exitText } from './event-text.ts'

export interface OverviewMark {
  /** `change`: of what is recorded. */
  kind: 'death' | 'fault' | 'finding' | 'change' | 'note'
  at: number
  text: string
}

/** A mark whose text is made for each language. */
interface KnownMark extends Omit<OverviewMark, 'text'> {
  say: (words: TimelineWords) => string
}

/** Faults that end another one. */
const ENDINGS = new Set(['heal', 'resume'])

export class OverviewMarks {
  readonly #marks: KnownMark[] = []
  /** The number of events that were looked at. */
  #seen = 0
  /** Processes that were asked to end, or killed: their end is no mark of its own. */
  readonly #ending = new Set<string>()

  /**
   * Returns the marks in the order of time.
   * @param events in the order of arrival; only new ones are looked at
   */
  update(
    events: readonly TimelineEvent[],
    findings: readonly Finding[],
    notes: readonly Note[],
    dialect: Dialect,
    words: TimelineWords = ENGLISH,
  ): OverviewMark[] {
    for (; this.#seen < events.length; this.#seen += 1)
      this.#add(events[this.#seen] as TimelineEvent, dialect)
    const found = findings.map(({ at, rule, message }) => ({
      kind: 'finding' as const,
      at,
      text: words.changes.about(rule, message),
    }))
    const marks = this.#marks.map(({ kind, at, say }) => ({ kind, at, text: say(words) }))
    const noted = notes.map(({ at, text }) => ({ kind: 'note' as const, at, text }))
    return [...marks, ...found, ...noted].sort((a, b) => a.at - b.at)
  }

  #add(event: TimelineEvent, dialect: Dialect): void {
    if (event.t === 'mark') {
      if (event.note === undefined) this.#marks.push({ kind: 'change', at: event.at, say: () => event.text })
    } else if (event.t === 'finding')
      this.#marks.push({ kind: 'finding', at: event.at, say: () => event.text })
    else if (event.t === 'fault' && !ENDINGS.has(event.fault)) {
      const { process, at, fault } = event
      if (fault === 'kill') this.#ending.add(process)
      const what = { ...faultScope(event.parameters), kind: fault, parameters: event.parameters }
      const say = (words: TimelineWords): string =>
        fault === 'kill' ? words.facts.killedByYou : describeFault(what, dialect, words)
      this.#marks.push({
        kind: fault === 'kill' ? 'death' : 'fault',
        at,
        say: (words) => words.changes.about(process, say(words)),
      })
    } else if (event.t === 'process') {
      const { process, at, code = null, signal = null } = event
      if (event.event === 'spawned') this.#ending.delete(process)
      if (event.event === 'stopping') this.#ending.add(process)
      if (event.event !== 'exited' || this.#ending.has(process) || code === 0) return
      const say = (words: TimelineWords): string => {
        const cause = exitText(code, signal, words)
        return cause === null ? words.changes.crashed(process) : words.changes.crashedFor(process, cause)
      }
      this.#marks.push({ kind: 'death', at, say })
    }
  }
}
