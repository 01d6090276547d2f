// The table of all calls of the host and their arguments. `HostApi` is derived from it.
import { z } from 'zod'
import type { CallableService, RequestedCallResult } from '../../core/protocol/requested-call.ts'
import type { ExportPart, Nanoseconds, TimelineDiff, TimelineLine } from '../timeline/index.ts'
import type {
  About,
  DebuggerAddress,
  FolderListing,
  HistoryEntry,
  Home,
  LinePage,
  Opening,
  OrphanedRun,
  OtherGrove,
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
  fileName,
  linkFault,
  linkKind,
  noteId,
  noteInput,
  path,
  pid,
  requestedCall,
  runId,
  sampleName,
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

/** Of a file that a window sends. */
const MAX_RECEIVED_BYTES = 4 * 1024 ** 3
/** Fits into a message over a socket. */
export const MAX_PART_BYTES = 512 * 1024

export const hostCalls = {
  about: call(z.tuple([]), returns<About>()),
  /** Answers at once: that it does is all that it says. With a run, the Grove that runs it answers. */
  ping: call(z.tuple([runId.optional()]), returns<void>()),
  /** Resolves when the target that this Grove was started with is open; null if there is none. */
  opening: call(z.tuple([]), returns<Opening | null>()),
  /** Lists the other running Groves of this user and their runs, the oldest first. */
  otherGroves: call(z.tuple([]), returns<OtherGrove[]>()),
  /**
   * Makes a run of another Grove of this user one that calls may name and that emits events here.
   * @throws {HostError} NO_SUCH_RUN, OTHER_VERSION, SUSPENDED, INSTANCE_GONE
   */
  attach: call(z.tuple([pid, runId]), returns<RunSummary>()),
  /** Returns a secret address that admits one more window, within 30 s; null where windows need none. */
  pageAddress: call(z.tuple([]), returns<string | null>()),
  home: call(z.tuple([]), returns<Home>()),
  /** Empties the list of recent projects and timelines. */
  clearRecent: call(z.tuple([]), returns<void>()),
  /** Lists folders, plans and timelines in a folder. Default: the user's home. */
  browse: call(z.tuple([path.nullable()]), returns<FolderListing>()),
  /** Opens a native dialog, if `about().nativeDialogs`. Returns null if cancelled. */
  pick: call(z.tuple([z.enum(['folder', 'timeline'])]), returns<string | null>()),
  preview: call(z.tuple([targetSchema]), returns<Preview>()),
  /**
   * Writes a `grove.json` that runs an unmodified Pomelo or Pinus project.
   * @throws {HostError} ALREADY_THERE, NO_LAYOUT
   */
  importPlan: call(z.tuple([path]), returns<Target>()),
  /**
   * Creates a project from a sample in a new or empty folder, and trusts it unless hidden files there have a say.
   * @throws {HostError} ALREADY_THERE, NO_SUCH_SAMPLE, NO_TEMPLATE
   */
  createProject: call(z.tuple([sampleName, path]), returns<Target>()),
  /**
   * Installs the packages of a sample with npm, and emits `installProgressed`. A call while it is being installed waits
   * for the same installation.
   * @throws {HostError} NO_SUCH_SAMPLE, NO_NPM, OFFLINE, INSTALL_FAILED, INSTALL_CANCELLED, CANNOT_WRITE
   */
  installSample: call(z.tuple([sampleName]), returns<void>()),
  /** Cancels the installation of a sample if there is one; nothing of it is left. */
  cancelInstall: call(z.tuple([sampleName]), returns<void>()),
  /**
   * Trusts a project, by the real path of its plan, until something else would run. `shown`: of the preview.
   * @throws {HostError} CHANGED if the project is not what was shown; BAD_PLAN and others if it cannot be started
   */
  trust: call(z.tuple([targetSchema, z.string().max(64)]), returns<void>()),
  /** Starts a cluster. Resolves when its processes are being spawned. @throws {HostError} UNTRUSTED */
  start: call(z.tuple([targetSchema, startOptions.optional()]), returns<RunSummary>()),
  /** Recorded runs of a project folder or of all projects, the latest first. */
  history: call(z.tuple([path.nullable()]), returns<HistoryEntry[]>()),
  /**
   * Deletes a recorded run with its logs. `file`: of its entry in the history. Emits `historyChanged`.
   * @throws {HostError} NOT_FOUND, STILL_RUNNING, RECORDING_OPEN, CANNOT_READ, CANNOT_WRITE
   */
  deleteRecording: call(z.tuple([path]), returns<void>()),
  /** Opens a timeline file, read-only. */
  open: call(z.tuple([path]), returns<RunSummary>()),
  /**
   * Begins to receive a file of a browser, which does not tell where it is. Returns an id. A window sends one file at a
   * time: a new one cancels the one before. @throws {HostError} CANNOT_WRITE
   */
  receiveFile: call(z.tuple([fileName, z.int().min(1).max(MAX_RECEIVED_BYTES)]), returns<string>()),
  /** Receives the next part. @throws {HostError} NO_SUCH_FILE, CANNOT_WRITE, TOO_LARGE */
  receivePart: call(
    z.tuple([z.string().max(64), z.instanceof(Uint8Array).refine(({ length }) => length <= MAX_PART_BYTES)]),
    returns<void>(),
  ),
  /** Opens the received file, a timeline or a report, read-only. @throws {HostError} NO_SUCH_FILE, BAD_TIMELINE */
  openReceived: call(z.tuple([z.string().max(64)]), returns<RunSummary>()),
  /** Cancels what this window sends. */
  cancelReceiving: call(z.tuple([]), returns<void>()),
  runs: call(z.tuple([]), returns<RunSummary[]>()),
  /** The page of recorded lines with this index, about 2 MiB. */
  lines: call(z.tuple([runId, z.int().min(0)]), returns<LinePage>()),
  /**
   * `stop` asks a server to stop, then escalates; a second call kills it. A stop removes injected faults.
   * @throws {HostError} NOT_ON_WINDOWS for `pause` (SIGSTOP)
   */
  act: call(z.tuple([runId, serverId, serverAction]), returns<void>()),
  /** Adds a server of a type. Returns its id. */
  add: call(z.tuple([runId, serverId]), returns<string>()),
  /**
   * Sets the number of running servers of a type. Starts ended servers and adds the lowest free numbers, or stops and
   * removes the highest numbers; then it resolves when they have ended.
   */
  scale: call(z.tuple([runId, serverId, z.int().min(0).max(1_000)]), returns<void>()),
  /**
   * Injects a fault into the links of a kind of a server, in place of an earlier one; null removes it. With a peer, only
   * into the links between the two; without one, into all. Each has a fault of its own: the stronger holds.
   * @throws {HostError} NOT_RUNNING, NOT_A_MEMBER, NO_SUCH_LINK
   */
  fault: call(
    z.tuple([runId, serverId, linkKind, linkFault.nullable(), serverId.optional()]),
    returns<void>(),
  ),
  /**
   * Lists what a server can call, from its own proxies.
   * @throws {HostError} NOT_RUNNING, STARTING, PAUSED, STOPPING, CANNOT_CALL, NO_ANSWER, CALLER_ENDED, OVERLOADED
   */
  proxies: call(z.tuple([runId, serverId]), returns<CallableService[]>()),
  /**
   * Lets a server call a method of other servers through its own proxies, like its user's code. Resolves when each has
   * answered: a call that fails is an answer too.
   * @throws {HostError} as `proxies`
   */
  call: call(z.tuple([runId, serverId, requestedCall]), returns<RequestedCallResult>()),
  /** Sets how much of RPC packets is recorded: nothing, all but the bodies, everything. */
  tap: call(z.tuple([runId, tapLevel]), returns<void>()),
  /**
   * Writes a note into the timeline: also of an ended or opened run, whose file it is appended to. Returns its id.
   * @throws {HostError} BAD_NOTE for times outside of the run; CANNOT_WRITE, FILE_CHANGED, STILL_RECORDED
   */
  note: call(z.tuple([runId, noteInput]), returns<string>()),
  /** Removes a note, if there is one with this id. @throws {HostError} as `note` */
  removeNote: call(z.tuple([runId, noteId]), returns<void>()),
  /** Waits until all servers that should run are ready, or also agree with the master, for at most this time in ms. */
  waitFor: call(
    z.tuple([runId, z.enum(['ready', 'converged']), z.int().min(1).max(86_400_000)]),
    returns<WaitResult>(),
  ),
  /**
   * Opens the debugger of a running server on 127.0.0.1. While it is open, the heartbeat timeout is suspended, and a
   * server at a breakpoint is not killed.
   */
  inspect: call(z.tuple([runId, serverId]), returns<DebuggerAddress>()),
  /** Stops every process of the run and ends its recording. A second call kills the processes. */
  stop: call(z.tuple([runId, stopOptions.optional()]), returns<void>()),
  /** Ended runs with processes that still run. */
  orphans: call(z.tuple([]), returns<OrphanedRun[]>()),
  /**
   * Kills the process that uses a port, if it is an orphan of an ended run.
   * @throws {HostError} NOT_OURS, PORT_IN_USE, STILL_RUNNING
   */
  freePort: call(z.tuple([z.int().min(1).max(65_535)]), returns<void>()),
  /** Kills the orphans of these runs, or ignores them from now on. @throws {HostError} STILL_RUNNING */
  cleanUpOrphans: call(z.tuple([z.array(runId).max(1_000), orphanAction]), returns<void>()),
  /** Closes an ended or opened run. */
  close: call(z.tuple([runId]), returns<void>()),
  /**
   * Starts an export and returns its id. A window has one export at a time: a new one cancels the one before.
   * @throws {HostError} NO_LINES, BAD_QUERY
   */
  export: call(z.tuple([runId, exportFormat, exportSelection.optional()]), returns<string>()),
  /**
   * Makes the next part; no work is done between two calls.
   * @throws {HostError} NO_SUCH_EXPORT; EXPORT_ENDED if it is cancelled meanwhile
   */
  exportPart: call(z.tuple([exportId]), returns<ExportPart>()),
  /** Cancels an export if it is active. */
  cancelExport: call(z.tuple([exportId]), returns<void>()),
  /**
   * Compares two runs, as they are now: A with B. A window has one comparison at a time: a new one cancels the one before.
   * @throws {HostError} NO_LINES, DIFF_ENDED
   */
  diff: call(z.tuple([runId, runId]), returns<TimelineDiff>()),
  /**
   * Log lines, also of ended runs. To follow, call again with `after` at each `logsAppended`.
   * @throws {HostError} BAD_QUERY with a hint that points at the error; SLOW_SEARCH
   */
  logs: call(z.tuple([runId, logQuerySchema]), returns<LogPage>()),
  /** The same lines as text of a file, chunk by chunk. Default: from the beginning. */
  downloadLogs: call(z.tuple([runId, logQuerySchema]), returns<LogChunk>()),
  /**
   * Subscribes this window to `metricsSampled` of a run, or unsubscribes it. Nothing is measured without a subscriber.
   * @throws {HostError} READ_ONLY for an opened timeline
   */
  watchMetrics: call(z.tuple([runId, z.boolean()]), returns<void>()),
} as const

export type HostCall = keyof typeof hostCalls

/** The calls about one run, which their first argument names. */
export const runCalls: readonly HostCall[] = (Object.keys(hostCalls) as HostCall[]).filter(
  (name) => (hostCalls[name].args.def.items as readonly unknown[])[0] === runId,
)

/** Calls of the host. Each rejects with a `HostError`. */
export type HostApi = {
  [Name in HostCall]: (
    ...args: z.output<(typeof hostCalls)[Name]['args']>
  ) => Promise<(typeof hostCalls)[Name]['returns']>
}

/** Events, sent to every connected window. `first` is the index of `lines[0]` in the timeline of the run. */
export type HostEvent =
  | { type: 'linesRecorded'; run: string; first: number; lines: TimelineLine[] }
  | { type: 'runChanged'; run: RunSummary }
  | { type: 'runClosed'; run: string }
  /** A recorded run was deleted. */
  | { type: 'historyChanged' }
  /** The other Grove that runs it has ended. */
  | { type: 'launcherEnded'; run: string }
  /** Number of installed packages of a sample, a few times a second. */
  | { type: 'installProgressed'; sample: string; installed: number; of: number }
  /** Progress of a long opening, bytes of the file; at most 5 times a second. */
  | { type: 'openProgressed'; path: string; read: number; of: number }
  /** At most twice a second, and only after a call of `logs` for this run. */
  | { type: 'logsAppended'; run: string }
  /** Every second (macOS 2 s, Windows 10 s) while a window watches; `at` is a time of the timeline. */
  | { type: 'metricsSampled'; run: string; at: Nanoseconds; processes: ServerMetrics[]; grove: ResourceUsage }
