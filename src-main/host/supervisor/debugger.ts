// The debugger of one process: opens it, finds its address, and asks whether the process is at a breakpoint.
import { setTimeout as pause } from 'node:timers/promises'
import { Deferred } from '../../../core/kit/deferred.ts'
import { settleWithin } from '../../../core/kit/timeout.ts'
import type { ParentMessage } from '../../../core/process/messages.ts'
import { HostError, type DebuggerAddress } from '../../contract/index.ts'
import { LogFollower } from '../logs/log-follower.ts'
import { sizeOf } from '../logs/log-tail.ts'
import { BreakpointProbe } from './breakpoint.ts'

const LISTENING = /^Debugger listening on (ws:\/\/\S+)$/
/** A process that does not answer within this time has a blocked event loop. */
const ANSWER_TIMEOUT_MS = 1_000
const LOG_TIMEOUT_MS = 5_000
const LOG_POLL_MS = 50
const TARGET_TIMEOUT_MS = 2_000

export interface DebuggedProcess {
  id: string
  readonly pid: number | undefined
  nodeArgs: readonly string[]
  log: string
  /** Where in the log the output of this process begins, in bytes. */
  logFrom: number
  send(message: ParentMessage): void
}

export class Debugger {
  readonly #process: DebuggedProcess
  /** Opened by Node's `--inspect`, `--inspect-brk` or `--inspect-wait`. */
  readonly #openFromStart: boolean
  #open: boolean
  #probe: BreakpointProbe | null = null
  #url: Promise<string> | null = null
  #answer: Deferred<string | null> | null = null

  constructor(debugged: DebuggedProcess) {
    this.#process = debugged
    this.#openFromStart = debugged.nodeArgs.some((arg) => /^--inspect(-brk|-wait)?(=|$)/.test(arg))
    this.#open = this.#openFromStart
  }

  /** Whether the debugger is open or being opened. */
  get open(): boolean {
    return this.#open
  }

  /** Opens the debugger unless it is open. @throws `CANNOT_INSPECT` */
  async start(): Promise<DebuggerAddress> {
    this.#open = true
    try {
      const url = await (this.#url ??= this.#find())
      return { url, devtoolsUrl: await devtoolsUrl(url) }
    } catch (error) {
      this.#open = this.#openFromStart
      this.#url = null
      throw error
    }
  }

  async isAtBreakpoint(): Promise<boolean> {
    if (!this.#open) return false
    const url = await (this.#url ??= this.#find()).catch(() => null)
    if (url === null) return false
    this.#probe ??= new BreakpointProbe(url)
    return this.#probe.isPaused()
  }

  /** Handles the process's answer to `openDebugger`. */
  onOpened(url: string | null): void {
    this.#answer?.resolve(url)
  }

  /** To be called when the process has ended. */
  close(): void {
    this.#probe?.close()
  }

  async #find(): Promise<string> {
    this.#answer = new Deferred()
    this.#process.send({ grove: 'openDebugger' })
    const isAnswered = await settleWithin(ANSWER_TIMEOUT_MS, this.#answer.promise)
    const url = isAnswered ? await this.#answer.promise : null
    return url ?? this.#findInBlockedProcess()
  }

  /** While the event loop is blocked, only a signal opens the debugger, and only the log has its address. */
  async #findInBlockedProcess(): Promise<string> {
    const { pid, log, logFrom } = this.#process
    if (this.#openFromStart) return this.#findInLog(logFrom)
    const from = sizeOf(log)
    if (pid !== undefined) signalDebugger(pid)
    // A debugger that was open before prints nothing new.
    return this.#findInLog(from).catch(() => this.#findInLog(logFrom, 0))
  }

  async #findInLog(from: number, timeoutMs = LOG_TIMEOUT_MS): Promise<string> {
    const follower = new LogFollower(this.#process.log, from)
    const deadline = performance.now() + timeoutMs
    for (;;) {
      for await (const line of follower.lines()) {
        const [, url] = LISTENING.exec(line) ?? []
        if (url !== undefined) return url
      }
      if (performance.now() >= deadline) throw cannotInspect(this.#process.id)
      await pause(LOG_POLL_MS)
    }
  }
}

/** Windows has no SIGUSR1; there Node has a private function with the same effect. */
function signalDebugger(pid: number): void {
  const { _debugProcess: debugOnWindows } = process as unknown as { _debugProcess(pid: number): void }
  if (process.platform === 'win32') debugOnWindows(pid)
  else process.kill(pid, 'SIGUSR1')
}

async function devtoolsUrl(url: string): Promise<string> {
  const { host, pathname } = new URL(url)
  const fallback = `devtools://devtools/bundled/js_app.html?v8only=true&ws=${host}${pathname}`
  try {
    const signal = AbortSignal.timeout(TARGET_TIMEOUT_MS)
    const response = await fetch(`http://${host}/json/list`, { signal })
    const [target] = (await response.json()) as { devtoolsFrontendUrl?: string }[]
    return target?.devtoolsFrontendUrl ?? fallback
  } catch {
    return fallback
  }
}

function cannotInspect(id: string): HostError {
  return new HostError({
    code: 'CANNOT_INSPECT',
    message: `${id} did not open its debugger within ${(ANSWER_TIMEOUT_MS + LOG_TIMEOUT_MS) / 1_000} s.`,
    hint: 'Its event loop is blocked, and its code may handle SIGUSR1 itself.',
    server: id,
  })
}
