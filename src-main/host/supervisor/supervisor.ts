// Supervises the servers of one run: spawns, restarts, scales and stops them, the master last.
import { join } from 'node:path'
import { Emitter } from '../../../core/kit/emitter.ts'
import type { ChildMessage } from '../../../core/process/messages.ts'
import type { TapLevel } from '../../../core/protocol/record.ts'
import {
  HostError,
  type CallableService,
  type DebuggerAddress,
  type DesiredState,
  type PlannedServer,
  type Problem,
  type RequestedCall,
  type RequestedCallResult,
  type RunStatus,
  type ServerAction,
  type ServerSummary,
} from '../../contract/index.ts'
import { logFile } from '../logs/log-names.ts'
import { lastLines } from '../logs/log-tail.ts'
import { plannedProcesses } from '../project/plan-members.ts'
import type { Redactor } from '../../timeline/index.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { StickyPorts } from '../system/ports/sticky.ts'
import { runMark } from '../system/process-info/process-info.ts'
import type { ProcessLedger } from '../system/process-ledger.ts'
import { Reaper } from '../system/reaper.ts'
import { stopInOrder } from './dependencies.ts'
import { drain } from './drain.ts'
import type { FaultRequest } from './faults.ts'
import { LaunchConfig, NO_PROJECT_CODE, type LaunchConfigOptions } from './launch-config.ts'
import { ManagedServer } from './managed-server.ts'
import { MasterChannel } from './master-channel.ts'
import type { ProcessRequests } from './process-requests.ts'
import { redactAnswer } from './redact-answer.ts'
import { DEFAULT_RESTART_LIMITS, type RestartLimits } from './restart-policy.ts'
import { ServerActions } from './server-actions.ts'
import { ServerList } from './server-list.ts'
import { Spawner } from './spawner.ts'
import { DEFAULT_GRACE_PERIODS, type GracePeriods } from './stop-escalation.ts'

export interface SupervisorOptions extends LaunchConfigOptions {
  /** The servers to spawn at the start, in this order; the others of the plan can be spawned later. */
  first: PlannedServer[]
  /** How much of RPC packets is recorded at the start. */
  tap: TapLevel
  recorder: Recorder
  /** For what processes printed. */
  redactor: Redactor
  ledger: ProcessLedger
  /** The automatic ports of the project's last run; null where they are in use. */
  ports: StickyPorts | null
  grace?: GracePeriods | undefined
  restarts?: RestartLimits | undefined
}

type SupervisorEvents = {
  /** The status, a server or a problem changed. */
  changed: []
}

export class Supervisor extends Emitter<SupervisorEvents> {
  readonly recorder: Recorder
  readonly #options: SupervisorOptions
  readonly #grace: GracePeriods
  readonly #config: LaunchConfig
  readonly #servers = new ServerList()
  readonly #master = new MasterChannel(this.#servers)
  readonly #actions: ServerActions
  readonly #spawner: Spawner
  readonly #reaper: Reaper
  #status: RunStatus = 'starting'
  #tap: TapLevel
  #stopped: Promise<void> | null = null

  constructor(options: SupervisorOptions) {
    super()
    this.#options = options
    this.#grace = options.grace ?? DEFAULT_GRACE_PERIODS
    this.#config = new LaunchConfig(options)
    this.#tap = options.tap
    this.recorder = options.recorder
    this.#spawner = new Spawner({
      config: this.#config,
      servers: this.#servers,
      master: this.#master,
      recorder: options.recorder,
      sticky: options.ports,
      tap: () => this.#tap,
      assertNotStopping: () => this.#assertNotStopping(),
    })
    this.#actions = new ServerActions({
      config: this.#config,
      servers: this.#servers,
      spawner: this.#spawner,
      grace: this.#grace,
      addServer: (planned) => this.#addServer(planned, 'running'),
      sendExpected: () => this.#sendExpected(),
      mark: (text) => this.#mark(text),
      onChange: () => this.emit('changed'),
      assertNotStopping: () => this.#assertNotStopping(),
    })
    this.#reaper = new Reaper(runMark(options.run), options.ledger)
    const first = new Set(options.first.map(({ id }) => id))
    for (const planned of plannedProcesses(options.plan)) {
      this.#addServer(planned, first.has(planned.id) ? 'running' : 'stopped')
    }
    this.recorder.onProblem = () => {
      if (this.recorder.isFull) this.setTapLevel('off')
      this.emit('changed')
    }
  }

  get status(): RunStatus {
    return this.#status
  }

  /** How much of RPC packets is recorded. */
  get tap(): TapLevel {
    return this.#tap
  }

  /** Whether it has members whose convergence is seen. */
  get converges(): boolean {
    return this.#servers.servers.some(
      ({ planned, role }) => role === 'server' && this.#config.policy(planned).isObserved,
    )
  }

  get serverTypes(): string[] {
    return Object.keys(this.#config.plan.servers)
  }

  /** Problems of its servers, of the edited plan, of the build, and of the timeline's files. */
  get problems(): Problem[] {
    const servers = [...this.#servers.all, ...this.#servers.workers]
    const ofServers = servers.flatMap(({ problem }) => problem ?? [])
    return [
      ...ofServers,
      ...[this.#config.problem ?? []].flat(),
      ...this.#config.warnings,
      ...this.recorder.problems,
    ]
  }

  servers(): ServerSummary[] {
    return this.#spawner.summaries()
  }

  /** Returns the last lines that a server printed, without secrets. */
  async lastOutput(id: string, count: number): Promise<string[]> {
    const lines = await lastLines(join(this.#options.logs, logFile(id)), count)
    return lines.map((line) => this.#options.redactor.text(line))
  }

  /** Resolves when all are spawned, wait for others, or have a problem. @throws `COMPILE_FAILED`, with nothing spawned */
  async start(): Promise<void> {
    try {
      await this.#config.reload()
      this.#assertNotStopping()
      if (this.#config.runsNoProjectCode) this.#recordNoProjectCode()
      this.#reaper.start()
      await this.#spawner.spawn(this.#options.first.map(({ id }) => this.#servers.find(id)))
    } catch (error) {
      if (this.#stopped) return
      await this.stop(1)
      throw error
    }
    const { master } = this.#servers
    if (!master) return this.#setRunning()
    if (!master.isAlive && !master.restarts.pending) void this.stop(1)
  }

  /** @throws as `ServerActions.act` and `WorkerServer.act` */
  act(id: string, action: ServerAction): Promise<void> {
    const worker = this.#servers.findWorker(id)
    return worker ? worker.act(action) : this.#actions.act(id, action)
  }

  /** Adds a server of a type and returns its id. @throws as `ServerActions.add` */
  add(serverType: string): Promise<string> {
    return this.#actions.add(serverType)
  }

  /** Sets the number of running servers of a type. @throws as `ServerActions.scale` */
  scale(serverType: string, count: number): Promise<void> {
    return this.#actions.scale(serverType, count)
  }

  /**
   * Injects a fault into the links of one kind of a server, or heals them.
   * @throws `NOT_RUNNING`, `NOT_A_MEMBER`, `NO_SUCH_LINK`
   */
  injectFault(id: string, request: FaultRequest): void {
    const server = this.#servers.findWorker(id) ?? this.#servers.find(id)
    server.injectFault(request, this.servers())
  }

  /** Lists what a server can call. @throws as `ManagedServer.requireCaller`, `NO_ANSWER`, `CALLER_ENDED` */
  async proxies(id: string): Promise<CallableService[]> {
    return this.#requireCaller(id).listProxies()
  }

  /** Lets a server make a call; secrets in its answers are masked. @throws as `proxies` */
  async call(id: string, call: RequestedCall): Promise<RequestedCallResult> {
    const { event, answers } = await this.#requireCaller(id).call(call)
    const { redactor } = this.#options
    return { event, answers: answers.map((answer) => redactAnswer(answer, redactor)) }
  }

  /** @throws `NOT_RUNNING`, `STARTING`, `PAUSED`, `CANNOT_INSPECT` */
  async openDebugger(id: string): Promise<DebuggerAddress> {
    const server = this.#servers.findWorker(id) ?? this.#servers.find(id)
    const opening = server.openDebugger()
    this.#master.sendDebugged()
    return opening
  }

  /** Sets how much of RPC packets is recorded, for current and later processes; the timeline gets a mark. */
  setTapLevel(level: TapLevel): void {
    if (level === this.#tap) return
    this.#tap = level
    for (const server of this.#servers.all) server.send({ grove: 'tap', rpc: level })
    this.#mark(`tap of RPC: ${level}`)
    this.emit('changed')
  }

  /** Requests the event-loop delay of every server; `delays` returns the last answers, in milliseconds. */
  measureDelays(): void {
    for (const { delay } of [...this.#servers.all, ...this.#servers.workers]) delay?.request()
  }

  delays(): Map<string, number | null> {
    const all = [...this.#servers.all, ...this.#servers.workers]
    return new Map(all.map(({ id, delay }) => [id, delay?.latestMs ?? null]))
  }

  /**
   * Stops every server, the master last, and ends the recording. A second call kills them.
   * @param exitCode for the timeline's footer
   * @param drainMs time limit to first wait for packets in transit
   */
  stop(exitCode = 0, drainMs = 0): Promise<void> {
    if (this.#stopped) for (const server of this.#servers.all) void server.forceStop()
    return (this.#stopped ??= this.#stopAll(exitCode, drainMs))
  }

  #requireCaller(id: string): ProcessRequests {
    const worker = this.#servers.findWorker(id)
    if (!worker) return this.#servers.find(id).requireCaller()
    const message = `${id} does not run Grove’s framework, so Grove cannot make calls through it.`
    throw new HostError({ code: 'CANNOT_CALL', message, server: id })
  }

  async #stopAll(exitCode: number, drainMs: number): Promise<void> {
    const portsSaved = this.#options.ports?.close(this.servers())
    this.#setStatus('stopping')
    if (drainMs > 0) await drain(this.recorder, drainMs)
    await this.#master.holdAnnouncements()
    await stopInOrder(
      this.#servers.servers,
      ({ serverType }) => this.#config.dependenciesOf(serverType),
      (server) => server.stop(this.#grace),
    )
    await this.#servers.master?.stop(this.#grace)
    await this.#reaper.stop()
    await this.recorder.finish(exitCode)
    await portsSaved
    this.#setStatus('ended')
  }

  #addServer(planned: PlannedServer, desired: DesiredState): ManagedServer {
    const limits = this.#options.restarts ?? DEFAULT_RESTART_LIMITS
    const server = new ManagedServer(planned, desired, this.recorder, limits)
    server.on('changed', () => {
      this.emit('changed')
      if (!this.#stopped) void this.#spawner.spawnWaiting()
    })
    server.on('spawned', (pid) => this.#reaper.add(server.id, pid))
    server.on('exited', (pid) => {
      if (pid !== undefined) this.#reaper.remove(pid)
      if (server.role === 'master') this.#master.onExited()
      this.#sendExpected()
    })
    server.on('restartDue', () => void this.#actions.restartByPolicy(server))
    if (server.role === 'master') server.on('message', (message) => this.#onMasterMessage(message))
    this.#servers.add(server)
    return server
  }

  #onMasterMessage(message: ChildMessage): void {
    if (message.grove === 'announcementsHeld') this.#master.onAnnouncementsHeld()
    if (message.grove === 'failed' && !this.#master.address) void this.stop(1)
    if (message.grove !== 'listening') return
    this.#master.onListening(message)
    this.#setRunning()
  }

  #setRunning(): void {
    if (this.#status === 'starting') this.#setStatus('running')
  }

  #sendExpected(): void {
    if (!this.#stopped) this.#master.sendExpected()
  }

  /** @throws `RUN_ENDED` */
  #assertNotStopping(): void {
    if (!this.#stopped) return
    throw new HostError({ code: 'RUN_ENDED', message: 'This run is stopping or has ended.' })
  }

  #recordNoProjectCode(): void {
    const { message: text } = NO_PROJECT_CODE
    this.recorder.addEvent({
      t: 'finding',
      at: this.recorder.now(),
      rule: 'no-project-code',
      events: [],
      text,
    })
  }

  #mark(text: string): void {
    this.recorder.addEvent({ t: 'mark', at: this.recorder.now(), text })
  }

  #setStatus(status: RunStatus): void {
    this.#status = status
    this.emit('changed')
  }
}
