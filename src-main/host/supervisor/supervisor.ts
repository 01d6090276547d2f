// The supervisor of one run: spawns the master and all servers at once, tells them where the master is, and ends them in order.
import type { Fault, LinkKind, TapLevel } from '../../../core/protocol/record.ts'
import type { ChildMessage } from '../../../core/process/messages.ts'
import {
  HostError,
  type DebuggerAddress,
  type PlannedServer,
  type Problem,
  type RunStatus,
  type ServerAction,
  type ServerSummary,
} from '../../contract/index.ts'
import { DEFAULT_GRACE_PERIODS, type GracePeriods } from './stop-escalation.ts'
import type { HeaderEvent } from '../../timeline/index.ts'
import type { ProcessLedger } from '../system/process-ledger.ts'
import { MasterChannel } from './master-channel.ts'
import { ManagedServer } from './managed-server.ts'
import { MASTER_ID, membersOf } from '../project/plan-members.ts'
import { markOf } from '../system/process-info/marked.ts'
import { LaunchConfig, type LaunchConfigOptions } from './launch-config.ts'
import { Reaper } from '../system/reaper.ts'
import type { Recorder } from '../recording/recorder.ts'
import { DEFAULT_RESTART_LIMITS, type RestartLimits } from './restart-policy.ts'
import { ServerList } from './server-list.ts'
import { Spawning, type SpawningOptions } from './spawning.ts'
import { Staffing } from './staffing.ts'

export interface SupervisorOptions extends LaunchConfigOptions, Pick<SpawningOptions, 'state' | 'lastPort'> {
  /** How much of RPC packets is told at first. */
  tap: HeaderEvent['tap']
  recorder: Recorder
  ledger: ProcessLedger
  /** The processes to spawn at first, in this order. */
  first: PlannedServer[]
  grace?: GracePeriods
  restarts?: RestartLimits
  /** Told, with the servers as they still are, when the run begins to stop; it does not end before that is done. */
  stopping?: (servers: ServerSummary[]) => Promise<void> | undefined
}

export class Supervisor {
  readonly recorder: Recorder
  readonly #options: SupervisorOptions
  readonly #provisions: LaunchConfig
  readonly #roster = new ServerList()
  readonly #master = new MasterChannel(this.#roster)
  readonly #listeners = new Set<() => void>()
  readonly #reaper: Reaper
  readonly #spawning: Spawning
  readonly #staffing: Staffing
  #status: RunStatus = 'starting'
  #stopped: Promise<void> | null = null

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#provisions = new LaunchConfig(options)
    this.recorder = options.recorder
    this.#spawning = new Spawning(options.tap.rpc, {
      ...options,
      provisions: this.#provisions,
      roster: this.#roster,
      master: this.#master,
    })
    this.#staffing = new Staffing({
      grace: this.#grace,
      provisions: this.#provisions,
      roster: this.#roster,
      spawning: this.#spawning,
      enlist: (planned) => this.#enlist(planned),
      planChanged: () => this.#mark('the plan was edited; servers that come follow it'),
      changed: () => {
        this.#expect()
        this.#changed()
      },
    })
    this.#reaper = new Reaper(markOf(options.run), options.ledger)
    const first = new Set(options.first.map(({ id }) => id))
    for (const planned of membersOf(options.plan))
      this.#enlist(planned).desired = first.has(planned.id) ? 'running' : 'stopped'
    this.recorder.onTrouble = () => {
      if (this.recorder.full) this.tapRpc('off')
      this.#changed()
    }
  }

  get status(): RunStatus {
    return this.#status
  }

  /** How much of RPC packets is told. */
  get tap(): TapLevel {
    return this.#spawning.tap
  }

  get serverTypes(): string[] {
    return Object.keys(this.#provisions.plan.servers)
  }

  /** What is wrong with its servers, with a plan that was edited, and with its timeline's files. */
  get problems(): Problem[] {
    const ofServers = this.#roster.all.flatMap(({ problem }) => problem ?? [])
    return [...ofServers, ...[this.#provisions.problem ?? []].flat(), ...this.recorder.problems]
  }

  servers(): ServerSummary[] {
    return this.#roster.all.map((member) => member.summary(this.#master.status))
  }

  /** Told whenever the status, a server or a problem changed. Returns its undo. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Spawns every process. Fails, with nothing started, where the project's files do not compile. */
  async start(): Promise<void> {
    try {
      await this.#provisions.reload()
      this.#spawning.refuseEnded()
      this.#reaper.start()
      await this.#spawning.spawn(this.#options.first.map(({ id }) => this.#roster.find(id)))
    } catch (error) {
      if (this.#stopped) return
      await this.stop(1)
      throw error
    }
    if (!this.#roster.master?.alive) void this.stop(1)
  }

  async act(id: string, action: ServerAction): Promise<void> {
    const member = this.#roster.find(id)
    if (action === 'spawn') return this.#staffing.respawn(member)
    if (action === 'stop' && member.restarting) return member.stop(this.#grace).then(() => this.#expect())
    if (!member.alive && action !== 'restart') {
      throw new HostError({ code: 'NOT_RUNNING', message: `${id} is not running.`, server: id })
    }
    if (action === 'pause') return member.faults.pause()
    if (action === 'resume') return member.faults.resume()
    if (action === 'kill') return member.kill().then(() => this.#expect())
    if (action === 'stop') return member.stop(this.#grace).then(() => this.#expect())
    member.note('restarting')
    await member.stop(this.#grace, 'restart')
    await this.#staffing.respawn(member)
  }

  /** Adds a server of a type; answers its id. Fails with `NO_SUCH_TYPE` or `BAD_COUNT`. */
  add(serverType: string): Promise<string> {
    return this.#staffing.add(serverType)
  }

  /** Makes a type so many running servers; resolves when those that had to go have ended. Fails as `add` does. */
  scale(serverType: string, count: number): Promise<void> {
    return this.#staffing.scale(serverType, count)
  }

  /** Mischief on purpose, done to all links of one kind of a server; null heals them. Fails with `NOT_RUNNING`. */
  fault(id: string, link: LinkKind, fault: Fault | null): void {
    this.#roster.find(id).faults.strike(link, fault)
  }

  /** Opens a server's debugger. Fails with `NOT_RUNNING`, `STARTING`, `PAUSED` or `CANNOT_INSPECT`. */
  async inspect(id: string): Promise<DebuggerAddress> {
    const opening = this.#roster.find(id).inspect()
    this.#master.sendDebugged()
    return opening
  }

  /** Turns the tap of RPC up or down, for those who run and those who come; a mark says so. */
  tapRpc(level: TapLevel): void {
    if (level === this.#spawning.tap) return
    this.#spawning.tap = level
    for (const member of this.#roster.all) member.send({ grove: 'tap', rpc: level })
    this.#mark(`tap of RPC: ${level}`)
    this.#changed()
  }

  /** Asks every server how late its event loop was; `delays` has what they answered last, milliseconds. */
  measure(): void {
    for (const member of this.#roster.all) member.delay?.ask()
  }

  delays(): Map<string, number | null> {
    return new Map(this.#roster.all.map(({ id, delay }) => [id, delay?.latest ?? null]))
  }

  /** Ends every process, the master last, and the recording. A second call ends them at once. */
  stop(exit = 0): Promise<void> {
    if (this.#stopped) for (const member of this.#roster.all) void member.end()
    return (this.#stopped ??= this.#stopAll(exit))
  }

  get #grace(): GracePeriods {
    return this.#options.grace ?? DEFAULT_GRACE_PERIODS
  }

  async #stopAll(exit: number): Promise<void> {
    this.#spawning.end()
    const told = this.#options.stopping?.(this.servers())
    this.#setStatus('stopping')
    await this.#master.holdAnnouncements()
    await Promise.all(this.#roster.servers.map((member) => member.stop(this.#grace)))
    await this.#roster.master?.stop(this.#grace)
    await this.#reaper.stop()
    await this.recorder.finish(exit)
    await told
    this.#setStatus('ended')
  }

  #enlist(planned: ManagedServer['planned']): ManagedServer {
    const member: ManagedServer = new ManagedServer(
      planned,
      this.recorder,
      this.#options.restarts ?? DEFAULT_RESTART_LIMITS,
      {
        changed: () => this.#changed(),
        process: (pid, alive) => (alive ? this.#reaper.add(planned.id, pid) : this.#reaper.remove(pid)),
        ended: () => this.#expect(),
        restartDue: () => void this.#staffing.restart(member),
        said: (message) => this.#heard(member, message),
      },
    )
    this.#roster.add(member)
    return member
  }

  #heard(member: ManagedServer, message: ChildMessage): void {
    if (member.id !== MASTER_ID) return
    if (message.grove === 'announcementsHeld') this.#master.onAnnouncementsHeld()
    if (message.grove === 'failed' && !this.#master.address) void this.stop(1)
    if (message.grove !== 'listening') return
    this.#master.onListening(message)
    if (this.#status === 'starting') this.#setStatus('running')
  }

  #mark(text: string): void {
    this.recorder.add({ t: 'mark', at: this.recorder.now(), text })
  }

  #expect(): void {
    if (!this.#stopped) this.#master.sendExpected()
  }

  #setStatus(status: RunStatus): void {
    this.#status = status
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
