// The contract: every call that a window or a command line may make of the host, typed and checked once.
// `HostApi` is derived from this table; no other file lists the calls.
import { z } from 'zod'
import type { ExportPart, Nanoseconds, TimelineLine } from '../timeline/index.ts'
import type {
  About,
  DebuggerAddress,
  FolderListing,
  HistoryEntry,
  Home,
  OrphanedRun,
  ResourceUsage,
  Preview,
  WaitResult,
  RunSummary,
  ServerMetrics,
} from './outputs.ts'
import {
  exportFormat,
  exportId,
  exportSelection,
  linkFault,
  linkKind,
  path,
  runId,
  serverAction,
  serverId,
  startOptions,
  stopOptions,
  orphanAction,
  tapLevel,
  targetSchema,
  type Target,
} from './inputs.ts'
import { logQuerySchema, type LogPage, type LogChunk } from './logs.ts'

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
    returns<WaitResult>(),
  ),
  /**
   * Opens the debugger of a running server, at an address of its own on 127.0.0.1. While one is open the server's silence is not
   * taken for loss, and at a breakpoint it is not ended by force.
   */
  inspect: call(z.tuple([runId, serverId]), returns<DebuggerAddress>()),
  /** Stops every process of the run and ends its recording. A second call kills the processes. */
  stop: call(z.tuple([runId, stopOptions.optional()]), returns<void>()),
  /** What runs on although its run has ended. */
  orphans: call(z.tuple([]), returns<OrphanedRun[]>()),
  /** Ends the process that listens on a port, if an ended run left it. Fails with `NOT_OURS` for any other. */
  freePort: call(z.tuple([z.int().min(1).max(65_535)]), returns<void>()),
  /** Ends what these runs left, or never lists it again. Fails with `STILL_RUNNING` where one cannot be ended. */
  cleanUpOrphans: call(z.tuple([z.array(runId).max(1_000), orphanAction]), returns<void>()),
  /** Forgets an ended or opened run. */
  close: call(z.tuple([runId]), returns<void>()),
  /**
   * Begins to make a file of a run, and answers the export's id. A window has one at a time: a new one gives up the one
   * before. Fails with `NO_LINES` and `BAD_QUERY`.
   */
  export: call(z.tuple([runId, exportFormat, exportSelection.optional()]), returns<string>()),
  /** The next part; nothing is done between two. Fails with `NO_SUCH_EXPORT`, and `EXPORT_ENDED` when it is given up meanwhile. */
  exportPart: call(z.tuple([exportId]), returns<ExportPart>()),
  /** Gives an export up, if it goes on. */
  cancelExport: call(z.tuple([exportId]), returns<void>()),
  /**
   * What servers printed, of runs that have ended too. Fails with `BAD_QUERY` (its hint points at the place) and
   * `SLOW_SEARCH`. Whoever follows asks again, with `after`, at each `logsAppended`.
   */
  logs: call(z.tuple([runId, logQuerySchema]), returns<LogPage>()),
  /** The same lines as the text of a file, from the beginning unless the query says otherwise, piece by piece. */
  downloadLogs: call(z.tuple([runId, logQuerySchema]), returns<LogChunk>()),
  /**
   * From now on, or no longer, this window is told `metricsSampled` of the run. Nothing is measured while nobody
   * watches; a window that goes watches no more. Fails with `READ_ONLY` for an opened timeline.
   */
  watchMetrics: call(z.tuple([runId, z.boolean()]), returns<void>()),
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
  /** A timeline that takes long to open: how much of the file was read, bytes; five times a second at most. */
  | { type: 'openProgressed'; path: string; read: number; of: number }
  /** Servers printed something; twice a second at most, and only after someone asked for the logs of this run. */
  | { type: 'logsAppended'; run: string }
  /** Once a second (macOS 2 s, Windows 10 s) while someone watches; `at` counts as the timeline does. */
  | { type: 'metricsSampled'; run: string; at: Nanoseconds; processes: ServerMetrics[]; grove: ResourceUsage }
