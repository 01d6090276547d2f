// One child process: spawned, stopped together with its descendants, and reached over IPC if it is one of Grove's own,
// over a socket if it has an adapter.
import { closeSync, openSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import { isGroveMessage, parseChildMessage } from '../../../core/process/parse-messages.ts'
import { messageOf } from '../../../core/kit/message-of.ts'
import { assertDescriptorsFree } from '../system/descriptors.ts'
import { signalGroup } from '../system/process-group.ts'
import { AdapterChannel, type AdapterMember } from './adapter-channel.ts'
import { adapterEnvironment, type AdapterLaunch } from './adapter-environment.ts'
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
  /** What observes a program; null for Grove's own servers and for programs that are not observed. */
  adapter: AdapterLaunch | null
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

/** The log, both ends of the IPC channel or a socket, and the pipe by which the system reports a failed spawn. */
const SPAWN_DESCRIPTORS = 6

export interface ChildEvents {
  message(message: ChildMessage): void
  /** Called with the problem of a message that is not Grove's. */
  malformed?(problem: string): void
  /** A process of its program has joined the cluster beside the one that it stands for itself. */
  workerJoined?(worker: AdapterMember): void
}

export type ChildStatus = 'running' | 'stopping' | 'exited'

export class Child {
  /** Resolves when the process has exited and all its messages have arrived. */
  readonly exited: Promise<ChildExit>
  readonly #process: ChildProcess | null
  readonly #channel: AdapterChannel | null
  #status: ChildStatus = 'running'
  #escalation: Escalation | null = null

  /** Never throws: one that cannot be spawned has no pid, and exits with the reason. */
  constructor(command: ChildCommand, events: ChildEvents) {
    const spawned = trySpawn(command)
    if ('reason' in spawned) {
      this.#process = null
      this.#channel = null
      this.#status = 'exited'
      this.exited = Promise.resolve({ code: null, signal: null, reason: spawned.reason })
      return
    }
    this.#process = spawned.process
    this.#channel = spawned.channel
    this.#process.on('message', (message) => {
      if (!isGroveMessage(message)) return
      let parsed: ChildMessage
      try {
        parsed = parseChildMessage(message)
      } catch (error) {
        return events.malformed?.(messageOf(error))
      }
      events.message(parsed)
    })
    this.#channel?.on('malformed', (problem) => events.malformed?.(problem))
    this.#channel?.on('joined', (member) => {
      if (member.worker !== null) return events.workerJoined?.(member)
      member.on('message', (message) => events.message(message))
      events.message(member.hello)
    })
    this.exited = this.#awaitExit(this.#process, command)
  }

  /** Undefined where the process could not be spawned. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** The pid of the member that it stands for, which it may have started itself. */
  get memberPid(): number | undefined {
    return this.#channel?.main?.hello.pid ?? this.pid
  }

  get status(): ChildStatus {
    return this.#status
  }

  send(message: ParentMessage): void {
    // A child that is exiting may have closed the channel; its exit is reported anyway.
    if (this.#process?.connected) this.#process.send(message, () => {})
    this.#channel?.send(message)
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
      this.#escalation = new Escalation(this.#stopSteps(steps), hooks, (signal) => this.signal(signal))
    }
    return this.exited
  }

  /** A member that is connected has been asked by a message, in place of the first signal. */
  #stopSteps(steps: readonly StopStep[]): readonly StopStep[] {
    const member = this.#channel?.main
    const [first, ...later] = steps
    if (!member || first?.afterMs !== 0) return steps
    // What started it, like npm or a watcher, may go on without it.
    if (member.hello.pid !== this.pid) member.on('closed', () => this.signal(first.signal))
    return later
  }

  /** Sends SIGKILL to its process group. Resolves when it has exited. */
  kill(): Promise<ChildExit> {
    if (this.#status !== 'exited') {
      this.#status = 'stopping'
      this.#escalation?.cancel()
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
    await this.#channel?.drained(DISCONNECT_TIMEOUT_MS)
    this.#channel?.close()
    this.#status = 'exited'
    return exit
  }
}

type Spawned = { process: ChildProcess; channel: AdapterChannel | null }

/** The system reports some failures at once and others by an event, which leaves the process without a pid. */
function trySpawn(command: ChildCommand): Spawned | { reason: string } {
  const { program, nodeArgs, args, directory, token, adapter } = command
  let channel: AdapterChannel | null = null
  try {
    assertDescriptorsFree(SPAWN_DESCRIPTORS)
    const env = { ...process.env, ...command.env }
    if (adapter) {
      channel = new AdapterChannel(adapter.sockets)
      Object.assign(env, adapterEnvironment(adapter, channel.path, env))
    }
    const log = openLog(command.log)
    try {
      const child = spawn(program, [...nodeArgs, ...args], {
        // A process group, so that a signal reaches its descendants. On Windows it must stay in Grove's job object,
        // which ends with Grove.
        detached: process.platform !== 'win32',
        windowsHide: true,
        cwd: directory,
        env,
        stdio: token === null ? ['ignore', log, log] : ['ignore', log, log, 'ipc'],
        serialization: 'json',
      })
      return { process: child, channel }
    } finally {
      if (log !== 'ignore') closeSync(log)
    }
  } catch (error) {
    channel?.close()
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
