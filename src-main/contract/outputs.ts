// Return types of the host API, and the payloads of its events.
import type { LinkFault, LinkKind, TapLevel } from '../../core/protocol/record.ts'
import type { ClusterState, FooterEvent, HeaderEvent } from '../timeline/index.ts'
import type { Target } from './inputs.ts'
import type { ClusterPlan } from './plan.ts'
import type { PlanProblem } from './plan-field.ts'
import type { PlannedServer, ServerRole } from './planned-servers.ts'

/** A fault of all links of one kind of a server, or of those with one peer. */
export interface InjectedLinkFault {
  link: LinkKind
  /** A server, or the master. */
  peer?: string | undefined
  fault: LinkFault
}

/** An error for people, as it crosses a channel. */
export interface Problem {
  code: string
  message: string
  /** What to do. */
  hint?: string | undefined
  /** The invalid field of the input. */
  field?: string
  /** The id of the server concerned. */
  server?: string
  /** Who uses the port. `startedAt` is ISO 8601; `ours`: an ended run left it behind, so `freePort` may kill it. */
  owner?: { port: number; pid: number; command: string; startedAt: string; ours: boolean } | undefined
}

export type Shell = 'desktop' | 'web' | 'terminal'

export interface About {
  version: string
  /** `report`: a page that holds one run and has no host. */
  shell: Shell | 'report'
  /** The Node that runs servers. */
  node: { path: string; version: string } | null
  platform: string
  /** Whether `pick` opens a native dialog. */
  nativeDialogs: boolean
}

export interface RecentEntry {
  kind: 'project' | 'timeline'
  path: string
  name: string
  /** ISO 8601. */
  openedAt: string
}

/** A recorded run. */
export interface HistoryEntry {
  /** The id of the run; null if it cannot be read. */
  run: string | null
  /** Its timeline file, for `open`. */
  file: string
  name: string
  /** Real path of the project folder; null if unknown. */
  directory: string | null
  /** ISO 8601. */
  startedAt: string
  /** ISO 8601, the time of the last event; null while it is being recorded. */
  endedAt: string | null
  /**
   * `failed`: ended by itself, or never became ready. `cutOff`: Grove was killed before it wrote the footer.
   * `unreadable`: only its folder is known.
   */
  outcome: 'running' | 'ended' | 'failed' | 'cutOff' | 'unreadable'
  events: number
  /** Size of the timeline file. */
  bytes: number
}

export interface Home {
  /** `packages`: how many npm installs for it, often none. Until they are `installed` it cannot be started. */
  samples: { name: string; title: string; description: string; packages: number; installed: boolean }[]
  recent: RecentEntry[]
}

/** Everything that a start would run or be told to load. */
export interface LaunchReview {
  /** The files that each type loads, relative to the folder. */
  files: { serverType: string; services: string[]; lifecycle: string | null }[]
  /** Files that every process loads. */
  modules: string[]
  /** The command line of each type; `(Grove)` is Grove's own file. `dangers`: what its arguments for Node can do. */
  commands: { serverType: string; line: string; dangers: string[] }[]
  /** Variables that the project sets. `danger`: what it can do; the value is given only then, for it may be a secret. */
  variables: { source: string; name: string; danger: string | null; value: string | null }[]
  /** Files of the project that decide what an import loads. */
  resolution: string[]
}

/** What changed in a review since the user trusted the project, one line each. */
export interface ReviewChanges {
  added: string[]
  removed: string[]
}

/** What a start would run. Nothing of the project is executed to find out. */
export interface Preview extends LaunchReview {
  target: Target
  /** Real path of the project folder. */
  directory: string
  name: string
  /** Whether the user trusts the project as it is now. */
  trusted: boolean
  /** Null if the user never trusted it. */
  changes: ReviewChanges | null
  /** Identifies the review, for `trust`. */
  shown: string
  /** `pomelo`: an unmodified Pomelo or Pinus project. Its own master and servers run; `importPlan` is not needed. */
  layout: 'grove' | 'pomelo'
  /** The project's own framework and version, like `Pinus 1.7.4`; null for Grove's own servers. */
  framework: string | null
  /** The environments that its configuration has; empty if it has one for all. */
  environments: string[]
  /** The one that would run; null for Grove's own servers. */
  environment: string | null
  /** The Node that would run its servers, and why that one, like `.nvmrc`; null for Grove's own servers. */
  node: { path: string; version: string; source: string } | null
  /** The file that each of its processes executes, relative to the folder; null for Grove's own servers. */
  entry: string | null
  plan: ClusterPlan | null
  /** Settings that could not be imported, and why. */
  notes: PlanProblem[]
  servers: PlannedServer[]
  problems: Problem[]
  /** Do not prevent a start. */
  warnings: string[]
}

/** `waiting`: for the servers that it depends on. */
export type ServerStatus =
  | 'waiting'
  | 'spawned'
  | 'connecting'
  | 'registered'
  | 'subscribed'
  | 'ready'
  | 'reconnecting'
  | 'stopping'
  | 'failed'
  | 'exited'

/** What the user wants of a server; `status` says what it is. `removed`: it leaves the run as soon as it has ended. */
export type DesiredState = 'running' | 'stopped' | 'removed'

export interface ServerSummary {
  id: string
  serverType: string
  role: ServerRole
  /** The server whose process started this one, which the launcher did not spawn; null for all others. */
  parent: string | null
  status: ServerStatus
  desired: DesiredState
  /** Null while it has no process. */
  pid: number | null
  /** RPC port (of the master: control port; of a program: its own), once known. */
  port: number | null
  exit: { code: number | null; signal: string | null } | null
  problem: Problem | null
  /** Why it is not ready, like `waits for the master at 127.0.0.1:3005`; null if it is. */
  waiting: string | null
  /** Number of restarts by its restart policy. */
  restarts: number
  /** Suspended by `pause`. */
  paused: boolean
  /** Injected faults. `peer`: only on the links with this server or master. */
  faults: InjectedLinkFault[]
  /** The kinds of its links on which a fault can be for one peer. */
  pairLinks: LinkKind[]
  /** When it was asked to stop, and when it will be killed, milliseconds since 1970. `killAt` is null at a breakpoint. */
  stopping: { since: number; killAt: number | null } | null
}

/** A run that has ended, and its processes that still run: its launcher and reaper were both killed. */
export interface OrphanedRun {
  run: string
  /** Name of the cluster. */
  name: string
  /** The project folder. */
  directory: string
  /** Start of the run, ISO 8601. */
  startedAt: string
  /** `id` is null for a process that a server spawned; `startedAt` is ISO 8601. */
  processes: { id: string | null; pid: number; command: string; startedAt: string }[]
}

/** Where a debugger connects to a server. */
export interface DebuggerAddress {
  /** `ws://127.0.0.1:…`, for an editor. */
  url: string
  /** `devtools://…`, for Chrome's address line. */
  devtoolsUrl: string
}

export type RunStatus = 'starting' | 'running' | 'stopping' | 'ended'

/** A running Grove. */
export interface Launcher {
  pid: number
  shell: Shell
}

/** Another running Grove of this user. */
export interface OtherGrove extends Launcher {
  version: string
  /** ISO 8601. */
  startedAt: string
  runs: RunSummary[]
  /** Why its runs cannot be shown, such as another version; null if they can. */
  problem: Problem | null
}

/** What a shell was started with: a run that it has started, or what the page has to ask about first. */
export interface Opening {
  run?: string | undefined
  open?: string | undefined
  environment?: string | undefined
}

export interface RunSummary {
  run: string
  /** The other Grove that runs it; absent if this one does. */
  launcher?: Launcher | undefined
  name: string
  target: Target | null
  /** Opened from a file: nothing runs. */
  readOnly: boolean
  status: RunStatus
  /** ISO 8601; null where the timeline does not say. */
  startedAt: string | null
  /** From the start until all planned servers were ready, milliseconds; null before that. */
  readyMs: number | null
  /** From the start until all planned servers agreed with the master, milliseconds; null before that. */
  convergedMs: number | null
  /**
   * What "converged" rests on, where that is not all there is, like `every server has started; their views are not
   * seen`. Null before it has converged, and where everything was compared.
   */
  basis: string | null
  /** The framework of its members and its version, like `Pinus 1.7.4`; null for Grove's own. */
  framework: string | null
  servers: ServerSummary[]
  /** Whether it has members whose convergence is seen. A run without them is up when all are ready. */
  converges: boolean
  /** Server types of the plan. */
  serverTypes: string[]
  /** How much of RPC packets is recorded now (if read-only: at the start). */
  tap: TapLevel
  problems: Problem[]
  /** The timeline file. */
  file: string | null
}

/** Of a process and its descendants. */
export interface ResourceUsage {
  /** Processor use: 1 is one busy core. */
  cpu: number
  /** Resident memory, bytes; shared memory counts once per process. */
  memory: number
}

/** Whole lines of a timeline. */
export interface LinePage {
  /** Index of the first line: at most the one asked for. */
  first: number
  /** Index of the line after the last; null if these are the last so far. */
  next: number | null
  /** NDJSON in UTF-8, as in the file. A torn last line and lines of unknown kinds do not count. */
  text: Uint8Array
}

export interface ServerMetrics extends ResourceUsage {
  id: string
  /** Longest event-loop delay since the last sample, or time without an answer, milliseconds. Null if not known yet. */
  eventLoopDelay: number | null
}

export interface FolderEntry {
  name: string
  path: string
  kind: 'folder' | 'plan' | 'timeline'
}
export interface FolderListing {
  path: string
  parent: string | null
  /** Folders first; at most 2,000. */
  entries: FolderEntry[]
  /** Number of entries left out. */
  omitted: number
  /** Kind of project in the folder itself: `grove.json`, a Pomelo configuration, or none. */
  project: Preview['layout'] | null
}

/** How a wait ended. */
export interface WaitResult {
  satisfied: boolean
  /** The conditions not met, a sentence each. */
  unmet: string[]
  /** The last lines of the logs of some servers that are not ready. */
  output: { server: string; lines: string[] }[]
}

export interface RecordedRun {
  /** The id to show it under. Not the one in its header: a recording can be opened twice. */
  run: string
  /** Null for a page that holds the timeline. */
  file: string | null
  name: string
  header: HeaderEvent | null
  /** Null where the recording was cut off. */
  footer: FooterEvent | null
  /** State after the last event. */
  end: ClusterState
  warnings: readonly string[]
}

/** Summarizes a recorded run: nothing runs, and its servers are as they were at the end. */
export function recordedRunSummary(recorded: RecordedRun): RunSummary {
  const { run, file, name, header, footer, end, warnings } = recorded
  return {
    run,
    name,
    target: null,
    readOnly: true,
    status: 'ended',
    startedAt: header?.startedAt ?? null,
    readyMs: footer?.readyMs ?? null,
    convergedMs: footer?.convergedMs ?? null,
    basis: footer?.basis ?? null,
    framework: header?.dialect?.title ?? null,
    servers: recordedServers(end),
    converges: header?.plan.servers.some(({ role }) => role !== 'resource') ?? true,
    serverTypes: [],
    tap: header?.tap.rpc ?? 'full',
    problems: warnings.map((message) => ({ code: 'TIMELINE_WARNING', message })),
    file,
  }
}

/** The master first. */
function recordedServers(state: ClusterState): ServerSummary[] {
  return [...state.processes.values()]
    .filter(({ id }) => id !== '' && id !== 'grove')
    .sort((a, b) => Number(b.id === state.master?.id) - Number(a.id === state.master?.id))
    .map(({ id, serverType, role, parent, exit }) => ({
      id,
      serverType,
      role: id === state.master?.id ? 'master' : role,
      parent,
      status: 'exited',
      desired: 'stopped',
      pid: null,
      port: null,
      exit: exit && { code: exit.code, signal: exit.signal },
      problem: null,
      waiting: null,
      restarts: 0,
      paused: false,
      faults: [],
      pairLinks: [],
      stopping: null,
    }))
}
