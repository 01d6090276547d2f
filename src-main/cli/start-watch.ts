// Decides when a command that starts a cluster is done, and with which exit code.
import type { HostApi, RunSummary, Target } from '../contract/index.ts'
import type { Host } from '../host/host.ts'
import type { LaunchOptions } from '../host/launch.ts'
import { runsNoProjectCode } from './messages.ts'

/** How long to record the last packets of a converged cluster before it is stopped. */
const DRAIN_MS = 500

export interface Ending {
  exitCode: number
  /** `converged` only with `exitWhenReady`. */
  reason: 'requested' | 'converged' | 'failed' | 'timeout'
}

export interface StartWatchOptions {
  exitWhenReady: boolean
  timeoutMs: number
  /** Whether the command ends at the time limit. */
  timeoutEnds: boolean
}

export class StartWatch {
  readonly ended: Promise<Ending>
  readonly #options: StartWatchOptions
  #end: (ending: Ending) => void = () => {}
  #summary: RunSummary | null = null
  #deadline: NodeJS.Timeout | undefined

  constructor(options: StartWatchOptions) {
    this.#options = options
    this.ended = new Promise((resolve) => {
      this.#end = (ending) => {
        clearTimeout(this.#deadline)
        resolve(ending)
      }
    })
  }

  /** The latest summary; null before the start. */
  get summary(): RunSummary | null {
    return this.#summary
  }

  /** Starts the time limit. @param onSlow called at the time limit if that does not end the command */
  start(summary: RunSummary, onSlow: (summary: RunSummary) => void = () => {}): void {
    this.#deadline = setTimeout(() => {
      if (this.#options.timeoutEnds) this.#end({ exitCode: 1, reason: 'timeout' })
      else onSlow(this.#summary ?? summary)
    }, this.#options.timeoutMs)
    this.update(summary)
  }

  /** Call this whenever the started run has changed. */
  update(summary: RunSummary): void {
    this.#summary = summary
    const { status } = summary
    const upMs = summary.converges ? summary.convergedMs : summary.readyMs
    const hasFailed = upMs === null && hasFailedServer(summary)
    if (status === 'stopping' || status === 'ended' || hasFailed) {
      // The run stopped because its master failed, or because of another command.
      return this.#end(hasFailed ? { exitCode: 1, reason: 'failed' } : { exitCode: 0, reason: 'requested' })
    }
    if (upMs === null) return
    clearTimeout(this.#deadline)
    // A cluster of empty servers says nothing about the project.
    if (this.#options.exitWhenReady)
      this.#end({ exitCode: runsNoProjectCode(summary) ? 1 : 0, reason: 'converged' })
  }

  /** Someone requested the end. */
  end(exitCode: number): void {
    this.#end({ exitCode, reason: 'requested' })
  }
}

/** Starts a run. Returns null if its end was requested before it had started; nothing of it is left then. */
export async function startUnlessEnded(
  host: Host,
  watch: StartWatch,
  target: Target,
  options: LaunchOptions,
): Promise<RunSummary | null> {
  const starting = host.start(target, options)
  const started = await Promise.race([starting, watch.ended.then(() => null)])
  if (!started) await Promise.allSettled([starting, host.close()])
  return started
}

/** Stops a run and returns its last summary. A run that converged is first given time to record its last packets. */
export async function stopRun(
  api: HostApi,
  run: string,
  exitCode: number,
  reason: Ending['reason'],
): Promise<RunSummary> {
  await api.stop(run, { exitCode, drainMs: reason === 'converged' ? DRAIN_MS : 0 })
  const summary = (await api.runs()).find((each) => each.run === run)
  if (!summary) throw new Error(`The run ${run} is gone.`)
  return summary
}

/** A timeline file that cannot be written is a problem too, but not one of a server. */
function hasFailedServer({ problems }: RunSummary): boolean {
  return problems.some(({ server }) => server !== undefined)
}
