// A member that runs in the program of a server beside or instead of the server's own process: a worker of
// `node:cluster`, or a second member of one process. The launcher did not spawn it, and knows it by its connection.
import { readFileSync } from 'node:fs'
import { Emitter } from '../../../core/kit/emitter.ts'
import type { ChildMessage } from '../../../core/process/messages.ts'
import type { ServerState } from '../../../core/protocol/record.ts'
import {
  HostError,
  STATUS_OF_STATE,
  type DebuggerAddress,
  type Problem,
  type ServerAction,
  type ServerStatus,
  type ServerSummary,
} from '../../contract/index.ts'
import type { ProcessPhase } from '../../timeline/index.ts'
import { DelayMeter } from '../metrics/delay-meter.ts'
import type { Recorder } from '../recording/recorder.ts'
import { parseProcStat } from '../system/process-info/proc-stat.ts'
import type { AdapterMember } from './adapter-channel.ts'
import { Debugger } from './debugger.ts'
import { assertHasLink, InjectedFaults, type FaultRequest } from './faults.ts'

export interface WorkerParent {
  id: string
  serverType: string
  /** Of the spawned process, whose group the worker is in. */
  pid: number
  log: string
}

type WorkerServerEvents = {
  /** Something in its summary changed. */
  changed: []
  /** It has left; its lane stays on the timeline. */
  ended: []
}

export class WorkerServer extends Emitter<WorkerServerEvents> {
  readonly id: string
  readonly delay: DelayMeter
  readonly #parent: WorkerParent
  readonly #member: AdapterMember
  readonly #recorder: Recorder
  readonly #faults: InjectedFaults
  readonly #debugger: Debugger
  #state: ServerState | null = null
  #isStopping = false
  #problem: Problem | null = null
  #memory: number | undefined

  constructor(parent: WorkerParent, member: AdapterMember, recorder: Recorder) {
    super()
    this.id = `${parent.id}.${member.worker}`
    this.#parent = parent
    this.#member = member
    this.#recorder = recorder
    this.delay = new DelayMeter((message) => member.send(message))
    this.#faults = new InjectedFaults(
      this.id,
      {
        send: (message) => member.send(message),
        signal: (signal) => this.#signal(signal),
        kill: () => this.#kill(),
      },
      recorder,
    )
    this.#debugger = new Debugger({
      id: this.id,
      pid: this.#ownPid,
      nodeArgs: [],
      log: parent.log,
      logFrom: 0,
      send: (message) => member.send(message),
    })
    const { node } = member.hello
    if (node !== undefined) recorder.addAlias(node, this.id)
    // Its hello takes a while, and what it did meanwhile is not of the process before it.
    this.#record('spawned', Math.min(member.hello.at ?? Infinity, recorder.now()))
    member.on('message', (message) => this.#onMessage(message))
    member.on('closed', () => this.#onClosed())
  }

  get isStarted(): boolean {
    return this.#state === 'started'
  }

  get problem(): Problem | null {
    return this.#problem
  }

  summary(): ServerSummary {
    const paused = this.#faults.paused
    return {
      id: this.id,
      serverType: this.#parent.serverType,
      role: 'server',
      parent: this.#parent.id,
      status: this.#status,
      desired: 'running',
      pid: this.#member.hello.pid,
      port: null,
      exit: null,
      problem: this.#problem,
      waiting: paused ? 'paused; resume it' : this.isStarted ? null : `is ${this.#state ?? 'starting'}`,
      restarts: 0,
      paused,
      faults: this.#faults.links,
      pairLinks: [],
      stopping: null,
    }
  }

  /** @throws `STARTED_BY_ANOTHER`, `NOT_ON_WINDOWS`, `NOT_ITS_PROCESS` */
  async act(action: ServerAction): Promise<void> {
    switch (action) {
      case 'pause':
        this.#faults.pause()
        return this.emit('changed')
      case 'resume':
        this.#faults.resume()
        return this.emit('changed')
      case 'kill':
        return this.#faults.kill()
      case 'stop':
        return this.#stop()
      case 'spawn':
      case 'restart': {
        const message = `${this.id} was started by ${this.#parent.id}, which alone can do that again.`
        throw new HostError({ code: 'STARTED_BY_ANOTHER', message, server: this.id })
      }
    }
  }

  /** @throws `NO_SUCH_LINK` */
  injectFault(request: FaultRequest, servers: readonly ServerSummary[]): void {
    assertHasLink(this.id, request, servers)
    this.#faults.inject(request)
    this.emit('changed')
  }

  /** @throws `CANNOT_INSPECT` */
  openDebugger(): Promise<DebuggerAddress> {
    return this.#debugger.start()
  }

  get #status(): ServerStatus {
    if (this.#problem) return 'failed'
    if (this.#isStopping) return 'stopping'
    return this.#state === null ? 'spawned' : STATUS_OF_STATE[this.#state]
  }

  #onMessage(message: ChildMessage): void {
    switch (message.grove) {
      case 'records':
        this.#recorder.addRecords(this.id, this.#member.hello.instance, message.records)
        for (const record of message.records) if (record.t === 'state') this.#state = record.to
        return this.emit('changed')
      case 'alias':
        return this.#recorder.addAlias(message.node, this.id)
      case 'started':
        this.#memory = message.memory
        this.#record('ready')
        return this.emit('changed')
      case 'ending':
        this.#memory = message.memory
        this.#isStopping = true
        return this.emit('changed')
      case 'failed':
        this.#problem = { ...message.failure, server: this.id }
        return this.emit('changed')
      case 'measured':
        return this.delay.receive(message.eventLoopDelay)
      case 'debuggerOpened':
        return this.#debugger.onOpened(message.url)
      default:
    }
  }

  #onClosed(): void {
    this.#debugger.close()
    this.#record('exited')
    this.emit('ended')
  }

  async #stop(): Promise<void> {
    this.#faults.heal()
    this.#isStopping = true
    this.#record('stopping')
    this.emit('changed')
    const ended = this.#ended()
    this.#member.send({ grove: 'stop' })
    await ended
  }

  #kill(): Promise<void> {
    const ended = this.#ended()
    this.#signal('SIGKILL')
    return ended
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => this.on('ended', resolve))
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#ownPid
    if (pid === undefined) {
      const message = `${this.id} says that it is process ${this.#member.hello.pid}, which is none of ${this.#parent.id}.`
      throw new HostError({ code: 'NOT_ITS_PROCESS', message, server: this.id })
    }
    process.kill(pid, signal)
  }

  /** A program can send any pid. Where the system tells, it is that of a process of the program. */
  get #ownPid(): number | undefined {
    const { pid } = this.#member.hello
    if (process.platform !== 'linux' || pid === this.#parent.pid) return pid
    try {
      return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).group === this.#parent.pid
        ? pid
        : undefined
    } catch {
      return undefined
    }
  }

  #record(phase: ProcessPhase, at = this.#recorder.now()): void {
    this.#recorder.addEvent({
      t: 'process',
      at,
      process: this.id,
      serverType: this.#parent.serverType,
      parent: this.#parent.id,
      event: phase,
      pid: this.#member.hello.pid,
      memory: phase === 'ready' || phase === 'exited' ? this.#memory : undefined,
    })
  }
}
