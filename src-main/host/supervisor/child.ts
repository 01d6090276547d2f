// One cluster process and its end: asked over IPC, then told by signal, then killed, together with whatever it started itself.
import { closeSync, openSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { execa } from 'execa'
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import {
  DEFAULT_GRACE_PERIODS,
  Escalation,
  type EscalationWatch,
  type GracePeriods,
} from './stop-escalation.ts'
import { signalGroup } from '../system/process-group.ts'

export interface ChildCommand {
  /** The Node that runs it. */
  node: string
  args: string[]
  directory: string
  env: Record<string, string>
  /** Where stdout and stderr go, appended. */
  log: string
}

export interface ChildExit {
  code: number | null
  signal: string | null
  /** Why it never ran. */
  reason?: string
}

/** A process may exit while its last messages are still in the channel; they are waited for, but not for ever. */
const LAST_WORDS = 1_000

const OPTIONS = {
  ipc: true,
  serialization: 'json',
  // Its own process group, so that a signal reaches what it started. On Windows it must stay in Grove's job object,
  // which ends with Grove.
  detached: process.platform !== 'win32',
  windowsHide: true,
  buffer: false,
  stdin: 'ignore',
  reject: false,
  cleanup: false,
  extendEnv: true,
} as const

export type ChildStatus = 'running' | 'stopping' | 'exited'

export class Child {
  /** Resolves when the process has ended and all that it said was heard. */
  readonly exited: Promise<ChildExit>
  readonly #process: ChildProcess
  #status: ChildStatus = 'running'
  #escalation: Escalation | null = null

  constructor(command: ChildCommand, hear: (message: ChildMessage) => void) {
    const log = openLog(command.log)
    try {
      this.#process = execa(command.node, command.args, {
        ...OPTIONS,
        cwd: command.directory,
        env: command.env,
        stdout: log,
        stderr: log,
      })
    } finally {
      if (log !== 'ignore') closeSync(log)
    }
    this.#process.on('message', (message) => {
      if (isChildMessage(message)) hear(message)
    })
    this.exited = this.#follow()
  }

  /** Undefined where the process could not be started. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  get status(): ChildStatus {
    return this.#status
  }

  send(message: ParentMessage): void {
    // A child that is going does not hear any more, and its exit is reported anyway.
    if (this.#process.connected) this.#process.send(message, () => {})
  }

  /** Since when it has been asked to end, and until when it has time; null where it was not asked. */
  get escalation(): Escalation | null {
    return this.#escalation
  }

  /** Asks it to end, and insists when it does not. A second call ends it at once. */
  stop(grace: GracePeriods = DEFAULT_GRACE_PERIODS, watch: EscalationWatch = {}): Promise<ChildExit> {
    if (this.#status === 'stopping') return this.kill()
    if (this.#status === 'running') {
      this.#status = 'stopping'
      // A paused process hears nothing, neither this message nor SIGTERM, until it goes on.
      this.signal('SIGCONT')
      this.send({ grove: 'stop' })
      this.#escalation = new Escalation(grace, watch, (signal) => this.signal(signal))
    }
    return this.exited
  }

  /** Ends it now (SIGKILL to its whole group). */
  kill(): Promise<ChildExit> {
    if (this.#status !== 'exited') {
      this.#status = 'stopping'
      this.signal('SIGKILL')
    }
    return this.exited
  }

  /** To its whole group. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined && this.#status !== 'exited') signalGroup(this.pid, signal)
  }

  async #follow(): Promise<ChildExit> {
    const exit = await this.#ending()
    this.#escalation?.end()
    // What it started itself must not outlive it, nor hold its port.
    this.signal('SIGKILL')
    await this.#lastWords()
    this.#status = 'exited'
    return exit
  }

  #ending(): Promise<ChildExit> {
    return new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => resolve({ code, signal }))
      this.#process.once('error', (error) => {
        if (this.pid === undefined) resolve({ code: null, signal: null, reason: error.message })
      })
    })
  }

  #lastWords(): Promise<void> {
    if (!this.#process.connected) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_WORDS)
      this.#process.once('disconnect', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

/** A server runs without a log where there can be none; it says so itself. */
function openLog(path: string): 3 | 'ignore' {
  try {
    // Any descriptor will do; execa's types know the first ones only.
    return openSync(path, 'a', 0o600) as 3
  } catch {
    return 'ignore'
  }
}

/** A user's own messages have no key `grove` and pass by. */
function isChildMessage(message: unknown): message is ChildMessage {
  return (
    typeof message === 'object' && message !== null && 'grove' in message && typeof message.grove === 'string'
  )
}
