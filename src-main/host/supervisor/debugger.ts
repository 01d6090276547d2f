// The debugger of one process: opened while it runs, found where it was opened, asked whether the process stands.
import { setTimeout as pause } from 'node:timers/promises'
import { HostError, type DebuggerAddress } from '../../contract/index.ts'
import { BreakpointWatch } from './breakpoint.ts'
import { sizeOf } from '../logs/log-tail.ts'
import { LogFollower } from '../logs/log-follower.ts'

/** What every server is started with, so that its debugger, once it is opened, takes a free port. */
export const INSPECT_PORT = '--inspect-port=127.0.0.1:0'

const LISTENING = /^Debugger listening on (ws:\/\/\S+)$/
const OPENS_WITHIN = 5_000
const LOOK_EVERY = 50
const ANSWER = 2_000

export interface Inspected {
  id: string
  pid: number | undefined
  args: readonly string[]
  log: string
  /** Where in the log its life begins. */
  logFrom: number
}

export class Debugger {
  readonly #process: Inspected
  /** From the start: `--inspect`, `--inspect-brk`. */
  readonly #fromStart: boolean
  #open: boolean
  #watch: BreakpointWatch | null = null
  #address: Promise<string> | null = null

  constructor(inspected: Inspected) {
    this.#process = inspected
    this.#fromStart = inspected.args.some((arg) => /^--inspect(-brk|-wait)?(=|$)/.test(arg))
    this.#open = this.#fromStart
  }

  /** Whether there is a debugger, or is about to be. */
  get open(): boolean {
    return this.#open
  }

  /** Opens it where it is not open. Fails with `CANNOT_INSPECT`. */
  async start(): Promise<DebuggerAddress> {
    this.#open = true
    try {
      const url = await this.#find()
      return { url, devtoolsUrl: await devtoolsUrl(url) }
    } catch (error) {
      this.#open = this.#fromStart
      this.#address = null
      throw error
    }
  }

  /** Whether the process stands at a breakpoint. */
  async standing(): Promise<boolean> {
    if (!this.#open) return false
    const url = await this.#find().catch(() => null)
    if (url === null) return false
    this.#watch ??= new BreakpointWatch(url)
    return this.#watch.look()
  }

  /** Its process has ended. */
  close(): void {
    this.#watch?.close()
  }

  #find(): Promise<string> {
    const { pid, log, logFrom } = this.#process
    if (this.#fromStart) return (this.#address ??= this.#listening(logFrom))
    if (this.#address) return this.#address
    const from = sizeOf(log)
    if (pid !== undefined) openDebugger(pid)
    // One that was open before, by whatever means, says nothing new.
    return (this.#address = this.#listening(from).catch(() => this.#listening(logFrom, 0)))
  }

  /** Node says where in the process's output. */
  async #listening(from: number, within = OPENS_WITHIN): Promise<string> {
    const follower = new LogFollower(this.#process.log, from)
    const deadline = performance.now() + within
    for (;;) {
      for await (const line of follower.lines()) {
        const [, url] = LISTENING.exec(line) ?? []
        if (url !== undefined) return url
      }
      if (performance.now() >= deadline) throw cannotInspect(this.#process.id)
      await pause(LOOK_EVERY)
    }
  }
}

function openDebugger(pid: number): void {
  // On Windows, which has no SIGUSR1, Node has this for the same purpose.
  const { _debugProcess: debugOnWindows } = process as unknown as { _debugProcess(pid: number): void }
  if (process.platform === 'win32') debugOnWindows(pid)
  else process.kill(pid, 'SIGUSR1')
}

async function devtoolsUrl(url: string): Promise<string> {
  const { host, pathname } = new URL(url)
  const fallback = `devtools://devtools/bundled/js_app.html?v8only=true&ws=${host}${pathname}`
  try {
    const answer = await fetch(`http://${host}/json/list`, { signal: AbortSignal.timeout(ANSWER) })
    const [target] = (await answer.json()) as { devtoolsFrontendUrl?: string }[]
    return target?.devtoolsFrontendUrl ?? fallback
  } catch {
    return fallback
  }
}

function cannotInspect(id: string): HostError {
  return new HostError({
    code: 'CANNOT_INSPECT',
    message: `${id} did not open its debugger within ${OPENS_WITHIN / 1_000} s.`,
    hint: 'Does its code handle SIGUSR1 itself?',
    server: id,
  })
}
