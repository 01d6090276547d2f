// What the user changed in the cluster last, and its undo. Everything that changes a cluster goes through here.
import { problemOf, type HostApi, type Problem } from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'
import type { Session } from './session.svelte.ts'

type Call = (api: HostApi, run: string) => Promise<unknown>

export interface Change {
  /** What was done, as a sentence without a full stop in the language of the window: "You killed chat-2". */
  text: () => string
  /** May throw a `PartialChange`. */
  call: Call
  /** Absent: it cannot be undone. */
  undo?: Undo | null
  /** It changes the recording, not the cluster: it can be made in the past, and undone after the end. */
  isNote?: boolean
}

export interface Undo {
  /** What the undo does: "start chat-2 again". */
  text: () => string
  call: Call
  /** Why it does not fit any more, as a sentence; null while it does. */
  obstacle?: () => string | null
}

export interface LastChange {
  run: string
  text: () => string
  /** When it was asked for, nanoseconds since t0. */
  at: number
  undo: Undo | null
  isNote: boolean
}

/** Less was done than asked for: what was, its undo, and the problem of the rest. */
export class PartialChange extends Error {
  readonly done: Pick<Change, 'text' | 'undo'> | null
  readonly problem: Problem

  constructor(done: PartialChange['done'], problem: Problem) {
    super(problem.message)
    this.done = done
    this.problem = problem
  }
}

export class Actions {
  #last = $state.raw<LastChange | null>(null)
  /** Rises with each change: one that ends late does not replace a later one. */
  #count = 0
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** The last change of the run on screen. */
  get last(): LastChange | null {
    return this.#last?.run === this.#session.run?.id ? this.#last : null
  }

  /** Why nothing can be undone now, as a sentence; null if the last change can. */
  get undoObstacle(): string | null {
    const { last } = this
    if (!last?.undo) return last ? words.status.noUndo(last.text()) : words.status.nothingToUndo
    if (this.#session.run?.hasEnded && !last.isNote) return words.status.runEnded
    if (!this.#session.canAct) return words.status.launcherGone
    return last.undo.obstacle?.() ?? null
  }

  /** Makes a change of the run on screen, and shows its error. Returns whether all of it was done. */
  async perform({ text, call, undo = null, isNote = false }: Change): Promise<boolean> {
    const { run } = this.#session
    if (!run) return false
    const number = (this.#count += 1)
    const at = run.now
    const remember = (done: Pick<Change, 'text' | 'undo'>): void => {
      if (number !== this.#count) return
      this.#last = { run: run.id, text: done.text, at, undo: done.undo ?? null, isNote }
    }
    try {
      await call(this.#session.api, run.id)
      remember({ text, undo })
      return true
    } catch (error) {
      if (error instanceof PartialChange && error.done) remember(error.done)
      this.#session.problem = error instanceof PartialChange ? error.problem : problemOf(error)
      return false
    }
  }

  /** Undoes the last change if that still fits. An undo cannot be undone. */
  async undo(): Promise<void> {
    const { last } = this
    if (this.undoObstacle !== null || !last?.undo) return
    const { undo, isNote } = last
    await this.perform({
      text: () => words.status.undone(undo.text()),
      call: undo.call,
      isNote,
    })
  }
}
