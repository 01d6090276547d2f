// Mischief done on purpose to one server: each deed is a row of the timeline, and is undone before the server stops.
import type { Fault, LinkKind } from '../../../core/protocol/record.ts'
import type { ParentMessage } from '../../../core/process/messages.ts'
import { HostError, type ServerSummary } from '../../contract/index.ts'
import type { Recorder } from '../recording/recorder.ts'

/** What mischief is done to. */
export interface Victim {
  id: string
  /** Whether it has a process. */
  readonly alive: boolean
  send(message: ParentMessage): void
  /** To its whole process group. */
  signal(signal: NodeJS.Signals): void
}

export class Faults {
  readonly #victim: Victim
  readonly #recorder: Recorder
  readonly #changed: () => void
  readonly #onLinks = new Map<LinkKind, Fault>()
  #paused = false

  constructor(victim: Victim, recorder: Recorder, changed: () => void) {
    this.#victim = victim
    this.#recorder = recorder
    this.#changed = changed
  }

  /** Whether its process stands still. */
  get paused(): boolean {
    return this.#paused
  }

  /** What is done to its links. */
  get onLinks(): ServerSummary['faults'] {
    return [...this.#onLinks].map(([link, fault]) => ({ link, fault }))
  }

  /** Stops its process and all that it started where they are (SIGSTOP). Fails with `NOT_RUNNING` or `NOT_ON_WINDOWS`. */
  pause(): void {
    this.#requireAlive()
    if (process.platform === 'win32') {
      throw new HostError({
        code: 'NOT_ON_WINDOWS',
        message: `${this.#victim.id} cannot be paused: Windows has no signal for it. Hang its links instead.`,
      })
    }
    if (this.#paused) return
    this.#paused = true
    this.#victim.signal('SIGSTOP')
    this.#note('pause')
  }

  /** Lets a paused process go on. Fails with `NOT_RUNNING`. */
  resume(): void {
    this.#requireAlive()
    if (!this.#paused) return
    this.#paused = false
    this.#victim.signal('SIGCONT')
    this.#note('resume')
  }

  /** Says that it is killed. */
  noteKill(): void {
    this.#note('kill')
  }

  /** Done to all its links of one kind; null heals them. Fails with `NOT_RUNNING`. */
  strike(link: LinkKind, fault: Fault | null): void {
    this.#requireAlive()
    if (fault) this.#onLinks.set(link, fault)
    else this.#onLinks.delete(link)
    this.#victim.send({ grove: 'fault', link, fault })
    const { kind, ...more } = fault ?? { kind: 'heal' }
    this.#note(kind, { link, ...more })
  }

  /** Before it is asked to stop: what was done to it must not keep it from ending in order. */
  undo(): void {
    if (!this.#victim.alive) return
    this.resume()
    for (const link of this.#onLinks.keys()) this.strike(link, null)
  }

  /** Its process has ended, and every fault with it. */
  forget(): void {
    this.#paused = false
    this.#onLinks.clear()
  }

  #requireAlive(): void {
    const { id, alive } = this.#victim
    if (!alive) throw new HostError({ code: 'NOT_RUNNING', message: `${id} is not running.`, server: id })
  }

  #note(fault: string, parameters?: object): void {
    const { id } = this.#victim
    const at = this.#recorder.now()
    this.#recorder.add({ t: 'fault', at, process: id, fault, ...(parameters ? { parameters } : {}) })
    this.#changed()
  }
}
