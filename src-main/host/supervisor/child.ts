// One child process: spawned, stopped together with its descendants, and reached over IPC if it is one of Grove's own.
import { closeSync, openSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import { isGroveMessage, parseChildMessage } from '../../../core/process/parse-messages.ts'
import { messageOf } from '../../../core/kit/message-of.ts'
import { assertDescriptorsFree } from '../system/descriptors.ts'
import { signalGroup } from '../system/process-group.ts'
import { describeSpawnError } from './spawn-error.ts'
import {
  DEFAULT_GRACE_PERIODS,
  Escalation,
  serverStopSteps,
  type EscalationHooks,
  type StopStep,
} from './stop-escalation.ts'

export interface ChildCommand {
  /** The program: Node, or what the plan's command names. Not absolute where it was not found. */
  program: string
  /** Options of Node; none for other programs. */
  nodeArgs: string[]
  /** The file that Node runs and the server's id, then the arguments of the plan. Of other programs all arguments. */
  args: string[]
  directory: string
  env: NodeJS.ProcessEnv
  /** The secret of the cluster, which it gets on request; null for a program, which has no IPC channel. */
  token: string | null
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

/** The log, both ends of the IPC channel, and the pipe by which the system reports a failed spawn. */
const SPAWN_DESCRIPTORS = 6

export type ChildStatus = 'running' | 'stopping' | 'exited'

export class Child {
  /** Resolves when the process has exited and all its messages have arrived. */
  readonly exited: Promise<ChildExit>
  readonly #process: ChildProcess | null
  #status: ChildStatus = 'running'
  #escalation: Escalation | null = null

  /**
   * Never throws: one that cannot be spawned has no pid, and exits with the reason.
   * @param onMalformed called with the problem of a message that is not Grove's
   */
  constructor(
    command: ChildCommand,
    onMessage: (message: ChildMessage) => void,
    onMalformed: (problem: string) => void = () => {},
  ) {
    const spawned = trySpawn(command)
    if ('reason' in spawned) {
      this.#process = null
      this.#status = 'exited'
      this.exited = Promise.resolve({ code: null, signal: null, reason: spawned.reason })
      return
    }
    this.#process = spawned.process
    this.#process.on('message', (message) => {
      if (!isGroveMessage(message)) return
      let parsed: ChildMessage
      try {
        parsed = parseChildMessage(message)
      } catch (error) {
        return onMalformed(messageOf(error))
      }
      onMessage(parsed)
    })
    this.exited = this.#awaitExit(this.#process, command)
  }

  /** Undefined where the process could not be spawned. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  get status(): ChildStatus {
    return this.#status
  }

  send(message: ParentMessage): void {
    // A child that is exiting may have closed the channel; its exit is reported anyway.
    if (this.#process?.connected) this.#process.send(message, () => {})
  }

  /** Null before the request to stop. */
  get escalation(): Escalation | null {
    return this.#escalation
  }

  /** Requests it to stop, and kills it in the end. Resolves when it has exited; a second call kills it at once. */
  stop(
    steps: readonly StopStep[] = serverStopSteps(DEFAULT_GRACE_PERIODS),
    hooks: EscalationHooks = {},
  ): Promise<ChildExit> {
    if (this.#status === 'stopping') return this.kill()
    if (this.#status === 'running') {
      this.#status = 'stopping'
      // A suspended process receives neither this message nor SIGTERM until it is continued.
      this.signal('SIGCONT')
      this.send({ grove: 'stop' })
      this.#escalation = new Escalation(steps, hooks, (signal) => this.signal(signal))
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

  async #awaitExit(process: ChildProcess, command: ChildCommand): Promise<ChildExit> {
    const exit = await exitOf(process, command)
    this.#escalation?.cancel()
    // Descendants must not outlive it, nor hold its port.
    this.signal('SIGKILL')
    if (exit.reason === undefined) await disconnected(process)
    this.#status = 'exited'
    return exit
  }
}

/** The system reports some failures at once and others by an event, which leaves the process without a pid. */
function trySpawn(command: ChildCommand): { process: ChildProcess } | { reason: string } {
  const { program, nodeArgs, args, directory, env, token } = command
  try {
    assertDescriptorsFree(SPAWN_DESCRIPTORS)
    const log = openLog(command.log)
    try {
      const child = spawn(program, [...nodeArgs, ...args], {
        // A process group, so that a signal reaches its descendants. On Windows it must stay in Grove's job object,
        // which ends with Grove.
        detached: process.platform !== 'win32',
        windowsHide: true,
        cwd: directory,
        env: { ...process.env, ...env },
        stdio: token === null ? ['ignore', log, log] : ['ignore', log, log, 'ipc'],
        serialization: 'json',
      })
      return { process: child }
    } finally {
      if (log !== 'ignore') closeSync(log)
    }
  } catch (error) {
    return { reason: describeSpawnError(error, command) }
  }
}

function exitOf(process: ChildProcess, command: ChildCommand): Promise<ChildExit> {
  return new Promise((resolve) => {
    process.once('exit', (code, signal) => resolve({ code, signal }))
    // A process that runs may report errors too: of a signal or a message that did not reach it.
    process.on('error', (error) => {
      if (process.pid === undefined)
        resolve({ code: null, signal: null, reason: describeSpawnError(error, command) })
    })
  })
}

function disconnected(process: ChildProcess): Promise<void> {
  if (!process.connected) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DISCONNECT_TIMEOUT_MS)
    process.once('disconnect', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Where the log cannot be opened, the server runs without; it reports that itself. */
function openLog(path: string): number | 'ignore' {
  try {
    return openSync(path, 'a', 0o600)
  } catch {
    return 'ignore'
  }
}
