// Revisions grow by one with each change of a registry, and no server returns to a master that it left.
import type { TimelineWords } from '../words/en.ts'
import type { ViewEvent } from '../event.ts'
import type { Violation, Rule } from './finding.ts'
import { mastersOf } from './masters.ts'

export const revisionsGrow: Rule = (events, { dialect, words }) => {
  const masters = mastersOf(events, dialect)
  const histories = new Map<string, History>()
  return events.flatMap((event): Violation[] => {
    if (event.t !== 'view') return []
    const key = `${event.process} ${event.instance}`
    const history = histories.get(key) ?? new History(masters.has(event.process), words)
    histories.set(key, history)
    const problem = history.next(event)
    const before = history.before ? [history.before.id] : []
    history.before = event
    if (problem === null) return []
    return [{ rule: 'revisions-grow', events: [...before, event.id], text: problem }]
  })
}

/** The views of one process, in order. */
class History {
  before: ViewEvent | null = null
  readonly #isRegistry: boolean
  readonly #left = new Set<string>()
  readonly #words: TimelineWords

  constructor(isRegistry: boolean, words: TimelineWords) {
    this.#isRegistry = isRegistry
    this.#words = words
  }

  /** Returns what is wrong with the next view; null if nothing is. */
  next({ process, epoch, revision }: ViewEvent): string | null {
    const { before } = this
    const { checks } = this.#words
    if (!before) return null
    if (before.epoch !== epoch) {
      this.#left.add(before.epoch)
      return this.#left.has(epoch) ? checks.backToMaster(process, epoch) : null
    }
    if (revision < before.revision) return checks.backToRevision(process, before.revision, revision)
    if (!this.#isRegistry || revision === before.revision + 1) return null
    return checks.revisionJump(process, before.revision, revision)
  }
}
