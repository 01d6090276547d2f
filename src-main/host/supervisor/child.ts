// One child process: spawned with execa, reached over IPC, stopped together with its descendants.
import { closeSync, openSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { execa } from 'execa'
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import { signalGroup } from '../system/process-group.ts'
import {
  DEFAULT_GRACE_PERIODS,
  Escalation,
  type EscalationHooks,
  type GracePeriods,
} from './stop-escalation.ts'

export interface ChildCommand {
  /** The Node that runs it. */
  node: string
  args: string[]
  directory: string
  env: Record<string, string>
  /** The file that stdout and stderr are appended to. */
  log: string
}

export interface ChildExit {
  code: number | null
  signal: string | null
  /** Why it could not be spawned. */
  reason?: string
}

/** A process may exit while its last messages are still in the channel. */
const DISCONNECT_TIMEOUT_MS = 1_000

const OPTIONS = {
  ipc: true,
  serialization: 'json',
  // A process group, so that a signal reaches its descendants. On Windows it must stay in Grove's job object, which
  // ends with Grove.
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
  /** Resolves when the process has exited and all its messages have arrived. */
  readonly exited: Promise<ChildExit>
  readonly #process: ChildProcess
  #status: ChildStatus = 'running'
  #escalation: Escalation | null = null

  constructor(command: ChildCommand, onMessage: (message: ChildMessage) => void) {
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
      if (isChildMessage(message)) onMessage(message)
    })
    this.exited = this.#awaitExit()
  }

  /** Undefined where the process could not be spawned. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  get status(): ChildStatus {
    return this.#status
  }

  send(message: ParentMessage): void {
    // A child that is exiting may have closed the channel; its exit is reported anyway.
    if (this.#process.connected) this.#process.send(message, () => {})
  }

  /** Null before the request to stop. */
  get escalation(): Escalation | null {
    return this.#escalation
  }

  /** Requests it to stop, and kills it in the end. Resolves when it has exited; a second call kills it at once. */
  stop(grace: GracePeriods = DEFAULT_GRACE_PERIODS, hooks: EscalationHooks = {}): Promise<ChildExit> {
    if (this.#status === 'stopping') return this.kill()
    if (this.#status === 'running') {
      this.#status = 'stopping'
      // A suspended process receives neither this message nor SIGTERM until it is continued.
      this.signal('SIGCONT')
      this.send({ grove: 'stop' })
      this.#escalation = new Escalation(grace, hooks, (signal) => this.signal(signal))
    }
    return this.exited
  }

  /** Sends SIGKILL to its process group. Resolves when it has exited. */
  kill(): Promise<ChildExit> {
    if (this.#status !== 'exited') {
      this.#status = 'stopping'
      this.signal('SIGKILL')
    }
    return this.exited
  }

  /** Sends a signal to its process group. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined && this.#status !== 'exited') signalGroup(this.pid, signal)
  }

  async #awaitExit(): Promise<ChildExit> {
    const exit = await this.#exitEvent()
    this.#escalation?.cancel()
    // Descendants must not outlive it, nor hold its port.
    this.signal('SIGKILL')
    await this.#disconnected()
    this.#status = 'exited'
    return exit
  }

  #exitEvent(): Promise<ChildExit> {
    return new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => resolve({ code, signal }))
      this.#process.once('error', (error) => {
        if (this.pid === undefined) resolve({ code: null, signal: null, reason: error.message })
      })
    })
  }

  #disconnected(): Promise<void> {
    if (!this.#process.connected) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DISCONNECT_TIMEOUT_MS)
      this.#process.once('disconnect', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

/** Where the log cannot be opened, the server runs without; it reports that itself. */
function openLog(path: string): 3 | 'ignore' {
  try {
    // Any descriptor will do; execa's types know the first ones only.
    return openSync(path, 'a', 0o600) as 3
  } catch {
    return 'ignore'
  }
}

/** Messages of the user's own code have no key `grove`. */
function isChildMessage(message: unknown): message is ChildMessage {
  return (
    typeof message === 'object' && message !== null && 'grove' in message && typeof message.grove === 'string'
  )
}
