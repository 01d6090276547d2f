// One server of the plan through all its lives: the process that plays it now, what is known of it, and what went wrong.
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import {
  HostError,
  type DebuggerAddress,
  type DesiredState,
  type PlannedServer,
  type Problem,
  type ServerStatus,
  type ServerSummary,
} from '../../contract/index.ts'
import type { ProcessPhase } from '../../timeline/index.ts'
import type { ChildCommand, ChildExit } from './child.ts'
import { describeExit } from './early-exit.ts'
import type { EscalationWatch, GracePeriods } from './stop-escalation.ts'
import { Faults } from './faults.ts'
import { ServerProcess, type ServerPolicy } from './server-process.ts'
import type { DelayMeter } from '../metrics/delay-meter.ts'
import { Past } from './past.ts'
import { MASTER_ID } from '../project/plan-members.ts'
import type { Recorder } from '../recording/recorder.ts'
import { RestartTracker, type RestartLimits } from './restart-policy.ts'
import { statusReason, type MasterStatus } from './status-reason.ts'

export interface ManagedServerEvents {
  /** Something in its summary changed. */
  changed(): void
  /** A process of it came (true) or went (false). */
  process(pid: number, alive: boolean): void
  /** Its process has ended. */
  ended(): void
  /** By its policy it is to be spawned again now. */
  restartDue(): void
  /** It said something that concerns the cluster. */
  said(message: ChildMessage): void
}

export class ManagedServer {
  /** As the plan has it, or had it when its process was spawned. */
  planned: PlannedServer
  readonly id: string
  readonly faults: Faults
  desired: DesiredState = 'running'
  readonly #recorder: Recorder
  readonly #events: ManagedServerEvents
  readonly #restarts: RestartTracker
  #life: ServerProcess | null = null
  readonly #past: Past

  constructor(
    planned: PlannedServer,
    recorder: Recorder,
    timers: RestartLimits,
    events: ManagedServerEvents,
  ) {
    this.planned = planned
    this.id = planned.id
    this.#past = new Past(planned.id)
    this.#recorder = recorder
    this.#events = events
    this.faults = new Faults(this, recorder, events.changed)
    this.#restarts = new RestartTracker(timers, { due: events.restartDue, changed: events.changed })
  }

  get alive(): boolean {
    return this.#life !== null
  }

  /** Whether it will come: one that ended by itself after it was ready will not, until it is spawned again. */
  get awaited(): boolean {
    return this.desired === 'running' && (this.alive || this.#restarts.pending || !this.#past.everReady)
  }

  /** Of its process now; null while it has none. */
  get delay(): DelayMeter | null {
    return this.#life?.delay ?? null
  }

  get problem(): Problem | null {
    return this.#past.problem
  }

  /** RPC port (master: control port) of its process, or of the last one; null before it is known. */
  get port(): number | null {
    return this.#life?.port ?? this.#past.port
  }

  summary(master: MasterStatus): ServerSummary {
    const escalation = this.#life?.child.escalation
    return {
      id: this.id,
      serverType: this.planned.serverType,
      status: this.#status,
      desired: this.desired,
      pid: this.#life?.child.pid ?? null,
      port: this.port,
      exit: this.#past.exit,
      problem: this.problem,
      waiting: this.#waiting(master),
      restarts: this.#restarts.count,
      paused: this.faults.paused,
      faults: this.faults.onLinks,
      stopping: escalation ? { since: escalation.since, killAt: escalation.killAt } : null,
    }
  }

  /** @param byPolicy not on request: what it did before is not forgotten */
  spawn(command: ChildCommand, conduct: ServerPolicy, byPolicy = false): void {
    if (!byPolicy) this.#restarts.reset()
    this.desired = 'running'
    this.#past.forget()
    const life = new ServerProcess(command, this.planned, conduct, {
      changed: this.#events.changed,
      recorded: (records) => this.#recorder.take(this.id, life.instance, records),
      ready: () => this.note('ready'),
      failed: (failure) => {
        // One that is started again has failed only when that is given up.
        if (conduct.restart === 'never') this.#past.complained(failure)
        this.#events.changed()
      },
      said: this.#events.said,
    })
    this.#life = life
    const { pid } = life.child
    if (pid !== undefined) this.#events.process(pid, true)
    this.note('spawned')
    this.#events.changed()
    void life.child.exited.then((exit) => this.#ended(life, exit, command.log))
  }

  send(message: ParentMessage): void {
    this.#life?.child.send(message)
  }

  signal(signal: NodeJS.Signals): void {
    this.#life?.child.signal(signal)
  }

  /** Resolves when its process has ended; a second call ends it at once. No restart is pending any more. */
  async stop(grace: GracePeriods, reason?: string): Promise<void> {
    if (this.desired !== 'removed') this.desired = 'stopped'
    this.#restarts.reset()
    const life = this.#life
    if (!life) return this.#events.changed()
    const { child } = life
    this.faults.undo()
    if (child.status === 'running') this.note('stopping', reason)
    const ended = child.stop(grace, this.#watch(life))
    this.#events.changed()
    await ended
  }

  /** Whether it is between two lives. */
  get restarting(): boolean {
    return this.#restarts.pending
  }

  /** Whether a debugger is open, or is about to be. */
  get inspected(): boolean {
    return this.#life?.debugger.open ?? false
  }

  /** Opens its debugger. Fails with `NOT_RUNNING`, `STARTING`, `PAUSED` or `CANNOT_INSPECT`. */
  inspect(): Promise<DebuggerAddress> {
    const life = this.#life
    const refuse = (code: string, text: string) =>
      new HostError({ code, message: `${this.id} ${text}.`, server: this.id })
    if (!life) throw refuse('NOT_RUNNING', 'is not running')
    // Node would take the signal for its end.
    if (life.instance === '') throw refuse('STARTING', 'is still starting; ask again')
    if (this.faults.paused) throw refuse('PAUSED', 'is paused; resume it first')
    return life.debugger.start()
  }

  /** Kills it, as mischief. */
  async kill(): Promise<void> {
    this.faults.noteKill()
    await this.end()
  }

  /** Ends its process at once. */
  async end(): Promise<void> {
    if (this.desired !== 'removed') this.desired = 'stopped'
    await this.#life?.child.kill()
  }

  /** It could not be spawned. */
  fail(problem: Problem): void {
    this.#past.failed(problem)
    this.#events.changed()
  }

  /** A row of the timeline about its process. */
  note(event: ProcessPhase, reason?: string, exit?: ChildExit): void {
    const memory = event === 'ready' || event === 'exited' ? this.#life?.memory[event] : undefined
    this.#recorder.add({
      t: 'process',
      at: this.#recorder.now(),
      process: this.id,
      serverType: this.planned.serverType,
      event,
      pid: this.#life?.child.pid ?? 0,
      ...(exit ? { code: exit.code, signal: exit.signal } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(memory === undefined ? {} : { memory }),
    })
  }

  get #status(): ServerStatus {
    return this.#life?.status ?? this.#past.status
  }

  #waiting(master: MasterStatus): string | null {
    const snapshot = {
      status: this.#status,
      state: this.#life?.state ?? null,
      probeResult: this.#life?.probing ?? null,
      paused: this.faults.paused,
      atBreakpoint: this.#life?.child.escalation?.killAt === null,
      hasLinkFaults: this.faults.onLinks.length > 0,
      isMaster: this.id === MASTER_ID,
      pendingRestart: this.#restarts.description,
      exit: this.#past.exit && describeExit(this.#past.exit),
      wanted: this.desired === 'running',
    }
    return statusReason(snapshot, master)
  }

  /** Who did not end in time is named, and why it is waited for. */
  #watch({ debugger: inspection }: ServerProcess): EscalationWatch {
    return {
      standing: () => inspection.standing(),
      insists: (signal, after) =>
        this.note('stopping', `did not end within ${after / 1_000} s of being asked: ${signal}`),
      stood: (standing) => {
        this.note('stopping', standing ? 'stands at a breakpoint; its time does not count' : 'went on')
        this.#events.changed()
      },
    }
  }

  async #ended(life: ServerProcess, exit: ChildExit, log: string): Promise<void> {
    const onPurpose = this.desired !== 'running'
    this.note('exited', exit.reason, exit)
    if (life.child.pid !== undefined) this.#events.process(life.child.pid, false)
    this.#past.ended(life, exit)
    this.#life = null
    this.faults.forget()
    const verdict = onPurpose ? 'stays' : this.#restarts.onExit(life.policy.restart, exit, life.readyFor)
    if (verdict === 'restarts') this.note('restarting', this.#restarts.description ?? undefined)
    this.#events.ended()
    if (!onPurpose && verdict !== 'restarts') {
      const crashes = verdict === 'gave up' ? this.#restarts.crashesInRow : null
      const reason = await this.#past.reason(life, exit, log)
      // Meanwhile it may have been spawned again.
      if (!this.alive) this.#past.explained(reason, exit, crashes)
    }
    if (!this.alive) this.#past.settle()
    this.#events.changed()
  }
}
