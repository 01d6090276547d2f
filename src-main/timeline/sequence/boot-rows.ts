// The rows of processes that start: those that start together are one row.
import type { Nanoseconds, ProcessEvent } from '../event.ts'
import { formatSpan } from '../format-time.ts'
import type { TimelineWords } from '../words/en.ts'
import type { Draft, Drafts } from './drafts.ts'

/** Processes that start within this time of each other are one row. */
const TOGETHER_NS = 2e9

export class BootRows {
  readonly #drafts: Drafts
  readonly #words: TimelineWords
  #open: { draft: Draft; processes: Set<string>; last: Nanoseconds } | null = null

  constructor(drafts: Drafts, words: TimelineWords) {
    this.#drafts = drafts
    this.#words = words
  }

  spawned({ process, at, seq }: ProcessEvent, place: number): Draft {
    if (this.#open && at - this.#open.last <= TOGETHER_NS && !this.#open.processes.has(process)) {
      this.#open.processes.add(process)
      this.#open.last = at
      this.#drafts.extend(this.#open.draft, place, at)
    } else {
      const key = `boot:${seq}`
      const draft = this.#drafts.add({ kind: 'boot', key, time: at, text: '' }, place)
      this.#open = { draft, processes: new Set([process]), last: at }
    }
    this.#describe(at)
    return this.#open.draft
  }

  /** Adds an event that ends the start of a process. Returns null if its row is not open. */
  running(process: string, place: number, at: Nanoseconds): Draft | null {
    if (!this.#open?.processes.has(process)) return null
    this.#drafts.extend(this.#open.draft, place, at)
    this.#describe(at)
    return this.#open.draft
  }

  /** "7 processes started · 900 ms" */
  #describe(until: Nanoseconds): void {
    const open = this.#open
    if (open?.draft.content.kind !== 'boot') return
    const { names, sequence } = this.#words
    const [only = ''] = open.processes
    const who =
      open.processes.size === 1
        ? sequence.processStarted(only)
        : sequence.processesStarted(names.processes(open.processes.size))
    const span = until - open.draft.content.time
    open.draft.content.text = span > 0 ? `${who} · ${formatSpan(span)}` : who
  }
}
