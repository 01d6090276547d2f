// The host: every call of the contract. It knows neither Electron nor HTTP.
import { basename } from 'node:path'
import type { About, HostApi, HostServer, RunSummary, Shell, Target } from '../contract/index.ts'
import { browse } from './project/browse.ts'
import { Exports } from './exports/exports.ts'
import { history } from './recording/history.ts'
import { findOrphans, cleanUpOrphans } from './system/orphans.ts'
import { groveVersion } from './locations.ts'
import { Logs } from './logs/logs.ts'
import type { Launched, LaunchOptions } from './launch.ts'
import { findNode } from './system/node.ts'
import { processTable } from './metrics/process-table.ts'
import { MetricsSampler } from './metrics/sampler.ts'
import { waitFor } from './supervisor/wait-for.ts'
import { freePort } from './system/ports/port-conflict.ts'
import { RecentEntries } from './state/recent.ts'
import { Runs } from './runs.ts'
import { listSamples } from './project/samples.ts'
import { stateFolder } from './state/state-folder.ts'
import { createProject } from './project/new-project.ts'
import { importPlan, openTarget, previewTarget } from './project/target.ts'
import { TrustedFolders } from './project/trust.ts'

/** One answer of `lines` holds at most so many. */
const LINES = 5_000

export interface HostOptions {
  shell: Shell
  /** A native dialog; without it windows browse. */
  pick?: (kind: 'folder' | 'timeline') => Promise<string | null>
  /** The Node that runs servers; found when not given. */
  node?: string
  /** Grove's state folder, when not the user's own. */
  state?: string
}

/** Calls that are about the window which makes them. */
type OwnCall = 'watchMetrics' | 'export' | 'exportPart' | 'cancelExport'

/** What a shell gets. */
export interface Host extends HostServer {
  /**
   * Prepares a run of a folder that the user named to this very process, which is trust enough; nothing is spawned
   * until `cluster.start()`.
   */
  prepare(target: Target, options: LaunchOptions): Promise<Launched>
  /** Stops every run; resolves when nothing is left running. A second call ends all at once. */
  close(): Promise<void>
}

export function createHost(options: HostOptions): Host {
  const runs = new Runs()
  const logs = new Logs()
  const exports = new Exports()
  const numbers = new MetricsSampler({ table: processTable(), tell: (event) => runs.emit(event) })
  const calls = callsOver(runs, logs, options)
  const connect: Host['connect'] = () => {
    const visitor = {}
    return {
      api: {
        ...calls,
        watchMetrics: async (id, on) => watchMetrics(numbers, visitor, runs, id, on),
        export: async (id, format, options) => exports.begin(visitor, runs.find(id).lines, format, options),
        exportPart: (id) => exports.part(visitor, id),
        cancelExport: async (id) => exports.end(visitor, id),
      },
      disconnect: () => {
        numbers.forget(visitor)
        exports.end(visitor)
      },
    }
  }
  return {
    api: connect().api,
    connect,
    listen: (listener) => runs.listen(listener),
    prepare: (target, asked) => runs.prepare(asked, target),
    close: async () => {
      logs.close()
      exports.close()
      await runs.closeAll()
    },
  }
}

function watchMetrics(numbers: MetricsSampler, visitor: object, runs: Runs, run: string, on: boolean): void {
  if (on) numbers.watch(visitor, run, runs.cluster(run))
  else numbers.unwatch(visitor, run)
}

/** What is the same for everyone who calls. */
function callsOver(runs: Runs, logs: Logs, options: HostOptions): Omit<HostApi, OwnCall> {
  const state = options.state ?? stateFolder()
  const trusted = new TrustedFolders(state)
  const recent = new RecentEntries(state)
  return {
    about: () => about(options),
    home: async () => ({ samples: await listSamples(), recent: await recent.list() }),
    browse,
    pick: async (kind) => (await options.pick?.(kind)) ?? null,
    preview: (target) => previewTarget(target, trusted),
    importPlan,
    createProject: (sample, folder) => createProject(sample, folder, trusted),
    trust: (path) => trusted.add(path),
    start: async (target, selection) => {
      const opened = await openTarget(target, trusted)
      const { plan, directory, file } = opened
      const node = options.node === undefined ? {} : { node: options.node }
      const summary = await runs.start(
        { plan, planFile: file, directory, state, ...node, ...selection },
        target,
      )
      await remember(recent, target, file, plan.name)
      return summary
    },
    history: (directory) => history(state, directory),
    open: async (path) => {
      const summary: RunSummary = await runs.open(path, state)
      await recent.add('timeline', path, basename(path))
      return summary
    },
    runs: async () => runs.summaries(),
    lines: async (id, from) => runs.find(id).lines.page(from, LINES),
    act: async (id, server, action) => runs.cluster(id).act(server, action),
    add: async (id, serverType) => runs.cluster(id).add(serverType),
    scale: async (id, serverType, count) => runs.cluster(id).scale(serverType, count),
    fault: async (id, server, link, fault) => runs.cluster(id).injectFault(server, link, fault),
    tap: async (id, level) => runs.cluster(id).setTapLevel(level),
    waitFor: (id, goal, time) => waitFor(runs.cluster(id), goal, time),
    inspect: async (id, server) => runs.cluster(id).openDebugger(server),
    stop: async (id) => runs.cluster(id).stop(),
    orphans: () => findOrphans(state),
    freePort: async (port) => void (await freePort(state, port)),
    cleanUpOrphans: (ids, action) => cleanUpOrphans(state, ids, action),
    close: async (id) => runs.close(id),
    logs: async (id, query) => logs.read(runs.logged(id), query),
    downloadLogs: async (id, query) => logs.download(runs.logged(id), query),
  }
}

async function remember(recent: RecentEntries, target: Target, file: string, name: string): Promise<void> {
  if (target.kind === 'sample') return
  // A list of recent files that cannot be written must not stop what was started.
  await recent.add('project', file, name).catch(() => {})
}

async function about(options: HostOptions): Promise<About> {
  return {
    version: groveVersion,
    shell: options.shell,
    node: await findNode(options.node).catch(() => null),
    platform: process.platform,
    nativeDialogs: options.pick !== undefined,
  }
}
