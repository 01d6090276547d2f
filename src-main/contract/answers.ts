// What the host answers its calls with, and what of it events carry.
import type { LinkFault, LinkKind, TapLevel, Target } from './arguments.ts'
import type { ClusterPlan, PlanProblem } from './plan.ts'

/** An error for people, as it crosses a channel. `field` names what was wrong in the input, if it was input. */
export interface Problem {
  code: string
  message: string
  hint?: string
  field?: string
  /** The server it is about. */
  server?: string
  /** Who has the port that is in use; `startedAt` is ISO 8601; `ours`: an ended run left it, so that `freePort` may end it. */
  owner?: { port: number; pid: number; command: string; startedAt: string; ours: boolean }
}

/** What a host is part of. */
export type Shell = 'desktop' | 'web' | 'terminal'

export interface About {
  version: string
  /** `report`: no host, but a page that holds one run. */
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

/** One run that was recorded. */
export interface HistoryEntry {
  /** Its timeline: what `open` takes. */
  file: string
  name: string
  /** The project's folder, by its real path; null where that is not known. */
  directory: string | null
  /** ISO 8601. */
  startedAt: string
  /** ISO 8601: the moment of the last event; null while it is being recorded. */
  endedAt: string | null
  /** `failed`: it ended by itself, or never became ready; `cutOff`: Grove ended before it could write the footer. */
  outcome: 'running' | 'ended' | 'failed' | 'cutOff'
  events: number
  /** Of the timeline. */
  bytes: number
}

export interface Home {
  samples: { name: string; title: string; description: string }[]
  recent: RecentEntry[]
}

/** What would run, read without running anything of the project. */
export interface Preview {
  target: Target
  /** Real path of the project's folder. */
  directory: string
  name: string
  trusted: boolean
  /** `pomelo`: the plan was made from a Pomelo or Pinus configuration, and is to be saved before it can be started. */
  layout: 'grove' | 'pomelo'
  plan: ClusterPlan | null
  /** What of a foreign configuration has no place in a plan, and what becomes of it. */
  notes: PlanProblem[]
  servers: { id: string; serverType: string; port: number | 'auto' | 'none' }[]
  /** The user's files that each type would load, relative to the folder. */
  files: { serverType: string; services: string[]; lifecycle: string | null }[]
  /** Files that every process would load. */
  modules: string[]
  problems: Problem[]
  /** What does not stand in the way of a start, but should be known before it. */
  warnings: string[]
}

export type ServerStatus =
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
  status: ServerStatus
  desired: DesiredState
  /** Null while it has no process. */
  pid: number | null
  /** RPC port (master: control port) once known. */
  port: number | null
  exit: { code: number | null; signal: string | null } | null
  problem: Problem | null
  /** Why it is not ready: `waits for the master at 127.0.0.1:3005`; null for one that is. */
  waiting: string | null
  /** How often it was started again by its restart policy. */
  restarts: number
  /** Its process stands still, on purpose. */
  paused: boolean
  /** What is being done to its links. */
  faults: { link: LinkKind; fault: LinkFault }[]
  /**
   * It was asked to end: when, and when it will be killed; milliseconds since 1970. No time runs out, `killAt` is null,
   * while it stands at a breakpoint.
   */
  stopping: { since: number; killAt: number | null } | null
}

/** Processes that outlived their run, for its launcher and reaper were both killed. */
export interface Leftover {
  run: string
  /** The cluster's name. */
  name: string
  /** The project's folder. */
  directory: string
  /** When the run began, ISO 8601. */
  startedAt: string
  /** `id` is null for what a server started itself; `startedAt` is ISO 8601. */
  processes: { id: string | null; pid: number; command: string; startedAt: string }[]
}

/** Where a debugger connects to one server. */
export interface DebuggerAddress {
  /** `ws://127.0.0.1:…`, for an editor. */
  url: string
  /** `devtools://…`, for Chrome's address line. */
  devtoolsUrl: string
}

export type RunStatus = 'starting' | 'running' | 'stopping' | 'ended'

export interface RunSummary {
  run: string
  name: string
  target: Target | null
  /** A timeline opened from a file: nothing runs. */
  readOnly: boolean
  status: RunStatus
  servers: ServerSummary[]
  /** Types of the plan: what `add` takes. */
  serverTypes: string[]
  /** How much of RPC packets is recorded now (opened: was at first). */
  tap: TapLevel
  problems: Problem[]
  /** Where the timeline is being written, or was read from. */
  file: string | null
}

/** Of a process and all that it started itself. */
export interface Numbers {
  /** Processor time, as a part of one core: 1 is one core kept busy. */
  cpu: number
  /** Resident memory, bytes; what processes share is counted for each. */
  memory: number
}

export interface ServerNumbers extends Numbers {
  id: string
  /**
   * The longest delay of its event loop since the last sample, milliseconds; while it does not answer, how long it has
   * not. Null until it is known.
   */
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
  entries: FolderEntry[]
  /** What the folder itself is: one with a `grove.json`, one with a Pomelo configuration, or neither. */
  project: Preview['layout'] | null
}

/** How a wait ended. */
export interface Reached {
  reached: boolean
  /** What is still missing, a sentence each. */
  lacks: string[]
}

export interface ExportedFile {
  name: string
  mime: string
  /** What of the run is in it, and what the format cannot hold: a sentence or two. */
  note: string
}

/** What was made of the file since the part before: at most some megabytes, and after a moment also nothing. */
export interface ExportPart {
  /** An ArrayBuffer in a web page. */
  bytes: Uint8Array<ArrayBuffer> | ArrayBuffer
  /** Lines of the run that were read, of how many: all are read before anything is written. */
  read: number
  of: number
  /** Null until this is the last part. */
  file: ExportedFile | null
}
