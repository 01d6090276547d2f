// The spans of time in which the view of a server differed from what it should be, for the rails below its band.
import type { Convergence } from '../../src-main/timeline/index.ts'
import type { LaneIndex } from './lanes.ts'
import type { TimeOrdered } from './time-ordered.ts'

export interface Rail {
  from: number
  /** Null while it lasts. */
  to: number | null
  /** The process has agreed before. If it has not, it only starts, and nothing is wrong. */
  hasAgreed: boolean
}

export class Rails {
  readonly #byServer = new Map<string, Rail[]>()
  /** When the process was spawned that has agreed, by server. */
  readonly #agreed = new Map<string, number>()
  readonly #samples: TimeOrdered<Convergence>
  #seen = 0

  constructor(samples: TimeOrdered<Convergence>) {
    this.#samples = samples
  }

  of(server: string): readonly Rail[] {
    return this.#byServer.get(server) ?? []
  }

  /** Adds the samples that came since. */
  update(lanes: LaneIndex): this {
    for (; this.#seen < this.#samples.length; this.#seen += 1) {
      const time = this.#samples.times[this.#seen] as number
      this.#add(time, this.#samples.at(this.#seen), lanes)
    }
    return this
  }

  #add(time: number, { disagreements, notStarted }: Convergence, lanes: LaneIndex): void {
    const differing = new Set(disagreements.map(({ server }) => server))
    const others = new Set(notStarted)
    for (const { id } of lanes.all()) {
      const isStarted = !others.has(id) && lanes.stateAt(id, time) === 'started'
      if (isStarted && !differing.has(id)) this.#agreed.set(id, lanes.spawnedAt(id, time))
      const rails = this.#byServer.get(id) ?? []
      const last = rails.at(-1)
      const hasAgreed = this.#agreed.get(id) === lanes.spawnedAt(id, time)
      const lasts = differing.has(id) && last?.to === null && last.hasAgreed === hasAgreed
      if (lasts) continue
      if (last?.to === null) last.to = time
      if (differing.has(id)) rails.push({ from: time, to: null, hasAgreed })
      this.#byServer.set(id, rails)
    }
  }
}
