// The path that is lit on all views: an event and its effects, like a call with its answer and what it led to.
import { untrack } from 'svelte'
import { EffectPath, timeOf, type TimelineEvent } from '../../src-main/timeline/index.ts'
import type { Run } from './run.svelte.ts'

const NONE: ReadonlySet<string> = new Set()
/** Of a long path the views draw the beginning. */
const MAX_DRAWN = 300

export class LitPath {
  /** What it is: "room.members of chat-1". */
  readonly title: string
  readonly #run: Run
  /** The id of the event that it begins with. */
  readonly root: string
  #path: EffectPath | null = null
  #ids = NONE

  /** The ids of its events so far; a new set when it has grown. */
  readonly ids: ReadonlySet<string> = $derived.by(() => this.#read())

  /** @param root the id of the event that it begins with, which may not have been recorded yet */
  constructor(run: Run, root: string, title: string) {
    this.title = title
    this.#run = run
    this.root = root
  }

  /** The first of its events, in the order in which they were found. */
  readonly events: readonly TimelineEvent[] = $derived.by(() => {
    const rows = this.ids.size === 0 ? [] : (this.#path?.rows ?? [])
    const { events } = untrack(() => this.#run.store)
    return rows.slice(0, MAX_DRAWN).map((row) => events.atRow(row))
  })

  close(): void {
    this.#path?.close()
  }

  /** From the first to the last of its events; null before the first has been recorded. */
  get span(): { from: number; to: number } | null {
    const root = this.ids.size === 0 ? undefined : this.#run.store.find(this.root)
    return root && this.#path ? { from: timeOf(root), to: this.#path.end } : null
  }

  #read(): ReadonlySet<string> {
    const { store } = this.#run
    if (!this.#path) {
      const root = store.find(this.root)
      if (!root || !('id' in root)) return NONE
      this.#path = new EffectPath(store.events, root)
    }
    if (this.#path.update() || this.#ids === NONE) this.#ids = new Set(this.#path.ids)
    return this.#ids
  }
}
