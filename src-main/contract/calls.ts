// The contract: every call that a window or a command line may make of the host, typed and checked once.
// `HostApi` is derived from this table; no other file lists the calls.
import { z } from 'zod'
import type { Nanoseconds, TimelineLine } from '../timeline/index.ts'
import { logQuerySchema, type LogPage, type LogPiece } from './logs.ts'
import type { ClusterPlan, PlanProblem } from './plan.ts'

const runId = z.string().min(1).max(64)
const serverId = z.string().min(1).max(128)
const path = z.string().min(1).max(4096)

/** What to start: a sample that ships with Grove, or a folder (or plan file) of the user's. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), name: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('path'), path }),
])
export type Target = z.output<typeof targetSchema>

/** How to start it. */
const startOptions = z.strictObject({
  /** Ids or types to start, the master always among them; the others can be started later. */
  only: z.array(serverId).max(1_000).optional(),
  /** Shuffles the order of the start, the same way for the same number. */
  seed: z.int().min(0).max(0xffffffff).optional(),
})

export const exportFormat = z.enum([
  'ndjson',
  'html',
  'chrome-trace',
  'mermaid',
  'pcapng',
  'csv',
  'svg',
  'png',
])
export type ExportFormat = z.output<typeof exportFormat>

const moment = z.number().nonnegative()
/** What of a run to export; nanoseconds since t0. */
const exportOptions = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  /** In the query language; fails with `BAD_QUERY`. */
  filter: z.string().max(4096).optional(),
})
export type ExportOptions = z.output<typeof exportOptions>

export const serverAction = z.enum(['spawn', 'stop', 'kill', 'restart', 'pause', 'resume'])
export type ServerAction = z.output<typeof serverAction>

export const tapLevel = z.enum(['off', 'head', 'full'])

const linkKind = z.enum(['control', 'rpc'])
export type LinkKind = z.output<typeof linkKind>

/** Mischief done on purpose to all links of one kind of a server, as docs/TIMELINE.md says. `ms` milliseconds; `rate` 0 to 1. */
const linkFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(1).max(600_000) }),
  z.strictObject({ kind: z.literal('drop'), rate: z.number().min(0).max(1), seed: z.int().optional() }),
])
export type LinkFault = z.output<typeof linkFault>

/** An error for people, as it crosses a channel. `field` names what was wrong in the input, if it was input. */
export interface Problem {
  code: string
  message: string
  hint?: string
  field?: string
  /** The server it is about. */
  server?: string
  /** Who has the port that is in use; `startedAt` is ISO 8601; `ours`: an ended run left it, so that `freePort` may end it. */
  owner?: { pid: number; command: string; startedAt: string; ours: boolean }
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

export interface ServerSummary {
  id: string
  serverType: string
  status: ServerStatus
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

const sweepAction = z.enum(['stop', 'ignore'])
export type SweepAction = z.output<typeof sweepAction>

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
  tap: z.output<typeof tapLevel>
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
  /** An ArrayBuffer in a web page. */
  bytes: Uint8Array<ArrayBuffer> | ArrayBuffer
}

const call = <Args extends z.ZodTuple, Result>(args: Args, _returns?: Result) =>
  ({ args }) as { args: Args; returns: Result }
const returns = <T>(): T => undefined as T

export const hostCalls = {
  about: call(z.tuple([]), returns<About>()),
  home: call(z.tuple([]), returns<Home>()),
  /** Folders, plans and timelines below a folder; the user's home without a path. */
  browse: call(z.tuple([path.nullable()]), returns<FolderListing>()),
  /** A native dialog, where `about().nativeDialogs`; null when it was cancelled. */
  pick: call(z.tuple([z.enum(['folder', 'timeline'])]), returns<string | null>()),
  preview: call(z.tuple([targetSchema]), returns<Preview>()),
  /** Writes what a Pomelo configuration was made to as `grove.json`. Fails with `ALREADY_THERE`, `NO_LAYOUT`, `BAD_PLAN`. */
  importPlan: call(z.tuple([path]), returns<Target>()),
  /** A new project from a sample, in a folder that is empty or not there; it is trusted. Fails with `ALREADY_THERE`, `NO_SUCH_SAMPLE`. */
  createProject: call(z.tuple([z.string().min(1).max(64), path]), returns<Target>()),
  /** Remembers, by real path, that the user trusts this folder's code to run. */
  trust: call(z.tuple([path]), returns<void>()),
  /** Fails with `UNTRUSTED` for a folder that was never trusted. Answers as soon as the processes are being spawned. */
  start: call(z.tuple([targetSchema, startOptions.optional()]), returns<RunSummary>()),
  /** Runs that were recorded, of one project's folder or of all, the latest first. */
  history: call(z.tuple([path.nullable()]), returns<HistoryEntry[]>()),
  /** Opens a timeline file, read-only. */
  open: call(z.tuple([path]), returns<RunSummary>()),
  runs: call(z.tuple([]), returns<RunSummary[]>()),
  /** The lines recorded so far, from index `from` on, at most 5,000; fewer means that was all for now. */
  lines: call(z.tuple([runId, z.int().min(0)]), returns<TimelineLine[]>()),
  /**
   * `stop` asks a server to end, insists after some seconds, and forces when it is called again. `pause` (SIGSTOP) is
   * refused on Windows with `NOT_ON_WINDOWS`. Faults are undone when the server stops.
   */
  act: call(z.tuple([runId, serverId, serverAction]), returns<void>()),
  /** Adds one server of a type; answers its id. */
  add: call(z.tuple([runId, serverId]), returns<string>()),
  /**
   * Makes a type have so many running servers. More: starts those that have ended and adds the lowest free numbers.
   * Fewer: stops the highest numbers, forgets them, and answers when they have ended.
   */
  scale: call(z.tuple([runId, serverId, z.int().min(0).max(1_000)]), returns<void>()),
  /** Done to all links of this kind of a server, until null heals them; one at a time for each kind. Fails with `NOT_RUNNING`. */
  fault: call(z.tuple([runId, serverId, linkKind, linkFault.nullable()]), returns<void>()),
  /** From now on so much of RPC packets is recorded: nothing, all but their bodies, everything. */
  tap: call(z.tuple([runId, tapLevel]), returns<void>()),
  /** Answers when every server that shall run is ready, or they all agree with the master too, or the time (ms) is up. */
  waitFor: call(
    z.tuple([runId, z.enum(['ready', 'converged']), z.int().min(1).max(86_400_000)]),
    returns<Reached>(),
  ),
  /**
   * Opens the debugger of a running server, at an address of its own on 127.0.0.1. While one is open the server's silence is not
   * taken for loss, and at a breakpoint it is not ended by force.
   */
  inspect: call(z.tuple([runId, serverId]), returns<DebuggerAddress>()),
  /** Stops every process of the run and ends its recording. A second call while stopping forces. */
  stop: call(z.tuple([runId]), returns<void>()),
  /** What runs on although its run has ended. */
  leftovers: call(z.tuple([]), returns<Leftover[]>()),
  /** Ends the process that listens on a port, if an ended run left it. Fails with `NOT_OURS` for any other. */
  freePort: call(z.tuple([z.int().min(1).max(65_535)]), returns<void>()),
  /** Ends what these runs left, or never lists it again. Fails with `STILL_RUNNING` where one cannot be ended. */
  sweep: call(z.tuple([z.array(runId).max(1_000), sweepAction]), returns<void>()),
  /** Forgets an ended or opened run. */
  close: call(z.tuple([runId]), returns<void>()),
  export: call(z.tuple([runId, exportFormat, exportOptions.optional()]), returns<ExportedFile>()),
  /**
   * What servers printed, of runs that have ended too. Fails with `BAD_REGEX` (says where) and, where a pattern would
   * never end, `SLOW_SEARCH`. Whoever follows asks again, with `after`, at each `logsAppended`.
   */
  logs: call(z.tuple([runId, logQuerySchema]), returns<LogPage>()),
  /** The same lines as the text of a file, from the beginning unless the query says otherwise, piece by piece. */
  downloadLogs: call(z.tuple([runId, logQuerySchema]), returns<LogPiece>()),
  /**
   * From now on, or no longer, this window is told `numbersSampled` of the run. Nothing is measured while nobody
   * watches; a window that goes watches no more. Fails with `READ_ONLY` for an opened timeline.
   */
  watchNumbers: call(z.tuple([runId, z.boolean()]), returns<void>()),
} as const

export type HostCall = keyof typeof hostCalls

/** Calls of the host. Each rejects with a `HostError`. */
export type HostApi = {
  [Name in HostCall]: (
    ...args: z.output<(typeof hostCalls)[Name]['args']>
  ) => Promise<(typeof hostCalls)[Name]['returns']>
}

/** Facts, pushed to every connected window. `first` is the index of `lines[0]` in the run's timeline. */
export type HostEvent =
  | { type: 'linesRecorded'; run: string; first: number; lines: TimelineLine[] }
  | { type: 'runChanged'; run: RunSummary }
  | { type: 'runClosed'; run: string }
  /** Servers printed something; twice a second at most, and only after someone asked for the logs of this run. */
  | { type: 'logsAppended'; run: string }
  /** Once a second (macOS 2 s, Windows 10 s) while someone watches; `at` counts as the timeline does. */
  | { type: 'numbersSampled'; run: string; at: Nanoseconds; processes: ServerNumbers[]; grove: Numbers }
