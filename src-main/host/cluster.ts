// The supervisor of one run: spawns the master and all servers at once, tells them where the master is, and ends them in order.
import type { ChildMessage, LinkKind, ProcessSetup } from '../../core/protocol/record.ts'
import {
  HostError,
  plannedServer,
  type ClusterPlan,
  type Problem,
  type RunStatus,
  type ServerAction,
  type ServerSummary,
} from '../contract/index.ts'
import { DEFAULT_GRACE, type ChildCommand, type Grace } from './child.ts'
import type { ProjectEntries } from './compile.ts'
import { Member } from './member.ts'
import { MASTER_ID, membersOf } from './plan-members.ts'
import { processCommand, type ProcessContext } from './process-command.ts'
import { Reaper } from './reaper.ts'
import type { Recorder } from './recorder.ts'

/** How long the master may take to say that it holds its announcements, milliseconds. */
const HOLD_DEADLINE = 1_000

export interface ClusterOptions extends ProcessContext {
  plan: ClusterPlan
  recorder: Recorder
  /** Builds the project's files; asked again before a server is spawned later, so that a restart runs what was edited. */
  compile(): Promise<ProjectEntries>
  /** Ids in the order to spawn them in; those not named follow in the plan's order. */
  order?: string[]
  grace?: Grace
}

export class Cluster {
  readonly recorder: Recorder
  readonly #options: ClusterOptions
  readonly #members = new Map<string, Member>()
  readonly #listeners = new Set<() => void>()
  readonly #reaper = new Reaper()
  #entries: ProjectEntries = { types: {}, modules: {} }
  #status: RunStatus = 'starting'
  #problems: Problem[] = []
  #master: Extract<ChildMessage, { grove: 'listening' }> | null = null
  #held: () => void = () => {}
  #stopped: Promise<void> | null = null

  constructor(options: ClusterOptions) {
    this.#options = options
    this.recorder = options.recorder
    for (const planned of membersOf(options.plan)) this.#enlist(planned)
  }

  get status(): RunStatus {
    return this.#status
  }

  get serverTypes(): string[] {
    return Object.keys(this.#options.plan.servers)
  }

  /** Of the run and of its servers. */
  get problems(): Problem[] {
    return [...this.#problems, ...[...this.#members.values()].flatMap(({ problem }) => problem ?? [])]
  }

  servers(): ServerSummary[] {
    return [...this.#members.values()].map((member) => member.summary())
  }

  /** Told whenever the status, a server or a problem changed. Returns its undo. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Spawns every process. Fails, with nothing started, where the project's files do not compile. */
  async start(): Promise<void> {
    try {
      this.#entries = await this.#options.compile()
    } catch (error) {
      await this.stop(1)
      throw error
    }
    if (this.#stopped) return
    this.#reaper.start()
    for (const id of this.#order()) this.#spawn(this.#member(id))
  }

  async act(id: string, action: ServerAction): Promise<void> {
    const member = this.#member(id)
    if (action === 'spawn') return this.#respawn(member)
    if (!member.alive && action !== 'restart') {
      throw new HostError({ code: 'NOT_RUNNING', message: `${id} is not running.`, server: id })
    }
    if (action === 'kill') return member.kill().then(() => this.#expect())
    if (action === 'stop') return member.stop(this.#grace).then(() => this.#expect())
    member.note('restarting')
    await member.stop(this.#grace, 'restart')
    await this.#respawn(member)
  }

  /** Adds a server of a type; answers its id. */
  async add(serverType: string): Promise<string> {
    const group = this.#options.plan.servers[serverType]
    if (!group) {
      throw new HostError({ code: 'NO_SUCH_TYPE', message: `The plan has no server type "${serverType}".` })
    }
    let n = 1
    while (this.#members.has(`${serverType}-${n}`)) n += 1
    const member = this.#enlist(plannedServer(serverType, group, n))
    await this.#respawn(member)
    return member.id
  }

  /** Mischief on purpose: its links of this kind are destroyed, and none is made until `heal`. */
  cut(id: string, link: LinkKind): void {
    this.#member(id).send({ grove: 'cut', link })
    this.#noteFault(id, 'cut', link)
  }

  heal(id: string, link: LinkKind): void {
    this.#member(id).send({ grove: 'heal', link })
    this.#noteFault(id, 'heal', link)
  }

  /** Ends every process, the master last, and the recording. A second call ends them at once. */
  stop(exit = 0): Promise<void> {
    if (this.#stopped) for (const member of this.#members.values()) void member.kill()
    return (this.#stopped ??= this.#stopAll(exit))
  }

  #noteFault(process: string, fault: string, link: LinkKind): void {
    this.recorder.add({ t: 'fault', at: this.recorder.now(), process, fault, parameters: { link } })
  }

  get #grace(): Grace {
    return this.#options.grace ?? DEFAULT_GRACE
  }

  async #stopAll(exit: number): Promise<void> {
    this.#setStatus('stopping')
    await this.#holdAnnouncements()
    const members = [...this.#members.values()]
    await Promise.all(members.filter(({ id }) => id !== MASTER_ID).map((member) => member.stop(this.#grace)))
    await this.#members.get(MASTER_ID)?.stop(this.#grace)
    await this.#reaper.stop()
    await this.recorder.finish(exit)
    this.#setStatus('ended')
  }

  /** While the whole cluster stops, nobody needs to hear that each of the others goes. */
  async #holdAnnouncements(): Promise<void> {
    const master = this.#members.get(MASTER_ID)
    if (!master?.alive || !this.#master) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HOLD_DEADLINE)
      this.#held = () => {
        clearTimeout(timer)
        resolve()
      }
      master.send({ grove: 'holdAnnouncements' })
    })
  }

  #order(): string[] {
    const known = [...this.#members.keys()]
    const wanted = (this.#options.order ?? []).filter((id) => known.includes(id))
    return [...new Set([...wanted, ...known])]
  }

  #enlist(planned: Member['planned']): Member {
    const member: Member = new Member(planned, this.recorder, {
      changed: () => this.#changed(),
      process: (pid, alive) => (alive ? this.#reaper.add(pid) : this.#reaper.remove(pid)),
      ended: () => this.#expect(),
      said: (message) => this.#heard(member, message),
    })
    this.#members.set(member.id, member)
    return member
  }

  async #respawn(member: Member): Promise<void> {
    if (member.alive) {
      throw new HostError({ code: 'ALREADY_RUNNING', message: `${member.id} is running.`, server: member.id })
    }
    this.#entries = await this.#options.compile()
    if (this.#stopped)
      throw new HostError({ code: 'RUN_ENDED', message: 'This run is stopping or has ended.' })
    if (!member.alive) this.#spawn(member)
    this.#expect()
  }

  #spawn(member: Member): void {
    member.spawn(this.#command(member))
    if (member.id !== MASTER_ID) this.#tellMaster(member)
  }

  #command(member: Member): ChildCommand {
    const { plan } = this.#options
    const { id, serverType, port } = member.planned
    const { types, modules } = this.#entries
    const entries = types[serverType] ?? { services: {}, lifecycle: null }
    const isMaster = id === MASTER_ID
    const setup: Omit<ProcessSetup, 't0' | 'tap'> = {
      role: isMaster ? 'master' : 'server',
      id,
      serverType,
      host: plan.master.host,
      // A master that comes back is looked for where it was.
      port: (isMaster ? this.#master?.port : undefined) ?? (port === 'auto' ? 0 : port),
      ...entries,
      modules,
      ...(isMaster ? { expect: this.#expected() } : {}),
    }
    return processCommand(this.#options, setup, plan.servers[serverType])
  }

  #heard(member: Member, message: ChildMessage): void {
    if (message.grove === 'announcementsHeld') this.#held()
    if (member.id !== MASTER_ID) return
    if (message.grove === 'failed' && !this.#master) void this.stop(1)
    if (message.grove !== 'listening') return
    this.#master = message
    for (const other of this.#members.values()) if (other !== member) this.#tellMaster(other)
    if (this.#status === 'starting') this.#setStatus('running')
  }

  #tellMaster(member: Member): void {
    if (!this.#master) return
    const { host, port, cause } = this.#master
    member.send({ grove: 'master', host, port, cause })
  }

  #expect(): void {
    if (this.#stopped) return
    this.#members.get(MASTER_ID)?.send({ grove: 'expect', ids: this.#expected() })
  }

  /** The servers that are meant to run: a master waits for these, and for no other. */
  #expected(): string[] {
    return [...this.#members.values()]
      .filter(({ id, awaited }) => awaited && id !== MASTER_ID)
      .map(({ id }) => id)
  }

  #member(id: string): Member {
    const member = this.#members.get(id)
    if (!member) throw new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${id}.` })
    return member
  }

  #setStatus(status: RunStatus): void {
    this.#status = status
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
