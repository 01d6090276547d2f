// Supervises the servers of one run: spawns, restarts, scales and stops them, the master last.
import { join } from 'node:path'
import { Emitter } from '../../../core/kit/emitter.ts'
import type { ChildMessage } from '../../../core/process/messages.ts'
import type { LinkFault, LinkKind, TapLevel } from '../../../core/protocol/record.ts'
import {
  HostError,
  problemOf,
  type DebuggerAddress,
  type DesiredState,
  type PlannedServer,
  type Problem,
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
import { spawnProblem } from './early-exit.ts'
import { LaunchConfig, NO_PROJECT_CODE, type LaunchConfigOptions } from './launch-config.ts'
import { ManagedServer } from './managed-server.ts'
import { MasterChannel } from './master-channel.ts'
import { DEFAULT_RESTART_LIMITS, type RestartLimits } from './restart-policy.ts'
import { planScaling } from './scaling.ts'
import { ServerList } from './server-list.ts'
import { foreseeSpawnError } from './spawn-error.ts'
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
    const ofServers = this.#servers.all.flatMap(({ problem }) => problem ?? [])
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

  /**
   * @throws `NO_SUCH_SERVER`, `NOT_RUNNING`, `ALREADY_RUNNING`, `RUN_ENDED`, `NOT_ON_WINDOWS`; to spawn and to restart
   * also `PLAN_BROKEN` and `COMPILE_FAILED`, with nothing changed, `CANNOT_SPAWN` and problems of its port
   */
  async act(id: string, action: ServerAction): Promise<void> {
    const server = this.#servers.find(id)
    switch (action) {
      case 'spawn':
        return this.#respawn(server)
      case 'pause':
        return server.pause()
      case 'resume':
        return server.resume()
      case 'kill':
        await server.kill()
        return this.#sendExpected()
      case 'stop':
        if (!server.restarts.pending && server.status !== 'waiting') server.requireProcess()
        await server.stop(this.#grace)
        return this.#sendExpected()
      case 'restart':
        return this.#restart(server)
    }
  }

  /** Adds a server of a type and returns its id. @throws as `act`, `NO_SUCH_TYPE`, `BAD_COUNT` */
  async add(serverType: string): Promise<string> {
    await this.#rebuild()
    const [added] = this.#applyScaling(serverType, this.#ofType(serverType).length + 1).added
    if (!added) throw new Error(`No ${serverType} was added.`)
    await this.#spawnRequested([added])
    return added.id
  }

  /**
   * Sets the number of running servers of a type: spawns those that have ended and adds the lowest free numbers, or
   * stops the highest numbers and removes them. Resolves when these have ended. @throws as `add`
   */
  async scale(serverType: string, count: number): Promise<void> {
    const running = this.#ofType(serverType).filter(({ isAlive }) => isAlive)
    // To stop servers, no build is needed.
    if (count > running.length) await this.#rebuild()
    this.#assertNotStopping()
    const { ended, added, removed } = this.#applyScaling(serverType, count)
    await Promise.all([
      this.#spawnRequested([...ended, ...added]),
      ...removed.map((server) => this.#removeServer(server)),
    ])
  }

  /** Injects a fault into all links of one kind of a server; null heals them. @throws `NOT_RUNNING` */
  injectFault(id: string, link: LinkKind, fault: LinkFault | null): void {
    this.#servers.find(id).injectFault(link, fault)
  }

  /** @throws `NOT_RUNNING`, `STARTING`, `PAUSED`, `CANNOT_INSPECT` */
  async openDebugger(id: string): Promise<DebuggerAddress> {
    const opening = this.#servers.find(id).openDebugger()
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
    for (const server of this.#servers.all) server.delay?.request()
  }

  delays(): Map<string, number | null> {
    return new Map(this.#servers.all.map(({ id, delay }) => [id, delay?.latestMs ?? null]))
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
    server.on('restartDue', () => void this.#restartByPolicy(server))
    if (server.role === 'master') server.on('message', (message) => this.#onMasterMessage(message))
    this.#servers.add(server)
    return server
  }

  async #removeServer(server: ManagedServer): Promise<void> {
    await server.stop(this.#grace, 'scaled down', 'removed')
    this.#servers.remove(server)
    this.#sendExpected()
    this.emit('changed')
  }

  /** Spawns a server on request. */
  async #respawn(server: ManagedServer): Promise<void> {
    if (server.isAlive) {
      throw new HostError({
        code: 'ALREADY_RUNNING',
        message: `${server.id} is running.`,
        server: server.id,
      })
    }
    await this.#rebuild()
    await this.#spawnRequested([server])
  }

  /** Builds first: a server that runs is not stopped for a project that cannot be started. */
  async #restart(server: ManagedServer): Promise<void> {
    await this.#rebuild()
    assertPresent(server)
    const reason = foreseeSpawnError(this.#spawner.commandOf(server))
    if (reason !== null) throw new HostError(spawnProblem(server.id, reason))
    server.record('restarting')
    await server.stop(this.#grace, 'restart')
    assertPresent(server)
    await this.#spawnRequested([server])
  }

  async #restartByPolicy(server: ManagedServer): Promise<void> {
    try {
      await this.#reload()
      if (server.desired === 'running') await this.#spawnMore([server], true)
    } catch (error) {
      if (!this.#stopped) server.fail(problemOf(error))
    }
  }

  /** The servers of a type, those excluded that are being removed. */
  #ofType(serverType: string): ManagedServer[] {
    return this.#servers.servers.filter(
      ({ planned, desired }) => planned.serverType === serverType && desired !== 'removed',
    )
  }

  /** Adds the new servers in the same step in which their numbers are chosen: another request may wait beside this one. */
  #applyScaling(serverType: string, count: number) {
    const { ended, added, removed } = planScaling(
      serverType,
      this.#config.group(serverType),
      count,
      this.#servers.all,
      this.#config.portsOf(this.#servers.all.map(({ planned }) => planned)),
    )
    return { ended, removed, added: added.map((planned) => this.#addServer(planned, 'running')) }
  }

  /** An invalid plan is no error here: the last valid one stays in use. @throws `COMPILE_FAILED`, `RUN_ENDED` */
  async #reload(): Promise<void> {
    const changed = await this.#config.reload()
    this.#assertNotStopping()
    if (changed) this.#mark('the plan was edited; servers spawned from now on follow it')
  }

  /** Reads and builds what a request will spawn. @throws `PLAN_BROKEN`, `COMPILE_FAILED`, `RUN_ENDED` */
  async #rebuild(): Promise<void> {
    await this.#reload()
    const { problem } = this.#config
    if (!problem) return
    this.emit('changed')
    throw new HostError(problem)
  }

  /** @throws the problem of the first server that could not be spawned */
  async #spawnRequested(servers: readonly ManagedServer[]): Promise<void> {
    await this.#spawnMore(servers)
    const [first, ...others] = servers.flatMap(({ isAlive, problem }) => (isAlive ? [] : (problem ?? [])))
    if (!first) return
    const more = others.length > 0 ? ` So it is with ${others.length} more: see grove ps.` : ''
    throw new HostError({ ...first, message: first.message + more })
  }

  async #spawnMore(servers: readonly ManagedServer[], byPolicy = false): Promise<void> {
    await this.#spawner.spawn(servers, byPolicy)
    this.#sendExpected()
    this.emit('changed')
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

/** Another request may have removed it. @throws `NO_SUCH_SERVER` */
function assertPresent({ id, desired }: ManagedServer): void {
  if (desired !== 'removed') return
  throw new HostError({ code: 'NO_SUCH_SERVER', message: `${id} was removed meanwhile.`, server: id })
}
