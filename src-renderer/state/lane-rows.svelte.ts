// The rows that the server list and the lanes of the timeline share: which types are folded, layout and scroll position.
import { hasEnded, type Lane } from '../flow/lanes.ts'
import { layoutLanes, type LaneLayout } from '../flow/layout.ts'
import { Rails } from '../flow/rails.ts'
import type { Run } from './run.svelte.ts'
import { ServerMarks } from './server-marks.svelte.ts'

const STORAGE_KEY = 'grove.folded-types'
const MAX_REMEMBERED_TYPES = 200
/** In a cluster with more servers than this, types with many servers are folded until the user unfolds them. */
const MANY_SERVERS = 30
const MANY_OF_TYPE = 3

/** Which types the user folded and unfolded, by cluster and type. */
type Choices = Readonly<Record<string, boolean>>

export class LaneRows {
  /** Scroll position and height of the visible part, pixels. */
  top = $state(0)
  room = $state(400)
  /** The servers that are selected together. */
  readonly marks = new ServerMarks()
  readonly layout: LaneLayout
  readonly folded: ReadonlySet<string>
  #choices = $state.raw(readChoices())
  /** Servers that the user removed from sight until they are started again. */
  #removed = $state.raw<ReadonlySet<string>>(new Set())
  readonly #all: readonly Lane[]
  /** The lanes in sight, in order. */
  readonly lanes: readonly Lane[]
  readonly #run: Run
  readonly #rails: Rails

  constructor(run: Run) {
    this.#run = run
    this.#rails = new Rails(run.history.samples)
    // The same array until a process starts or ends, so that most events change nothing here.
    this.#all = $derived(run.store.lanes.all())
    this.lanes = $derived(this.#all.filter((lane) => !this.#removed.has(lane.id) || !hasEnded(lane)))
    this.folded = $derived.by(() => {
      const counts = new Map<string, number>()
      for (const { serverType } of this.lanes) counts.set(serverType, (counts.get(serverType) ?? 0) + 1)
      const types = [...counts].filter(([type, count]) => {
        const isMany = this.lanes.length > MANY_SERVERS && count > MANY_OF_TYPE
        return this.#choices[this.#key(type)] ?? isMany
      })
      return new Set(types.map(([type]) => type))
    })
    this.layout = $derived(
      layoutLanes(this.lanes, this.room, run.live ? run.summary.serverTypes : [], this.folded),
    )
  }

  /** When servers differed from the master; kept while another layout is shown. Reactive as the run's store is. */
  get rails(): Rails {
    return this.#rails.update(this.#run.store.lanes)
  }

  toggleType(type: string): void {
    this.#choose({ [this.#key(type)]: !this.folded.has(type) })
  }

  /** Folds all types, or unfolds them if all are folded. */
  toggleAllTypes(): void {
    const types = this.layout.types.map(({ serverType }) => serverType)
    const fold = types.some((type) => !this.folded.has(type))
    this.#choose(Object.fromEntries(types.map((type) => [this.#key(type), fold])))
  }

  /** The number of servers that the user removed from sight. */
  get removedCount(): number {
    return this.#removed.size
  }

  remove(id: string): void {
    this.#removed = new Set([...this.#removed, id])
  }

  /** Shows all servers again. */
  restore(): void {
    this.#removed = new Set()
  }

  scrollTo(top: number): void {
    this.top = Math.max(0, Math.min(top, this.layout.height - this.room))
  }

  /** Brings a server's row into view. */
  reveal(id: string): void {
    const row = this.layout.byId.get(id)
    if (!row) return
    if (row.top < this.top || row.top + row.height > this.top + this.room)
      this.scrollTo(row.top - this.room / 2)
  }

  #key(type: string): string {
    return `${this.#run.summary.name}/${type}`
  }

  #choose(choices: Choices): void {
    const all = Object.entries({ ...this.#choices, ...choices }).slice(-MAX_REMEMBERED_TYPES)
    this.#choices = Object.fromEntries(all)
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#choices))
  }
}

/** What is remembered may come from another version of Grove. */
function readChoices(): Choices {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(Object.entries(stored).filter(([, folded]) => typeof folded === 'boolean'))
  } catch {
    return {}
  }
}
