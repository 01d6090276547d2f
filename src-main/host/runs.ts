// All runs of this Grove: started, opened, told about, and ended together.
import { randomUUID } from 'node:crypto'
import { HostError, type HostEvent, type RunSummary, type Target } from '../contract/index.ts'
import type { Supervisor } from './supervisor/supervisor.ts'
import { launch, type Launched, type LaunchOptions } from './launch.ts'
import type { Logged } from './logs/logs.ts'
import { liveRun, openRun, type Run } from './run.ts'
import type { ReadProgress } from './recording/timeline-source.ts'

/** Changes of a run are told together. */
const CHANGED_MS = 25
/** Progress is told so often at most. */
const PROGRESS_MS = 200

type HostListener = (event: HostEvent) => void

export class Runs {
  readonly #runs = new Map<string, Run>()
  readonly #listeners = new Set<HostListener>()
  /** Runs whose logs somebody asked for. */
  readonly #logsAsked = new Set<string>()
  #closed = false

  /** Returns its undo. */
  listen(listener: HostListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  summaries(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary())
  }

  /** Fails with `NO_SUCH_RUN`. */
  find(id: string): Run {
    const run = this.#runs.get(id)
    if (!run) throw new HostError({ code: 'NO_SUCH_RUN', message: 'This run is not there any more.' })
    return run
  }

  /** A run as its logs are read; from now on it is told when they grow. Fails with `NO_SUCH_RUN`. */
  logged(id: string): Logged {
    const { lines, logs, summary } = this.find(id)
    const { name, servers } = summary()
    this.#logsAsked.add(id)
    return { name, servers, lines, folder: logs }
  }

  /** The cluster of a run that lives. Fails with `NO_SUCH_RUN` or `READ_ONLY`. */
  cluster(id: string): Supervisor {
    const { cluster } = this.find(id)
    if (!cluster) throw new HostError({ code: 'READ_ONLY', message: 'This timeline was opened from a file.' })
    return cluster
  }

  /** Answers as soon as the processes are being spawned. */
  async start(options: LaunchOptions, target: Target): Promise<RunSummary> {
    const { run, launched } = await this.#prepare(options, target)
    try {
      if (this.#closed) throw new HostError({ code: 'CLOSING', message: 'Grove is closing.' })
      await launched.supervisor.start()
    } catch (error) {
      this.#runs.delete(launched.run)
      await launched.supervisor.stop(1)
      await run.close()
      throw error
    }
    this.#follow(launched.run, run, launched)
    return run.summary()
  }

  /** The same, with the start left to the caller. */
  async prepare(options: LaunchOptions, target: Target): Promise<Launched> {
    const { run, launched } = await this.#prepare(options, target)
    this.#follow(launched.run, run, launched)
    return launched
  }

  /** Opens a timeline file, read-only. */
  async open(path: string, state: string): Promise<RunSummary> {
    const id = randomUUID()
    const progressed = throttled((progress: ReadProgress) =>
      this.emit({ type: 'openProgressed', path, ...progress }),
    )
    const run = await openRun(path, { run: id, state, progressed })
    this.#runs.set(id, run)
    this.emit({ type: 'runChanged', run: run.summary() })
    return run.summary()
  }

  /** Forgets a run that has ended. Fails with `STILL_RUNNING`. */
  async close(id: string): Promise<void> {
    const run = this.find(id)
    if (run.summary().status !== 'ended') {
      throw new HostError({ code: 'STILL_RUNNING', message: 'This run has not ended yet; stop it first.' })
    }
    this.#runs.delete(id)
    this.#logsAsked.delete(id)
    this.emit({ type: 'runClosed', run: id })
    await run.close()
  }

  /** Ends every run, and lets no other begin; a second call ends all at once. */
  async closeAll(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#runs.values()].map(async (run) => run.cluster?.stop()))
    await Promise.all([...this.#runs.values()].map((run) => run.close()))
  }

  async #prepare(options: LaunchOptions, target: Target) {
    const launched = await launch(options)
    const run = liveRun(launched, options.plan.name, target)
    this.#runs.set(launched.run, run)
    return { run, launched }
  }

  #follow(id: string, run: Run, { supervisor: cluster, logs }: Launched): void {
    const tellChange = () => {
      if (this.#runs.has(id)) this.emit({ type: 'runChanged', run: run.summary() })
    }
    tellChange()
    cluster.on('changed', gather(tellChange))
    logs.keeper.listen(() => {
      if (this.#logsAsked.has(id)) this.emit({ type: 'logsAppended', run: id })
    })
    cluster.recorder.listen((first, lines) => this.emit({ type: 'linesRecorded', run: id, first, lines }))
  }

  emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}

/** Does it a few times a second at most, and not for what takes no longer. */
function throttled<Value>(act: (value: Value) => void): (value: Value) => void {
  let done = performance.now()
  return (value) => {
    if (performance.now() - done < PROGRESS_MS) return
    done = performance.now()
    act(value)
  }
}

/** Does it once for all calls of one moment. */
function gather(act: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      act()
    }, CHANGED_MS)
  }
}
