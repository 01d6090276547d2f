// Files dropped on the window: opens them read-only, or compares them. Nothing that is dropped starts anything.
import { MAX_PART_BYTES, problemOf, type Problem, type RunSummary } from '../../src-main/contract/index.ts'
import { isTimelinePath } from '../../src-main/timeline/index.ts'
import { words } from '../words/words.svelte.ts'
import type { Session } from './session.svelte.ts'

/** What a drop holds; it must be read while the browser handles the drop. */
export interface Dropped {
  file: File
  isFolder: boolean
}

export class DroppedFiles {
  /** The file that is being sent to Grove, and how much of it is sent. */
  sending = $state.raw<{ name: string; share: number } | null>(null)
  /** A folder or a plan was dropped, and the browser does not tell where it is. */
  hasUnknownPath = $state(false)
  readonly #session: Session
  #isCancelled = false

  constructor(session: Session) {
    this.#session = session
  }

  /** Opens the first file. With a run on screen, or with a second file, the other one is compared if the user wants. */
  async open(dropped: readonly Dropped[], intent: 'open' | 'compare'): Promise<void> {
    const [first, second] = dropped
    if (!first || this.sending) return
    const session = this.#session
    if (dropped.length > 2) return this.#report({ code: 'TOO_MANY_FILES', message: words.drop.tooMany })
    if (intent === 'compare') return this.#compare(first)
    if (first.isFolder || !isTimelinePath(first.file.name)) return this.#preview(first)
    const run = await this.#opened(first.file)
    if (!run) return
    session.showRun(run)
    if (second) await this.#compare(second)
  }

  cancel(): void {
    this.#isCancelled = true
  }

  /** The path of a dropped file or folder, where the page runs in the desktop program. */
  #pathOf(file: File): string | null {
    return window.groveShell?.pathOf(file) || null
  }

  /** A project is only previewed, also a trusted one. */
  async #preview({ file }: Dropped): Promise<void> {
    const path = this.#pathOf(file)
    if (path !== null) await this.#session.showPreview({ kind: 'path', path })
    else this.hasUnknownPath = true
  }

  async #compare({ file, isFolder }: Dropped): Promise<void> {
    if (isFolder || !isTimelinePath(file.name))
      return this.#report({ code: 'BAD_TIMELINE', message: words.drop.noTimeline(file.name) })
    const run = await this.#opened(file)
    // A screen that was shown just now registers itself in the next turn.
    await new Promise((resolve) => setTimeout(resolve))
    const { screen } = this.#session.commands
    if (!run || !screen) return
    screen.inspector.compareWith(this.#session, { kind: 'run', run: run.run })
    screen.panels.show('compare')
  }

  async #opened(file: File): Promise<RunSummary | null> {
    const path = this.#pathOf(file)
    try {
      return path === null ? await this.#send(file) : await this.#session.api.open(path)
    } catch (error) {
      if (!this.#isCancelled) this.#report(problemOf(error))
      return null
    } finally {
      this.sending = null
    }
  }

  async #send(file: File): Promise<RunSummary | null> {
    const { api } = this.#session
    this.#isCancelled = false
    this.sending = { name: file.name, share: 0 }
    if (file.size === 0) throw new Error(words.drop.empty(file.name))
    const id = await api.receiveFile(file.name.slice(-255), file.size)
    for (let at = 0; at < file.size; at += MAX_PART_BYTES) {
      if (this.#isCancelled) {
        await api.cancelReceiving()
        return null
      }
      const part = await file.slice(at, at + MAX_PART_BYTES).arrayBuffer()
      await api.receivePart(id, new Uint8Array(part))
      this.sending = { name: file.name, share: Math.min(1, (at + MAX_PART_BYTES) / file.size) }
    }
    return api.openReceived(id)
  }

  #report(problem: Problem): void {
    this.#session.problem = problem
  }
}
