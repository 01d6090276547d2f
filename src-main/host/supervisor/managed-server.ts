// A planned server: its status, its current process, its restarts, and how its last process ended.
import { Emitter } from '../../../core/kit/emitter.ts'
import type { ChildMessage, Failure, ParentMessage } from '../../../core/process/messages.ts'
import type { ServerState } from '../../../core/protocol/record.ts'
import {
  HostError,
  STATUS_OF_STATE,
  type DebuggerAddress,
  type DesiredState,
  type PlannedServer,
  type Problem,
  type ServerRole,
  type ServerStatus,
  type ServerSummary,
} from '../../contract/index.ts'
import type { ProcessPhase } from '../../timeline/index.ts'
import type { DelayMeter } from '../metrics/delay-meter.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { ChildCommand, ChildExit } from './child.ts'
import { exitProblem, spawnProblem } from './early-exit.ts'
import { assertHasLink, type FaultRequest } from './faults.ts'
import type { ProcessRequests } from './process-requests.ts'
import { RestartTracker, type RestartLimits } from './restart-policy.ts'
import { ServerProcess, type ServerPolicy } from './server-process.ts'
import type { GracePeriods } from './stop-escalation.ts'

type ManagedServerEvents = {
  /** Something in its summary changed. */
  changed: []
  spawned: [pid: number]
  /** Its process has ended; no pid where it could not be spawned. */
  exited: [pid: number | undefined]
  /** Its restart policy wants it to be spawned now. */
  restartDue: []
  /** Its process reported something about the cluster. */
  message: [message: ChildMessage]
}

export class ManagedServer extends Emitter<ManagedServerEvents> {
  readonly id: string
  /** As the plan has it, or had it when its process was spawned. */
  planned: PlannedServer
  readonly #recorder: Recorder
  readonly #restarts: RestartTracker
  #status: ServerStatus = 'exited'
  #desired: DesiredState
  #process: ServerProcess | null = null
  /** Of the last process. */
  #lastPort: number | null = null
  #wasReady = false
  #exit: ChildExit | null = null
  #isKilled = false
  #problem: Problem | null = null

  constructor(planned: PlannedServer, desired: DesiredState, recorder: Recorder, limits: RestartLimits) {
    super()
    this.id = planned.id
    this.planned = planned
    this.#desired = desired
    this.#recorder = recorder
    this.#restarts = new RestartTracker(limits, {
      due: () => this.emit('restartDue'),
      changed: () => this.emit('changed'),
    })
  }

  get serverType(): string {
    return this.planned.serverType
  }

  get role(): ServerRole {
    return this.planned.role
  }

  get status(): ServerStatus {
    return this.#status
  }

  /** Whether its own process is a member, as far as it is known. */
  get isMember(): boolean {
    return this.role !== 'resource' && this.#process?.isOnlyParent !== true
  }

  get desired(): DesiredState {
    return this.#desired
  }

  /** Whether it has a process. */
  get isAlive(): boolean {
    return this.#process !== null
  }

  get isPaused(): boolean {
    return this.#process?.faults.paused ?? false
  }

  /** The current process. */
  get process(): ServerProcess | null {
    return this.#process
  }

  /** How the last process ended, unless a new one was spawned since. */
  get exit(): ChildExit | null {
    return this.#exit
  }

  /** Whether the user killed its last process. */
  get isKilled(): boolean {
    return this.#isKilled
  }

  get restarts(): RestartTracker {
    return this.#restarts
  }

  /** Whether a debugger is open or about to open. */
  get isDebugged(): boolean {
    return this.#process?.debugger.open ?? false
  }

  /** Whether it will join: one that ended by itself after it was ready will not, until it is spawned again. */
  get isExpected(): boolean {
    const willRun = this.isAlive || this.#restarts.pending || this.#status === 'waiting'
    return this.#desired === 'running' && (willRun || !this.#wasReady)
  }

  /** Null while its process cannot answer. */
  get delay(): DelayMeter | null {
    return this.#process?.instance === '' ? null : (this.#process?.delay ?? null)
  }

  get problem(): Problem | null {
    return this.#problem
  }

  /** RPC port (master: control port) of its current or last process; null before it is known. */
  get port(): number | null {
    return this.#process?.port ?? this.#lastPort
  }

  /**
   * Resolves when it has a process, or a problem because it could not be spawned.
   * @param byPolicy started by its restart policy, which keeps its count of crashes
   */
  async spawn(command: ChildCommand, policy: ServerPolicy, byPolicy: boolean): Promise<void> {
    if (!byPolicy) this.#restarts.reset()
    this.#desired = 'running'
    this.#exit = null
    this.#isKilled = false
    this.#problem = null
    const process = new ServerProcess(command, this.planned, policy, this.#recorder)
    this.#process = process
    process.on('state', (state) => this.#onState(state, process))
    process.on('ready', () => this.#onReady(process))
    process.on('failed', (failure) => this.#onFailed(failure, policy))
    process.on('changed', () => this.emit('changed'))
    process.on('message', (message) => this.emit('message', message))
    process.on('signalled', (signal, afterMs) =>
      this.record('stopping', `did not stop within ${afterMs / 1_000} s: ${signal}`),
    )
    process.on('breakpoint', (atBreakpoint) => {
      this.record('stopping', atBreakpoint ? 'at a breakpoint; the time there does not count' : 'continued')
      this.emit('changed')
    })
    const { pid, exited } = process.child
    const ended = exited.then((exit) => this.#onExit(process, exit, command.log))
    if (pid === undefined) return ended
    this.emit('spawned', pid)
    this.record('spawned')
    this.#setStatus('spawned')
    process.start()
  }

  /** It is to be spawned as soon as the servers that it depends on allow it. */
  wait(): void {
    this.#desired = 'running'
    this.#exit = null
    this.#problem = null
    this.#setStatus('waiting')
  }

  /** It could not be spawned. */
  fail(problem: Problem): void {
    if (this.#desired !== 'removed') this.#desired = 'running'
    this.#problem = { ...problem, server: this.id }
    this.#setStatus('failed')
  }

  send(message: ParentMessage): void {
    this.#process?.child.send(message)
  }

  /**
   * Resolves when its process has ended; a second call kills it. Cancels a pending restart.
   * @param desired `removed` also where it has no process
   */
  async stop(
    grace: GracePeriods,
    reason?: string,
    desired: Exclude<DesiredState, 'running'> = 'stopped',
  ): Promise<void> {
    this.#cancel(desired)
    const process = this.#process
    if (!process) return this.#setStatus(this.#status === 'waiting' ? 'exited' : this.#status)
    process.faults.heal()
    if (process.child.status === 'running') this.record('stopping', reason)
    const exited = process.stop(grace)
    this.#setStopping()
    await exited
  }

  /** Kills its process, without a row of the timeline. Resolves when it has ended. */
  async forceStop(): Promise<void> {
    this.#cancel('stopped')
    const exited = this.#process?.child.kill()
    this.#setStopping()
    await exited
  }

  /** Kills its process as an injected fault. @throws `NOT_RUNNING` */
  async kill(): Promise<void> {
    const { faults } = this.requireProcess()
    this.#isKilled = true
    this.#cancel('stopped')
    const exited = faults.kill()
    this.#setStopping()
    await exited
  }

  /** @throws `NOT_RUNNING`, `NOT_ON_WINDOWS` */
  pause(): void {
    this.requireProcess().faults.pause()
    this.emit('changed')
  }

  /** @throws `NOT_RUNNING` */
  resume(): void {
    this.requireProcess().faults.resume()
    this.emit('changed')
  }

  /**
   * Injects a fault into its links of one kind, or heals them.
   * @param servers all of the run
   * @throws `NOT_RUNNING`, `NOT_A_MEMBER`, `NO_SUCH_LINK`
   */
  injectFault(request: FaultRequest, servers: readonly ServerSummary[]): void {
    const { faults, policy } = this.requireProcess()
    if (!policy.isObserved) throw this.#refusal('NOT_A_MEMBER', 'has no links that Grove could break')
    assertHasLink(this.id, request, servers)
    faults.inject(request)
    this.emit('changed')
  }

  /** Opens its debugger. @throws `NOT_RUNNING`, `STARTING`, `PAUSED`, `CANNOT_INSPECT` */
  openDebugger(): Promise<DebuggerAddress> {
    const process = this.requireProcess()
    if (!process.policy.isObserved)
      throw this.#refusal('CANNOT_INSPECT', 'is not a server that Grove can debug')
    // Until Node has installed its handler, the signal would end the process.
    if (process.instance === '') throw this.#refusal('STARTING', 'is still starting; ask again')
    if (this.isPaused) throw this.#refusal('PAUSED', 'is paused; resume it first')
    return process.debugger.start()
  }

  /** For requests of its proxies and calls. @throws `NOT_RUNNING`, `STARTING`, `PAUSED`, `STOPPING`, `CANNOT_CALL` */
  requireCaller(): ProcessRequests {
    const { policy, instance, child, requests } = this.requireProcess()
    if (this.role === 'master') {
      throw this.#refusal('CANNOT_CALL', 'is the master, which has no proxies; choose another server')
    }
    if (policy.isProgram)
      throw this.#refusal(
        'CANNOT_CALL',
        'does not run Grove’s framework, so Grove cannot make calls through it',
      )
    if (instance === '') throw this.#refusal('STARTING', 'is still starting; ask again')
    if (this.isPaused) throw this.#refusal('PAUSED', 'is paused; resume it first')
    if (child.status !== 'running') throw this.#refusal('STOPPING', 'is stopping')
    return requests
  }

  /** @throws `NOT_RUNNING` */
  requireProcess(): ServerProcess {
    if (!this.#process) throw this.#refusal('NOT_RUNNING', 'is not running')
    return this.#process
  }

  /** Adds a row about its process to the timeline. */
  record(phase: ProcessPhase, reason?: string, exit?: ChildExit): void {
    this.#recorder.addEvent({
      t: 'process',
      at: this.#recorder.now(),
      process: this.id,
      serverType: this.planned.serverType,
      role: this.isMember ? undefined : 'resource',
      observed: this.#process?.policy.isObserved === false && this.role === 'server' ? false : undefined,
      event: phase,
      pid: this.#process?.child.pid ?? 0,
      code: exit?.code,
      signal: exit?.signal,
      reason,
      memory: phase === 'ready' || phase === 'exited' ? this.#process?.memory[phase] : undefined,
    })
  }

  #setStatus(status: ServerStatus): void {
    this.#status = status
    this.emit('changed')
  }

  /** One that has failed stays so until its process has ended. */
  #setStopping(): void {
    if (this.#process) this.#setStatus(this.#process.failure ? 'failed' : 'stopping')
  }

  #cancel(desired: Exclude<DesiredState, 'running'>): void {
    if (this.#desired !== 'removed') this.#desired = desired
    this.#restarts.reset()
  }

  #onState(state: ServerState, { child, failure, policy, wasReady }: ServerProcess): void {
    // It may report a state before it receives the request to stop.
    if (failure || child.status !== 'running') return
    this.#setStatus(state === 'started' && policy.ready && !wasReady ? 'subscribed' : STATUS_OF_STATE[state])
  }

  #onReady(process: ServerProcess): void {
    this.record('ready')
    if (!process.policy.isObserved || process.isOnlyParent) this.#setStatus('ready')
    else if (process.state === 'started') this.#onState('started', process)
  }

  #onFailed(failure: Failure, { restart }: ServerPolicy): void {
    // One that is restarted has a problem only when its policy gives up.
    if (restart === 'never') this.#problem = { ...failure, server: this.id }
    this.#setStatus('failed')
  }

  #onExit(process: ServerProcess, exit: ChildExit, log: string): void {
    const { failure, wasReady, policy, readyMs, child } = process
    this.record('exited', exit.reason, exit)
    this.#process = null
    this.#lastPort = process.port
    this.#wasReady = wasReady
    this.#exit = exit
    const verdict =
      this.#desired === 'running' ? this.#restarts.onExit(policy.restart, exit, readyMs) : 'stopped'
    if (verdict === 'restarts') this.record('restarting', this.#restarts.description ?? undefined)
    if (exit.reason !== undefined && verdict === 'stays') this.#problem = spawnProblem(this.id, exit.reason)
    this.emit('exited', child.pid)
    // A member that was ready may end to show the effect; a program that ends with an error has failed.
    const hasCrashed = failure !== null || !wasReady || (this.role === 'resource' && exit.code !== 0)
    const hasFailed = verdict === 'gave up' || (verdict === 'stays' && hasCrashed)
    this.#setStatus(hasFailed || this.#problem ? 'failed' : 'exited')
    if (hasFailed) void this.#explain(process, exit, log, verdict === 'gave up')
  }

  async #explain({ failure, wasReady }: ServerProcess, exit: ChildExit, log: string, gaveUp: boolean) {
    const ended = this.#exit
    const problem = await exitProblem(this.id, exit, {
      failure,
      wasReady,
      isResource: this.role === 'resource',
      log,
      crashes: gaveUp ? this.#restarts.crashesInRow : null,
    })
    // Meanwhile it may have been spawned again.
    if (this.#exit !== ended) return
    this.#problem = problem
    this.emit('changed')
  }

  #refusal(code: string, text: string): HostError {
    return new HostError({ code, message: `${this.id} ${text}.`, server: this.id })
  }
}
