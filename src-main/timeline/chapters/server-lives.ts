// What is known of each server while a run is cut: whether it lives, and what it was told.
import { timeOf, type Nanoseconds, type TimelineEvent } from '../event.ts'

/** A stop of the whole run begins with all servers within this time. */
const STOP_NS = 2e9

export interface ServerLife {
  isMaster: boolean
  spawns: number
  alive: boolean
  killed: boolean
  /** Null while it is not told to stop. */
  stopping: string | null
  paused: boolean
  joined: boolean
  started: boolean
  instance: string | null
  /** When it last lost its link to the cluster. */
  reconnectsAt: Nanoseconds
}

export class ServerLives {
  readonly #lives = new Map<string, ServerLife>()

  get(id: string): ServerLife {
    let life = this.#lives.get(id)
    if (!life) this.#lives.set(id, (life = newLife()))
    return life
  }

  has(id: string): boolean {
    return this.#lives.has(id)
  }

  /** Whether everything that lives is told to stop, or exits, within a short time from the event at this index. */
  isWholeStop(events: readonly TimelineEvent[], index: number): boolean {
    const ending = new Set<string>()
    const from = timeOf(events[index] as TimelineEvent)
    for (let next = index; next < events.length; next += 1) {
      const event = events[next] as TimelineEvent
      if (timeOf(event) - from > STOP_NS) break
      if (event.t !== 'process') continue
      if (event.event !== 'stopping' && event.event !== 'exited') return false
      ending.add(event.process)
    }
    if (ending.size < 2) return false
    return [...this.#lives].every(([id, life]) => !life.alive || life.stopping !== null || ending.has(id))
  }
}

function newLife(): ServerLife {
  return {
    isMaster: false,
    spawns: 0,
    alive: true,
    killed: false,
    stopping: null,
    paused: false,
    joined: false,
    started: false,
    instance: null,
    reconnectsAt: -Infinity,
  }
}
