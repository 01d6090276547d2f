// Gathers what all processes of a run report into its timeline: in memory, in files, and in batches for whoever listens.
import type { TapRecord } from '../../../core/protocol/record.ts'
import {
  encodeLine,
  Pairing,
  RunProgress,
  type ClusterState,
  type Convergence,
  type HeaderEvent,
  type Nanoseconds,
  type TimelineEvent,
  type TimelineLine,
  type UnnumberedEvent,
} from '../../timeline/index.ts'
import type { Problem } from '../../contract/index.ts'
import type { PendingPacketJournal } from './pending-packet-journal.ts'
import type { TimelineLog } from './timeline-log.ts'
import { LiveTimelineLog } from './live-log.ts'
import type { TimelineFile } from './timeline-file.ts'

/** Lines go out together, so that a burst costs windows and files one message. */
const BATCH_MS = 25
const EXPIRE_MS = 1_000
/** So often is looked for packets that stay half known, to keep them beside the timeline: after 400 to 600 ms they are. */
const OVERDUE_MS = 200
/** After standing still, so long is given to what processes have said meanwhile before it counts as missing. */
const CATCH_UP: Nanoseconds = 5e9
/** Bytes that may wait for a slow disk. */
const MOST_QUEUED = 64 * 1024 ** 2

export type LinesListener = (first: number, lines: TimelineLine[]) => void

export interface RecorderOptions {
  /** Keeps what the end of this process would lose. */
  halfKnown?: PendingPacketJournal
  /** Bytes of the run's own files from which on RPC packets are only counted. */
  most?: number
}

export class Recorder {
  readonly #lines: LiveTimelineLog
  readonly #t0: bigint
  readonly #files: TimelineFile[]
  readonly #listeners = new Set<LinesListener>()
  readonly #pairing = new Pairing((event) => this.#keep(event))
  readonly #progress: RunProgress
  readonly #halfKnown: PendingPacketJournal | undefined
  readonly #most: number
  readonly #timers: NodeJS.Timeout[]
  /** Records of RPC packets that were passed over and not told yet, by process. */
  readonly #lost = new Map<string, number>()
  #given = 0
  #expiredAt: Nanoseconds
  #patientUntil: Nanoseconds = 0
  #troubles = 0
  #batch: NodeJS.Timeout | undefined

  /** @param files the first is the run's own, plain: what is no longer in memory is read from it */
  constructor(
    header: HeaderEvent,
    files: TimelineFile[],
    { halfKnown, most = Infinity }: RecorderOptions = {},
  ) {
    this.#t0 = BigInt(header.t0)
    this.#files = files
    this.#halfKnown = halfKnown
    this.#most = most
    this.#progress = new RunProgress(header.plan)
    this.#lines = new LiveTimelineLog(files[0])
    this.#lines.push(header)
    this.#expiredAt = this.now()
    this.#timers = [
      setInterval(() => this.#expire(), EXPIRE_MS).unref(),
      setInterval(() => this.#keepOverdue(), OVERDUE_MS).unref(),
    ]
    this.#schedule()
  }

  /** Every line of the run. */
  get all(): TimelineLog {
    return this.#lines
  }

  /** The latest lines: all of them, for as long as there are not more than some ten thousand. */
  get lines(): TimelineLine[] {
    return this.#lines.latest
  }

  /** Called when there is a problem more. */
  onTrouble: () => void = () => {}

  /** What is wrong with its files. */
  get problems(): Problem[] {
    const unwritable = this.#files.flatMap(({ path, failure }) => (failure ? [unwritten(path, failure)] : []))
    return this.full ? [...unwritable, grownTo(this.#most)] : unwritable
  }

  /** The run's own file is as large as it may be. */
  get full(): boolean {
    const [own] = this.#files
    return own !== undefined && own.written + own.queued + (this.#halfKnown?.written ?? 0) > this.#most
  }

  now(): Nanoseconds {
    return Number(process.hrtime.bigint() - this.#t0)
  }

  /** Packets of which only one end was reported so far. */
  get halfKnown(): number {
    return this.#pairing.unpaired
  }

  /** The cluster as far as it was recorded. */
  get state(): ClusterState {
    return this.#progress.state
  }

  /** Who agrees with the master's registry now, and who lacks whom. */
  get convergence(): Convergence {
    return this.#progress.convergence
  }

  /** When every planned server was ready, and when they all agreed with the master; null where that has not been. */
  get progress(): { readyMs: number | null; convergedMs: number | null } {
    return this.#progress.summary()
  }

  take(process: string, instance: string, records: TapRecord[]): void {
    const passOver = this.#crowded
    for (const record of records) {
      if (passOver && 'link' in record && record.t !== 'link' && record.link === 'rpc') this.#lose(process)
      else this.#pairing.addRecord(process, instance, record)
    }
  }

  add(event: UnnumberedEvent): void {
    this.#pairing.addEvent(event)
  }

  /** Returns its undo. */
  listen(listener: LinesListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Writes what is left and the footer, and closes the files. */
  async finish(exit: number): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#tellLost()
    this.#pairing.flush()
    this.#lines.push({ t: 'footer', ...this.#progress.summary(), exit })
    this.flush()
    await Promise.all(this.#files.map((file) => file.close()))
    await this.#halfKnown?.remove()
  }

  /** Hands out what was recorded since the last batch. */
  flush(): void {
    clearTimeout(this.#batch)
    this.#batch = undefined
    const first = this.#given
    if (first === this.#lines.count) return
    const lines = this.#lines.since(first)
    this.#given = this.#lines.count
    const data = Buffer.from(lines.map(encodeLine).join(''))
    for (const file of this.#files) file.append(data)
    if (this.problems.length > this.#troubles) this.onTrouble()
    this.#troubles = this.problems.length
    this.#lines.wrote(data.length)
    for (const listener of this.#listeners) listener(first, lines)
  }

  /** A disk that cannot keep up, or a file that is full: memory must not take what it does not. */
  get #crowded(): boolean {
    if (this.#files[0]?.failure || this.full) return true
    return this.#files.some(({ queued }) => queued > MOST_QUEUED)
  }

  #expire(): void {
    this.#tellLost()
    const now = this.now()
    const late = now - this.#expiredAt - EXPIRE_MS * 1e6
    if (late > EXPIRE_MS * 1e6) this.#patientUntil = now + CATCH_UP
    this.#expiredAt = now
    if (now >= this.#patientUntil) this.#pairing.expire(now)
  }

  #keepOverdue(): void {
    const packets = this.#pairing.takeOverdue()
    if (packets.length > 0) this.#halfKnown?.append(packets)
  }

  #lose(process: string): void {
    this.#lost.set(process, (this.#lost.get(process) ?? 0) + 1)
  }

  #tellLost(): void {
    for (const [process, lost] of this.#lost) {
      this.#lost.delete(process)
      this.#pairing.addRecord(process, '', { t: 'gap', at: this.now(), lost })
    }
  }

  #keep(event: TimelineEvent): void {
    this.#lines.push(event)
    this.#progress.apply(event)
    this.#schedule()
  }

  #schedule(): void {
    this.#batch ??= setTimeout(() => this.flush(), BATCH_MS)
  }
}

function unwritten(path: string, failure: Error): Problem {
  return {
    code: 'CANNOT_WRITE',
    message: `The timeline ends early in ${path}: ${failure.message}. The run goes on.`,
    hint: 'RPC packets are counted from now on, and no longer kept.',
  }
}

function grownTo(most: number): Problem {
  return {
    code: 'TIMELINE_FULL',
    message: `The timeline of this run has grown to ${Math.round(most / 1024 ** 2)} MiB: RPC packets are no longer kept.`,
    hint: 'history.bytes in settings.json sets how much; turning the tap of RPC down makes it last longer.',
  }
}
