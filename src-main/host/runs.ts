// All runs of this Grove: started, opened, watched for events, and stopped together.
import { randomUUID } from 'node:crypto'
import { Emitter } from '../../core/kit/emitter.ts'
import { HostError, type HostEvent, type RunSummary, type Target } from '../contract/index.ts'
import type { TimelineLine } from '../timeline/index.ts'
import { launch, type Launched, type LaunchOptions } from './launch.ts'
import type { LoggedRun } from './logs/logs.ts'
import type { ReceivedFile } from './recording/received-files.ts'
import type { ReadProgress } from './recording/timeline-source.ts'
import { liveRun, openReceivedRun, openRun, type Run } from './run.ts'
import type { Supervisor } from './supervisor/supervisor.ts'

const PROGRESS_INTERVAL_MS = 200

type RunsEvents = { event: [event: HostEvent] }

export class Runs extends Emitter<RunsEvents> {
  readonly #debounceMs: number
  readonly #runs = new Map<string, Run>()
  /** Runs whose logs were requested. */
  readonly #logReaders = new Set<string>()
  #closed = false

  /** @param debounceMs changes of a run within this time are one `runChanged`; with 0 each is one */
  constructor(debounceMs: number) {
    super()
    this.#debounceMs = debounceMs
  }

  summaries(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary())
  }

  /** @throws `NO_SUCH_RUN` */
  find(id: string): Run {
    const run = this.#runs.get(id)
    if (!run) throw new HostError({ code: 'NO_SUCH_RUN', message: 'This run is not there any more.' })
    return run
  }

  /** Returns where the logs of a run are; from now on `logsAppended` is emitted for it. @throws `NO_SUCH_RUN` */
  logsOf(id: string): LoggedRun {
    const { lines, logs, summary } = this.find(id)
    const { name, servers } = summary()
    this.#logReaders.add(id)
    return { name, servers, lines, folder: logs }
  }

  /** @throws `NO_SUCH_RUN`, `READ_ONLY` */
  supervisor(id: string): Supervisor {
    const { supervisor } = this.find(id)
    if (!supervisor) {
      throw new HostError({ code: 'READ_ONLY', message: 'This timeline was opened from a file.' })
    }
    return supervisor
  }

  /** Resolves when the processes are spawned. @throws as `launch`, `COMPILE_FAILED`, `CLOSING` */
  async start(target: Target, options: LaunchOptions): Promise<RunSummary> {
    const launched = await launch(options)
    const run = liveRun(launched, options.plan.name, target)
    this.#runs.set(launched.run, run)
    this.#watch(run, launched)
    try {
      if (this.#closed) throw new HostError({ code: 'CLOSING', message: 'Grove is closing.' })
      await launched.supervisor.start()
    } catch (error) {
      await launched.supervisor.stop(1)
      await this.#remove(launched.run, run)
      throw error
    }
    return run.summary()
  }

  /** Opens a timeline file, read-only. @throws `NOT_FOUND`, `BAD_TIMELINE` */
  async open(path: string, state: string): Promise<RunSummary> {
    const id = randomUUID()
    const onProgress = throttle(PROGRESS_INTERVAL_MS, (progress: ReadProgress) =>
      this.emit('event', { type: 'openProgressed', path, ...progress }),
    )
    const onLine = (first: number, line: TimelineLine) =>
      this.emit('event', { type: 'linesRecorded', run: id, first, lines: [line] })
    const run = await openRun(path, { run: id, state, onProgress, onLine })
    this.#runs.set(id, run)
    this.emit('event', { type: 'runChanged', run: run.summary() })
    return run.summary()
  }

  /** Opens a file that a window has sent, read-only, and removes it when the run is closed. @throws `BAD_TIMELINE` */
  async openReceived({ name, path }: ReceivedFile, state: string): Promise<RunSummary> {
    const id = randomUUID()
    const run = await openReceivedRun(path, { run: id, state, name })
    this.#runs.set(id, run)
    this.emit('event', { type: 'runChanged', run: run.summary() })
    return run.summary()
  }

  /** Removes a run that has ended. @throws `NO_SUCH_RUN`, `STILL_RUNNING` */
  async close(id: string): Promise<void> {
    const run = this.find(id)
    if (run.summary().status !== 'ended') {
      throw new HostError({ code: 'STILL_RUNNING', message: 'This run has not ended yet; stop it first.' })
    }
    await this.#remove(id, run)
  }

  /** Stops every run, and refuses to start others. A second call kills their processes. */
  async closeAll(): Promise<void> {
    this.#closed = true
    const runs = [...this.#runs.values()]
    await Promise.all(runs.map(async ({ supervisor }) => supervisor?.stop()))
    await Promise.all(runs.map((run) => run.close()))
  }

  async #remove(id: string, run: Run): Promise<void> {
    this.#runs.delete(id)
    this.#logReaders.delete(id)
    this.emit('event', { type: 'runClosed', run: id })
    await run.close()
  }

  #watch(run: Run, { run: id, supervisor, logs }: Launched): void {
    const emitChange = () => {
      if (this.#runs.has(id)) this.emit('event', { type: 'runChanged', run: run.summary() })
    }
    emitChange()
    supervisor.on('changed', this.#debounceMs > 0 ? debounce(this.#debounceMs, emitChange) : emitChange)
    logs.monitor.listen(() => {
      if (this.#logReaders.has(id)) this.emit('event', { type: 'logsAppended', run: id })
    })
    const { recorder } = supervisor
    let { readyMs, convergedMs } = recorder.progress
    recorder.listen((first, lines) => {
      this.emit('event', { type: 'linesRecorded', run: id, first, lines })
      const { progress } = recorder
      if (progress.readyMs === readyMs && progress.convergedMs === convergedMs) return
      ;({ readyMs, convergedMs } = progress)
      emitChange()
    })
  }
}

/** Passes on a value when the last one was passed on long enough ago. */
function throttle<Value>(intervalMs: number, call: (value: Value) => void): (value: Value) => void {
  let last = performance.now()
  return (value) => {
    if (performance.now() - last < intervalMs) return
    last = performance.now()
    call(value)
  }
}

/** Calls once, a little after the first of several calls. */
function debounce(delayMs: number, call: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      call()
    }, delayMs)
  }
}
