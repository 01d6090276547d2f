// Collects the records of all processes of a run into its timeline: in memory, in files, and in batches for listeners.
import type { TapRecord } from '../../../core/protocol/record.ts'
import {
  encodeLine,
  NoteList,
  Pairing,
  timeOf,
  Redactor,
  RunProgress,
  type MarkEvent,
  type ClusterState,
  type Convergence,
  type HeaderEvent,
  type Nanoseconds,
  type TimelineEvent,
  type TimelineLine,
  type UnnumberedEvent,
} from '../../timeline/index.ts'
import type { Problem } from '../../contract/index.ts'
import { Emitter } from '../../../core/kit/emitter.ts'
import type { PendingPacketJournal } from './pending-packet-journal.ts'
import { TimelineAppender } from './timeline-appender.ts'
import type { TimelineLog } from './timeline-log.ts'
import { LiveTimelineLog } from './live-log.ts'
import { sizeExceeded, writeFailed } from './recorder-problems.ts'
import type { TimelineFile } from './timeline-file.ts'

/** Lines are batched, so that a burst costs windows and files one message. */
const BATCH_MS = 25
const EXPIRE_INTERVAL_MS = 1_000
/** How often pending packets are journalled; a packet is journalled 400 to 600 ms after it was first seen. */
const JOURNAL_INTERVAL_MS = 200
/** Grace period after Grove was suspended, before pending packets expire. */
const GRACE_PERIOD: Nanoseconds = 5e9
/** For a slow disk. */
const MAX_QUEUED_BYTES = 64 * 1024 ** 2

export type LinesListener = (first: number, lines: TimelineLine[]) => void

export interface RecorderOptions {
  journal?: PendingPacketJournal
  /** When the files of the run exceed this size, RPC packets are only counted. */
  maxBytes?: number
  redactor?: Redactor | undefined
}

export class Recorder {
  readonly notes = new NoteList()
  readonly #lines: LiveTimelineLog
  readonly #t0: bigint
  readonly #files: TimelineFile[]
  readonly #events = new Emitter<{ lines: Parameters<LinesListener> }>()
  readonly #pairing: Pairing
  readonly #progress: RunProgress
  readonly #journal: PendingPacketJournal | undefined
  readonly #maxBytes: number
  readonly #redactor: Redactor
  readonly #timers: NodeJS.Timeout[]
  /** RPC records skipped since the last `gap` event, by process. */
  readonly #skipped = new Map<string, number>()
  #emitted = 0
  #seq = 0
  /** The time of the latest event. */
  #end = 0
  /** Resolves when the footer is written and the files are closed; null before the end. */
  #closed: Promise<void> | null = null
  #appender: TimelineAppender | null = null
  #expiredAt: Nanoseconds
  #graceUntil: Nanoseconds = 0
  #problemCount = 0
  #batch: NodeJS.Timeout | undefined

  /** @param files the first is the run's own, uncompressed: lines that are no longer in memory are read from it */
  constructor(
    header: HeaderEvent,
    files: TimelineFile[],
    { journal, maxBytes = Infinity, redactor = new Redactor() }: RecorderOptions = {},
  ) {
    this.#t0 = BigInt(header.t0)
    this.#files = files
    this.#journal = journal
    this.#maxBytes = maxBytes
    this.#redactor = redactor
    this.#pairing = new Pairing((event) => this.#append(event), {
      redactor,
      dialect: header.dialect,
    })
    this.#progress = new RunProgress(header)
    this.#lines = new LiveTimelineLog(files[0])
    this.#lines.push(header)
    this.#expiredAt = this.now()
    this.#timers = [
      setInterval(() => this.#expire(), EXPIRE_INTERVAL_MS).unref(),
      setInterval(() => this.#journalPending(), JOURNAL_INTERVAL_MS).unref(),
    ]
    this.#schedule()
  }

  /** All lines of the run. */
  get log(): TimelineLog {
    return this.#lines
  }

  /** The lines in memory: all lines of a run of up to some ten thousand. */
  get latestLines(): TimelineLine[] {
    return this.#lines.latest
  }

  /** Called when `problems` has grown. */
  onProblem: () => void = () => {}

  /** Problems of its files. */
  get problems(): Problem[] {
    const unwritable = this.#files.flatMap(({ path, failure }) =>
      failure ? [writeFailed(path, failure)] : [],
    )
    return this.isFull ? [...unwritable, sizeExceeded(this.#maxBytes)] : unwritable
  }

  /** Whether the run's own files have reached their maximum size. */
  get isFull(): boolean {
    const [own] = this.#files
    return (
      own !== undefined && own.writtenBytes + own.queuedBytes + (this.#journal?.written ?? 0) > this.#maxBytes
    )
  }

  now(): Nanoseconds {
    return Number(process.hrtime.bigint() - this.#t0)
  }

  /** The latest moment that a note can be about: now, or the last event of an ended run. */
  get end(): Nanoseconds {
    return this.#closed ? this.#end : this.now()
  }

  /** Number of packets reported by one end only so far. */
  get pendingPackets(): number {
    return this.#pairing.unpaired
  }

  /** State of the cluster after the last recorded event. */
  get state(): ClusterState {
    return this.#progress.state
  }

  /** Which servers agree with the master's registry, and what the others miss. */
  get convergence(): Convergence {
    return this.#progress.convergence
  }

  /** When all planned servers were ready, and when all agreed with the master; null if not yet. */
  get progress(): ReturnType<RunProgress['summary']> {
    return this.#progress.summary()
  }

  addRecords(process: string, instance: string, records: TapRecord[]): void {
    const skipRpc = this.#isOverloaded
    for (const record of records) {
      if (skipRpc && 'link' in record && record.t !== 'link' && record.link === 'rpc') this.#skip(process)
      else this.#pairing.addRecord(process, instance, record)
    }
  }

  /** What records call `node` from now on is this process. */
  addAlias(node: string, process: string): void {
    this.#pairing.addAlias(node, process)
  }

  addEvent(event: UnnumberedEvent): void {
    this.#pairing.addEvent(event)
  }

  /** Adds a note, at once. After the end it is appended to the run's own file. @throws {HostError} CANNOT_WRITE */
  async addNote(note: Omit<MarkEvent, 'seq'>): Promise<void> {
    if (!this.#closed) {
      this.addEvent(note)
      return this.flush()
    }
    await this.#closed
    const [file] = this.#files
    // Only tests record without a file.
    if (!file) return
    this.#appender ??= new TimelineAppender(file.path, file.writtenBytes)
    await this.#appender.append(
      () => this.#redactor.event({ ...note, seq: this.#seq + 1 }),
      (line) => {
        this.#append(line)
        this.flush()
      },
    )
  }

  async #closeFiles(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()))
    await this.#journal?.remove()
  }

  /** Returns an unsubscribe function. */
  listen(listener: LinesListener): () => void {
    return this.#events.on('lines', listener)
  }

  /** Writes the remaining lines and the footer, and closes the files. */
  async finish(exit: number): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#addGaps()
    this.#pairing.flush()
    this.#lines.push({ t: 'footer', ...this.#progress.summary(), exit })
    this.flush()
    this.#closed = this.#closeFiles()
    await this.#closed
  }

  /** Writes and emits the lines since the last batch. */
  flush(): void {
    clearTimeout(this.#batch)
    this.#batch = undefined
    const first = this.#emitted
    if (first === this.#lines.count) return
    const lines = this.#lines.since(first)
    this.#emitted = this.#lines.count
    const data = Buffer.from(lines.map(encodeLine).join(''))
    if (!this.#closed) for (const file of this.#files) file.append(data)
    if (this.problems.length > this.#problemCount) this.onProblem()
    this.#problemCount = this.problems.length
    this.#lines.markWritten(data.length)
    this.#events.emit('lines', first, lines)
  }

  /** The disk is slow, full or failing: lines must not pile up in memory. */
  get #isOverloaded(): boolean {
    if (this.#files[0]?.failure || this.isFull) return true
    return this.#files.some(({ queuedBytes: queued }) => queued > MAX_QUEUED_BYTES)
  }

  #expire(): void {
    this.#addGaps()
    const now = this.now()
    const late = now - this.#expiredAt - EXPIRE_INTERVAL_MS * 1e6
    if (late > EXPIRE_INTERVAL_MS * 1e6) this.#graceUntil = now + GRACE_PERIOD
    this.#expiredAt = now
    if (now >= this.#graceUntil) this.#pairing.expire(now)
  }

  #journalPending(): void {
    const packets = this.#pairing.takeOverdue()
    if (packets.length > 0) this.#journal?.append(packets)
  }

  #skip(process: string): void {
    this.#skipped.set(process, (this.#skipped.get(process) ?? 0) + 1)
  }

  #addGaps(): void {
    for (const [process, lost] of this.#skipped) {
      this.#skipped.delete(process)
      this.#pairing.addRecord(process, '', { t: 'gap', at: this.now(), lost })
    }
  }

  #append(event: TimelineEvent): void {
    this.#seq = event.seq
    this.#end = Math.max(this.#end, timeOf(event))
    if (event.t === 'mark') this.notes.add(event)
    this.#lines.push(event)
    this.#progress.apply(event)
    this.#schedule()
  }

  #schedule(): void {
    this.#batch ??= setTimeout(() => this.flush(), BATCH_MS)
  }
}
