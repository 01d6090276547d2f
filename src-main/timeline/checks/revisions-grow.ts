// Revisions grow by one with each change of a registry, and no server returns to a master that it left.
import type { ViewEvent } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { mastersOf } from './masters.ts'

export const revisionsGrow: Rule = (events, { dialect }) => {
  const masters = mastersOf(events, dialect)
  const histories = new Map<string, History>()
  return events.flatMap((event): Violation[] => {
    if (event.t !== 'view') return []
    const key = `${event.process} ${event.instance}`
    const history = histories.get(key) ?? new History(masters.has(event.process))
    histories.set(key, history)
    const problem = history.next(event)
    const before = history.before ? [history.before.id] : []
    history.before = event
    if (problem === null) return []
    return [{ rule: 'revisions-grow', events: [...before, event.id], text: `${event.process} ${problem}` }]
  })
}

/** The views of one process, in order. */
class History {
  before: ViewEvent | null = null
  readonly #isRegistry: boolean
  readonly #left = new Set<string>()

  constructor(isRegistry: boolean) {
    this.#isRegistry = isRegistry
  }

  /** Returns what is wrong with the next view; null if nothing is. */
  next({ epoch, revision }: ViewEvent): string | null {
    const { before } = this
    if (!before) return null
    if (before.epoch !== epoch) {
      this.#left.add(before.epoch)
      return this.#left.has(epoch) ? `went back to the master of epoch ${epoch}` : null
    }
    if (revision < before.revision) return `went from revision ${before.revision} back to ${revision}`
    if (!this.#isRegistry || revision === before.revision + 1) return null
    return `changed its registry from revision ${before.revision} to ${revision}`
  }
}
