// The host: every call of the contract, for a shell.
import { basename } from 'node:path'
import {
  HostError,
  type About,
  type HostApi,
  type HostServer,
  type Opening,
  type RunSummary,
  type Shell,
  type Target,
} from '../contract/index.ts'
import { Diffs } from './diffs/diffs.ts'
import { Exports } from './exports/exports.ts'
import type { LaunchOptions } from './launch.ts'
import { groveVersion } from './locations.ts'
import { Logs } from './logs/logs.ts'
import { addNote, removeNote } from './notes.ts'
import { processTable } from './metrics/process-table.ts'
import { MetricsSampler } from './metrics/sampler.ts'
import { browse } from './project/browse.ts'
import { createProject } from './project/new-project.ts'
import { SampleInstalls } from './project/sample-install.ts'
import { listSamples } from './project/samples.ts'
import { importPlan, loadTrusted, previewTarget, trustTarget } from './project/target.ts'
import { TrustedProjects } from './project/trust.ts'
import { deleteRecording } from './recording/delete-recording.ts'
import { readHistory } from './recording/history.ts'
import { ReceivedFiles } from './recording/received-files.ts'
import { Runs } from './runs.ts'
import { RecentEntries } from './state/recent.ts'
import { stateFolder } from './state/state-folder.ts'
import { waitFor } from './supervisor/wait-for.ts'
import { findNode } from './system/node.ts'
import { cleanUpOrphans, findOrphans } from './system/orphans.ts'
import { freePort } from './system/ports/port-conflict.ts'

const DEFAULT_DEBOUNCE_MS = 25

export interface HostOptions {
  shell: Shell
  /** A native dialog; without it windows browse. */
  pick?: (kind: 'folder' | 'timeline') => Promise<string | null>
  /** Resolves when what the shell was started with is open. */
  opening?: () => Promise<Opening | null>
  /** Creates an address that admits one more window. */
  pageAddress?: () => string
  /** The Node that runs servers; found by default. */
  node?: string | undefined
  /** Grove's state folder; the user's own by default. */
  state?: string
  /** Changes of a run within this time are one `runChanged`; with 0 each is one. */
  debounceMs?: number
}

/** Calls that concern the caller's own window. */
type WindowCall =
  | 'watchMetrics'
  | 'diff'
  | 'export'
  | 'exportPart'
  | 'cancelExport'
  | 'receiveFile'
  | 'receivePart'
  | 'openReceived'
  | 'cancelReceiving'

export interface Host extends HostServer {
  /**
   * Starts a run on behalf of the user of this very process: the folder needs no trust, and all launch options may be
   * used. Resolves when the processes are spawned; everything else goes by `api` and events.
   * @throws as `launch`, `COMPILE_FAILED`, `CLOSING`
   */
  start(target: Target, options: LaunchOptions): Promise<RunSummary>
  /** Stops every run; resolves when no process is left. A second call kills the processes. */
  close(): Promise<void>
}

export function createHost(options: HostOptions): Host {
  const { state = stateFolder() } = options
  const runs = new Runs(options.debounceMs ?? DEFAULT_DEBOUNCE_MS)
  const received = new ReceivedFiles(state)
  const logs = new Logs()
  const exports = new Exports()
  const diffs = new Diffs()
  const metrics = new MetricsSampler({ table: processTable(), emit: (event) => runs.emit('event', event) })
  const installs = new SampleInstalls(options.state, (event) => runs.emit('event', event))
  const shared = sharedCalls(runs, logs, installs, options)
  const connect: Host['connect'] = () => {
    const caller = {}
    return {
      api: {
        ...shared,
        watchMetrics: async (id, on) => {
          if (on) metrics.watch(caller, id, runs.supervisor(id))
          else metrics.unwatch(caller, id)
        },
        diff: (a, b) => diffs.compare(caller, runs.find(a).lines, runs.find(b).lines),
        export: async (id, format, choice) => exports.start(caller, runs.find(id).lines, format, choice),
        exportPart: (id) => exports.nextPart(caller, id),
        cancelExport: async (id) => exports.cancel(caller, id),
        receiveFile: (name, size) => received.start(caller, name, size),
        receivePart: (id, part) => received.append(caller, id, part),
        openReceived: async (id) => runs.openReceived(await received.finish(caller, id), state),
        cancelReceiving: () => received.cancel(caller),
      },
      disconnect: () => {
        metrics.removeWatcher(caller)
        exports.cancel(caller)
        diffs.cancel(caller)
        void received.cancel(caller).catch(() => {})
      },
    }
  }
  return {
    api: connect().api,
    connect,
    listen: (listener) => runs.on('event', listener),
    start: (target, launchOptions) => runs.start(target, launchOptions),
    close: async () => {
      logs.close()
      exports.close()
      diffs.close()
      installs.close()
      await runs.closeAll()
    },
  }
}

/** The calls that are the same for every caller. */
function sharedCalls(
  runs: Runs,
  logs: Logs,
  installs: SampleInstalls,
  options: HostOptions,
): Omit<HostApi, WindowCall> {
  const { node, state = stateFolder() } = options
  const trusted = new TrustedProjects(state)
  const recent = new RecentEntries(state)
  return {
    about: () => about(options),
    ping: async () => {},
    opening: async () => (await options.opening?.()) ?? null,
    otherGroves: async () => [],
    attach: async () => {
      throw new HostError({ code: 'NO_SUCH_RUN', message: 'This Grove shows its own runs only.' })
    },
    pageAddress: async () => options.pageAddress?.() ?? null,
    home: async () => ({ samples: await listSamples(state), recent: await recent.list() }),
    clearRecent: () => recent.clear(),
    browse,
    pick: async (kind) => (await options.pick?.(kind)) ?? null,
    preview: (target) => previewTarget(target, trusted, node),
    importPlan,
    createProject: (sample, folder) => createProject(sample, folder, trusted),
    installSample: (name) => installs.install(name),
    cancelInstall: async (name) => installs.cancel(name),
    trust: (target, shown) => trustTarget(target, shown, trusted, node),
    start: async (target, selection) => {
      const { plan, reloadPlan, directory, path } = await loadTrusted(target, trusted, node)
      const summary = await runs.start(target, { plan, reloadPlan, directory, state, node, ...selection })
      await addToRecent(recent, target, path, plan.name)
      return summary
    },
    history: (directory) => readHistory(state, directory),
    deleteRecording: async (file) => {
      await deleteRecording(state, file)
      await recent.remove(file)
      runs.emit('event', { type: 'historyChanged' })
    },
    open: async (path) => {
      const summary = await runs.open(path, state)
      await recent.add('timeline', path, basename(path))
      return summary
    },
    runs: async () => runs.summaries(),
    lines: async (id, from) => runs.find(id).lines.page(from),
    act: async (id, server, action) => runs.supervisor(id).act(server, action),
    add: async (id, serverType) => runs.supervisor(id).add(serverType),
    scale: async (id, serverType, count) => runs.supervisor(id).scale(serverType, count),
    fault: async (id, server, link, fault, peer) =>
      runs.supervisor(id).injectFault(server, { link, fault, peer }),
    proxies: async (id, server) => runs.supervisor(id).proxies(server),
    call: async (id, server, request) => runs.supervisor(id).call(server, request),
    tap: async (id, level) => runs.supervisor(id).setTapLevel(level),
    note: async (id, note) => addNote(runs.find(id), note),
    removeNote: async (id, note) => removeNote(runs.find(id), note),
    waitFor: async (id, goal, timeoutMs) => waitFor(runs.supervisor(id), goal, timeoutMs),
    inspect: async (id, server) => runs.supervisor(id).openDebugger(server),
    stop: async (id, { exitCode, drainMs } = {}) => runs.supervisor(id).stop(exitCode, drainMs),
    orphans: () => findOrphans(state),
    freePort: async (port) => void (await freePort(state, port)),
    cleanUpOrphans: (ids, action) => cleanUpOrphans(state, ids, action),
    close: async (id) => runs.close(id),
    logs: async (id, query) => logs.read(runs.logsOf(id), query),
    downloadLogs: async (id, query) => logs.download(runs.logsOf(id), query),
  }
}

async function addToRecent(recent: RecentEntries, target: Target, path: string, name: string): Promise<void> {
  if (target.kind === 'sample') return
  // The run has started: that the list of recent files cannot be written is no reason to fail.
  await recent.add('project', path, name).catch(() => {})
}

async function about({ shell, node, pick }: HostOptions): Promise<About> {
  return {
    version: groveVersion,
    shell,
    node: await findNode(node).catch(() => null),
    platform: process.platform,
    nativeDialogs: pick !== undefined,
  }
}
