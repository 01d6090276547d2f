// The session: the connection to the host, the screen that is shown, and the calls that screens make.
import type {
  LinkKind,
  About,
  DebuggerAddress,
  HistoryEntry,
  Home,
  HostApi,
  HostEvent,
  OrphanedRun,
  OtherGrove,
  Preview,
  Problem,
  RunSummary,
  OrphanAction,
  Target,
} from '../../src-main/contract/index.ts'
import { HostError, problemOf } from '../../src-main/contract/index.ts'
import { isTimelinePath } from '../../src-main/timeline/index.ts'
import type { ConnectionStatus, HostConnection } from '../host.ts'
import { Address, type AddressedSession } from './address.svelte.ts'
import type { Place } from './address-text.ts'
import { words } from '../words/words.svelte.ts'
import { Actions } from './actions.svelte.ts'
import { Commands } from './commands/commands.svelte.ts'
import { DroppedFiles } from './dropped-files.svelte.ts'
import { Exporting } from './exporting.svelte.ts'
import { LauncherProbe } from './launcher-probe.ts'
import { Run, type FreezeReason, type Frozen } from './run.svelte.ts'
import { SampleInstall } from './sample-install.svelte.ts'
import { Theme } from './theme.svelte.ts'

/** Why a run is frozen, by the status of the connection. */
const FREEZING: Partial<Record<ConnectionStatus, FreezeReason>> = {
  lost: 'connectionLost',
  ended: 'launcherEnded',
}

type Screen = 'home' | 'preview' | 'run'

/** A run that an address names and that is not here, and its recording if there is one. */
export interface GoneRun {
  run: string
  recording: HistoryEntry | null
}

export class Session implements AddressedSession {
  readonly address = new Address(this)
  readonly theme = new Theme()
  readonly actions = new Actions(this)
  readonly commands = new Commands(this)
  connectionStatus = $state<ConnectionStatus>('connecting')
  about = $state.raw<About | null>(null)
  home = $state.raw<Home | null>(null)
  runs = $state.raw<RunSummary[]>([])
  run = $state.raw<Run | null>(null)
  /** Recorded runs, newest first. */
  history = $state.raw<HistoryEntry[]>([])
  /** Runs that have ended but have processes left. */
  orphans = $state.raw<OrphanedRun[]>([])
  /** Other running Groves of this user. */
  others = $state.raw<OtherGrove[]>([])
  preview = $state.raw<Preview | null>(null)
  picking = $state.raw<'folder' | 'timeline' | null>(null)
  /** What an address that is not Grove's own asks to open. */
  requested = $state.raw<(Target & { kind: 'path' }) | null>(null)
  goneRun = $state.raw<GoneRun | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** The debugger whose address is shown. */
  openedDebugger = $state.raw<{ server: string; address: DebuggerAddress } | null>(null)
  /** The server whose faults are shown, and what is chosen at first. */
  openedFaults = $state.raw<{ server: string; first?: { link: LinkKind; peer?: string | undefined } } | null>(
    null,
  )
  /** What is in progress, as text; null when idle. */
  busy = $state<string | null>(null)
  screen = $state<Screen>('home')
  readonly api: HostApi
  readonly exporting: Exporting
  readonly sampleInstall: SampleInstall
  readonly dropped = new DroppedFiles(this)
  readonly #connection: HostConnection
  readonly #probe: LauncherProbe
  #isSynced = $state(false)
  /** Grove opens what it was started with. */
  #awaitsOpening = $state(false)
  /** The path of the timeline that is being opened. */
  #openingPath: string | null = null
  /** What is read of a file that is being opened. */
  openProgress = $state.raw<{ path: string; read: number; of: number } | null>(null)
  /** Runs beside the one on screen that receive what is recorded. */
  readonly #followed = new Set<Run>()
  /** Who asked for the file that is being picked; null opens it. */
  #picker: ((path: string) => void) | null = null

  constructor(connection: HostConnection) {
    this.api = connection.api
    this.exporting = new Exporting(connection.api)
    this.sampleInstall = new SampleInstall(connection.api)
    this.#connection = connection
    this.#probe = new LauncherProbe(() => ping(connection.api, this.run?.summary), {
      silent: (heardAt) => this.run?.freeze(heardAt, 'silent'),
      answers: () => void this.attempt(null, () => this.#sync()),
    })
    connection.listen((event) => this.#onHostEvent(event))
    connection.watch((access) => this.#onStatus(access))
  }

  /** What is known of why the launcher is gone or silent; null while it answers. */
  get frozen(): Frozen | null {
    return this.run?.frozen ?? null
  }

  /** Whether calls to the host can succeed. */
  get canAct(): boolean {
    return this.connectionStatus === 'connected' && this.frozen === null
  }

  /** Asks the launcher now whether it is there. */
  reconnect(): void {
    this.#connection.reconnect()
    if (this.run?.summary.launcher) void this.attempt(null, () => this.#sync())
    else this.#probe.ask()
  }

  /** What is on screen, for the address; null until the first screen is shown. */
  get place(): AddressedSession['place'] {
    if (!this.#isSynced) return null
    if (this.screen === 'run' && this.run) return { screen: 'run', run: this.run.id }
    const target = this.screen === 'preview' ? this.preview?.target : undefined
    return target?.kind === 'path' ? { screen: 'preview', target } : { screen: 'home' }
  }

  /** Shows a place that an address names. What others wrote is asked about before it is read. */
  async showPlace(place: Place, isOwn: boolean): Promise<void> {
    if (place.screen === 'home') return this.goHome()
    if (place.screen === 'run') return this.#showAddressedRun(place.run)
    if (!isOwn) this.requested = place.target
    else if (isTimelinePath(place.target.path)) await this.openTimeline(place.target.path)
    else await this.showPreview(place.target)
  }

  get readOnly(): boolean {
    return this.run?.summary.readOnly ?? false
  }

  /** Runs `work` and shows its error on screen. Returns whether it succeeded. */
  async attempt(busy: string | null, work: () => Promise<void>): Promise<boolean> {
    if (busy) this.busy = busy
    try {
      await work()
      return true
    } catch (error) {
      this.problem = problemOf(error)
      return false
    } finally {
      if (busy) this.busy = null
    }
  }

  goHome(): void {
    this.screen = 'home'
    this.preview = null
    this.goneRun = null
    void this.attempt(null, () => this.#readHome())
  }

  async cleanUpOrphans(run: string, action: OrphanAction): Promise<void> {
    await this.attempt(null, async () => {
      await this.api.cleanUpOrphans([run], action)
      this.orphans = await this.api.orphans()
    })
  }

  /** Starts a trusted project or a sample, asks about a sample whose packages are missing, and previews any other. */
  async openTarget(target: Target): Promise<void> {
    this.problem = null
    if (target.kind === 'sample') {
      const sample = this.home?.samples.find(({ name }) => name === target.name)
      return sample?.installed === false ? this.sampleInstall.ask(sample) : this.start(target)
    }
    await this.attempt(words.session.reading, async () => {
      const preview = await this.api.preview(target)
      const { trusted, plan, problems, warnings, environments } = preview
      const hasChoice = environments.length > 1 && !('environment' in target)
      if (trusted && plan && problems.length + warnings.length === 0 && !hasChoice) return this.start(target)
      this.preview = preview
      this.screen = 'preview'
    })
  }

  /** Previews a target, also one that could be started. */
  async showPreview(target: Target): Promise<void> {
    this.problem = null
    await this.attempt(words.session.reading, async () => {
      this.preview = await this.api.preview(target)
      this.screen = 'preview'
    })
  }

  async trustAndStart(preview: Preview): Promise<void> {
    const { target, shown } = preview
    if (await this.attempt(words.session.starting, () => this.api.trust(target, shown)))
      return this.start(target)
    // The project changed after it was shown, or cannot be started any more.
    await this.api.preview(target).then(
      (now) => (this.preview = now),
      () => {},
    )
  }

  /** Saves a plan that runs a Pomelo or Pinus project, and previews it. */
  async importPlan({ directory }: Preview): Promise<void> {
    await this.attempt(words.session.saving, async () => {
      this.preview = await this.api.preview(await this.api.importPlan(directory))
    })
  }

  /** Creates a project from a sample and starts it. Returns whether it was created. */
  async createProject(sample: string, directory: string): Promise<boolean> {
    this.problem = null
    return this.attempt(words.session.creating, async () => {
      await this.openTarget(await this.api.createProject(sample, directory))
    })
  }

  async start(target: Target): Promise<void> {
    this.problem = null
    await this.attempt(words.session.starting, async () => this.showRun(await this.api.start(target)))
  }

  /** Installs the packages of the sample that the user was asked about, and starts it. */
  async installAndStart(): Promise<void> {
    const name = this.sampleInstall.sample?.name
    if (name === undefined || !(await this.sampleInstall.install())) return
    await this.start({ kind: 'sample', name })
  }

  async openTimeline(path: string): Promise<void> {
    this.problem = null
    this.#openingPath = path
    await this.attempt(words.session.opening, async () => this.showRun(await this.api.open(path)))
    this.#openingPath = null
  }

  /** Lets the user pick what to open, or to `use` in another way. */
  async openPicker(kind: 'folder' | 'timeline', use: ((path: string) => void) | null = null): Promise<void> {
    this.#picker = use
    if (!this.about?.nativeDialogs) {
      this.picking = kind
      return
    }
    await this.attempt(null, async () => {
      const path = await this.api.pick(kind)
      if (path) await this.openPicked(kind, path)
    })
  }

  async openPicked(kind: 'folder' | 'timeline', path: string): Promise<void> {
    this.picking = null
    const use = this.#picker
    this.#picker = null
    if (use) use(path)
    else if (kind === 'folder') await this.openTarget({ kind: 'path', path })
    else await this.openTimeline(path)
  }

  /** A run that nothing has been read of yet. */
  newRun(summary: RunSummary): Run {
    return new Run(this.api, this.#connection.readLines, summary)
  }

  showRun(summary: RunSummary): void {
    this.#updateSummary(summary)
    this.preview = null
    this.goneRun = null
    this.screen = 'run'
    if (this.run?.id === summary.run) return
    const run = this.newRun(summary)
    this.run = run
    this.#updateProbe()
    void this.attempt(null, () => run.catchUp())
  }

  /** Opens what another page asked for, or forgets it. */
  async answerOpenRequest(isAllowed: boolean): Promise<void> {
    const target = this.requested
    this.requested = null
    if (isAllowed && target) await this.showPlace({ screen: 'preview', target }, true)
  }

  /** Makes a run receive what is recorded, though it is not the one on screen. */
  follow(run: Run): void {
    this.#followed.add(run)
  }

  unfollow(run: Run): void {
    this.#followed.delete(run)
  }

  /** Reads the history of recorded runs again. */
  async readHistory(): Promise<void> {
    await this.attempt(null, async () => {
      this.history = await this.api.history(null)
    })
  }

  /** Deletes a recorded run. Returns whether it succeeded. */
  async deleteRecording({ file }: HistoryEntry): Promise<boolean> {
    return this.attempt(null, async () => {
      await this.api.deleteRecording(file)
      await this.#readRecorded()
    })
  }

  /** Reads what is recorded and what was opened lately. */
  async #readRecorded(): Promise<void> {
    await this.attempt(null, async () => {
      const [home, history] = await Promise.all([this.api.home(), this.api.history(null)])
      this.home = home
      this.history = history
    })
  }

  /** Makes a call about the run on screen. Returns whether it succeeded. */
  async callOnRun(work: (api: HostApi, run: string) => Promise<unknown>): Promise<boolean> {
    const run = this.run
    return run ? this.attempt(null, async () => void (await work(this.api, run.id))) : false
  }

  /** Opens a server's debugger and shows its address. */
  openDebugger(server: string): Promise<boolean> {
    return this.callOnRun(async (api, run) => {
      this.openedDebugger = { server, address: await api.inspect(run, server) }
    })
  }

  /** Stops the run on screen; a second call kills what still runs. */
  async stopRun(): Promise<void> {
    const { run } = this
    if (!run) return
    const isStopping = run.summary.status === 'stopping'
    await this.actions.perform({
      text: () => (isStopping ? words.status.forcedStop : words.status.stoppedCluster),
      call: (api, id) => api.stop(id),
    })
  }

  /** Sets how much of RPC packets is recorded. */
  async setTap(level: RunSummary['tap']): Promise<void> {
    const before = this.run?.summary.tap
    if (before === undefined) return
    await this.actions.perform({
      text: () => words.status.recorded(level),
      call: (api, run) => api.tap(run, level),
      undo: { text: () => words.status.undoesRecorded(before), call: (api, run) => api.tap(run, before) },
    })
  }

  /** Closes the run on screen, which is stopped first if it is live, and goes home. */
  async closeRun(): Promise<void> {
    const { run } = this
    if (run?.live && !(await this.callOnRun((api, id) => api.stop(id)))) return
    await this.callOnRun((api, id) => api.close(id))
    this.run = null
    this.goHome()
  }

  /** Reads the host's state after each connection. The first time, opens the initial target or shows the latest run. */
  async #sync(): Promise<void> {
    this.about = await this.api.about()
    await this.#readHome()
    const { runs } = this
    const { run: current } = this
    const known = runs.find(({ run }) => run === current?.id)
    const shown = known ?? (current?.summary.launcher ? await this.#attachTo(current.id) : null)
    if (shown) this.#updateSummary(shown)
    else
      this.run?.freeze(this.#probe.heardAt, current?.summary.launcher ? 'launcherEnded' : 'notRunHere', true)
    if (shown || (this.run?.hasEnded && !current?.summary.launcher)) {
      await this.run?.catchUp()
      this.run?.unfreeze()
    }
    if (!this.#isSynced) await this.#openInitial(runs.at(-1))
    this.#isSynced = true
  }

  async #showAddressedRun(run: string): Promise<void> {
    const summary = this.runs.find((known) => known.run === run) ?? (await this.#attachTo(run))
    if (summary) return this.showRun(summary)
    this.goHome()
    this.goneRun = { run, recording: this.history.find((entry) => entry.run === run) ?? null }
  }

  /** Shows a run of another Grove in this window. */
  async showOther(pid: number, run: string): Promise<void> {
    this.problem = null
    await this.attempt(words.session.connecting, async () => this.showRun(await this.api.attach(pid, run)))
  }

  /** Reads which other Groves run. */
  async readOthers(): Promise<void> {
    this.others = await this.api.otherGroves().catch(() => this.others)
  }

  async #readHome(): Promise<void> {
    const { api } = this
    const all = [api.home(), api.runs(), api.orphans(), api.history(null)] as const
    const [home, runs, orphans, history] = await Promise.all(all)
    this.home = home
    this.runs = runs
    this.orphans = orphans
    this.history = history
  }

  /** Finds a run of another Grove. */
  async #attachTo(run: string): Promise<RunSummary | null> {
    const groves = await this.api.otherGroves().catch(() => [])
    const other = groves.find(({ runs }) => runs.some((known) => known.run === run))
    return other ? this.api.attach(other.pid, run).catch(() => null) : null
  }

  /** Shows what the page's address names, else the latest run. */
  async #openInitial(latest: RunSummary | undefined): Promise<void> {
    const { initial, isInitialOwn } = this.address
    const isOwn = isInitialOwn || this.#connection.isOwnAddress()
    if (initial && (initial.screen !== 'preview' || isOwn)) return this.showPlace(initial, isOwn)
    if (initial?.screen === 'preview') this.requested = initial.target
    if (latest && !this.run) this.showRun(latest)
    else if (!initial) void this.#showOpening()
  }

  /** Shows what Grove was started with: a run as soon as it starts. */
  async #showOpening(): Promise<void> {
    this.#awaitsOpening = true
    await this.attempt(null, async () => {
      const opened = await this.api.opening()
      const run = this.runs.find((known) => known.run === opened?.run)
      if (run && this.run?.id !== run.run) this.showRun(run)
      const { open: path, environment } = opened ?? {}
      if (path !== undefined) await this.showPreview({ kind: 'path', path, environment })
    })
    this.#awaitsOpening = false
  }

  #onStatus(access: ConnectionStatus): void {
    this.connectionStatus = access
    if (access === 'connected') return void this.attempt(null, () => this.#sync())
    const reason = FREEZING[access]
    if (reason !== undefined) this.run?.freeze(this.#probe.heardAt, reason)
    this.#updateProbe()
  }

  /** The launcher is asked while something runs that could stop unnoticed. */
  #updateProbe(): void {
    if (this.connectionStatus === 'connected' && this.run?.hasEnded === false) this.#probe.start()
    else this.#probe.stop()
  }

  #onHostEvent(event: HostEvent): void {
    // The run of another Grove is heard of by its own events only.
    const { run } = this
    const concerned = event.type === 'runChanged' ? event.run.run : 'run' in event ? event.run : undefined
    if (!run?.summary.launcher || concerned === run.id) this.#probe.hear()
    if (event.type === 'runChanged') {
      this.#updateSummary(event.run)
      if (this.#awaitsOpening && this.screen === 'home' && !event.run.launcher) this.showRun(event.run)
    } else if (event.type === 'linesRecorded') {
      for (const run of [this.run, ...this.#followed])
        if (event.run === run?.id) run.receiveLines(event.first, event.lines)
    } else if (event.type === 'logsAppended') {
      if (event.run === this.run?.id) void this.run.logs.loadNew()
    } else if (event.type === 'metricsSampled') {
      if (event.run === this.run?.id) this.run.receiveMetrics(event.at, event.processes, event.grove)
    } else if (event.type === 'openProgressed') this.#showOpenProgress(event)
    else if (event.type === 'installProgressed') this.sampleInstall.receiveProgress(event.sample, event)
    else if (event.type === 'historyChanged') void this.#readRecorded()
    else if (event.type === 'launcherEnded') this.#freezeOther(event.run)
    else this.#removeRun(event.run)
  }

  /** The other Grove that runs it has ended. */
  #freezeOther(run: string): void {
    this.runs = this.runs.filter((known) => known.run !== run)
    if (this.run?.id === run) this.run.freeze(this.#probe.heardAt, 'launcherEnded', true)
  }

  #showOpenProgress({ path, read, of }: Extract<HostEvent, { type: 'openProgressed' }>): void {
    this.openProgress = { path, read, of }
    if (path === this.#openingPath) this.busy = words.session.openingShare(Math.floor((read / of) * 100))
  }

  #removeRun(run: string): void {
    this.runs = this.runs.filter((known) => known.run !== run)
    if (this.run?.id !== run) return
    this.run = null
    if (this.screen === 'run') this.goHome()
  }

  #updateSummary(summary: RunSummary): void {
    const known = this.runs.some(({ run }) => run === summary.run)
    this.runs = known
      ? this.runs.map((run) => (run.run === summary.run ? summary : run))
      : [...this.runs, summary]
    for (const run of [this.run, ...this.#followed]) if (run?.id === summary.run) run.summary = summary
    this.#updateProbe()
  }
}

/** Any answer will do: also one that says that there is no such call. @throws without an answer */
async function ping(api: HostApi, shown: RunSummary | undefined): Promise<void> {
  await api.ping(shown?.launcher && shown.run).catch((error: unknown) => {
    if (!(error instanceof HostError) || error.problem.code === 'NOT_CONNECTED') throw error
  })
}
