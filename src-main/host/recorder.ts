// Gathers what all processes of a run report into its timeline: in memory, in files, and in batches for whoever listens.
import type { TapRecord } from '../../core/protocol/record.ts'
import {
  convergence,
  encodeLine,
  Pairing,
  Progress,
  type Convergence,
  type HeaderEvent,
  type Nanoseconds,
  type TimelineEvent,
  type TimelineLine,
  type UnnumberedEvent,
} from '../timeline/index.ts'
import type { TimelineFile } from './timeline-file.ts'

/** Lines go out together, so that a burst costs windows and files one message. */
const BATCH_MS = 25
const EXPIRE_MS = 1_000

export type LinesListener = (first: number, lines: TimelineLine[]) => void

export class Recorder {
  readonly lines: TimelineLine[]
  readonly #t0: bigint
  readonly #files: TimelineFile[]
  readonly #listeners = new Set<LinesListener>()
  readonly #pairing = new Pairing((event) => this.#keep(event))
  readonly #progress: Progress
  readonly #expiry: NodeJS.Timeout
  #given = 0
  #batch: NodeJS.Timeout | undefined
  #verdict: Convergence | null = null

  constructor(header: HeaderEvent, files: TimelineFile[]) {
    this.#t0 = BigInt(header.t0)
    this.#files = files
    this.#progress = new Progress(header.plan)
    this.lines = [header]
    this.#expiry = setInterval(() => this.#pairing.expire(this.now()), EXPIRE_MS)
    this.#expiry.unref()
    this.#schedule()
  }

  now(): Nanoseconds {
    return Number(process.hrtime.bigint() - this.#t0)
  }

  /** Packets of which only one end was reported so far. */
  get halfKnown(): number {
    return this.#pairing.halfKnown
  }

  /** Who agrees with the master's registry now, and who lacks whom. */
  get convergence(): Convergence {
    return (this.#verdict ??= convergence(this.#progress.state))
  }

  /** When every planned server was ready, and when they all agreed with the master; null where that has not been. */
  get progress(): { readyMs: number | null; convergedMs: number | null } {
    return this.#progress.summary()
  }

  take(process: string, instance: string, records: TapRecord[]): void {
    for (const record of records) this.#pairing.take(process, instance, record)
  }

  add(event: UnnumberedEvent): void {
    this.#pairing.add(event)
  }

  /** Returns its undo. */
  listen(listener: LinesListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Writes what is left and the footer, and closes the files. */
  async finish(exit: number): Promise<void> {
    clearInterval(this.#expiry)
    this.#pairing.finish()
    this.lines.push({ t: 'footer', ...this.#progress.summary(), exit })
    this.flush()
    await Promise.all(this.#files.map((file) => file.close()))
  }

  /** Hands out what was recorded since the last batch. */
  flush(): void {
    clearTimeout(this.#batch)
    this.#batch = undefined
    const first = this.#given
    if (first === this.lines.length) return
    const lines = this.lines.slice(first)
    this.#given = this.lines.length
    const text = lines.map(encodeLine).join('')
    for (const file of this.#files) file.append(text)
    for (const listener of this.#listeners) listener(first, lines)
  }

  #keep(event: TimelineEvent): void {
    this.lines.push(event)
    this.#progress.apply(event)
    this.#verdict = null
    this.#schedule()
  }

  #schedule(): void {
    this.#batch ??= setTimeout(() => this.flush(), BATCH_MS)
  }
}
