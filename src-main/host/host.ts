// The host: every call of the contract. It knows neither Electron nor HTTP.
import { basename } from 'node:path'
import {
  HostError,
  type About,
  type ExportedFile,
  type ExportFormat,
  type HostApi,
  type RunSummary,
  type Target,
} from '../contract/index.ts'
import { exportTimeline, summarize, type TimelineEvent, type TimelineLine } from '../timeline/index.ts'
import { browse } from './browse.ts'
import { groveVersion } from './locations.ts'
import { findNode } from './node.ts'
import { RecentEntries } from './recent.ts'
import { Runs, type HostListener } from './runs.ts'
import { listSamples } from './samples.ts'
import { stateFolder } from './state-folder.ts'
import { createProject } from './new-project.ts'
import { importPlan, openTarget, previewTarget } from './target.ts'
import { TrustedFolders } from './trust.ts'

/** One answer of `lines` holds at most so many. */
const LINES = 5_000

export interface HostOptions {
  shell: About['shell']
  /** A native dialog; without it windows browse. */
  pick?: (kind: 'folder' | 'timeline') => Promise<string | null>
  /** The Node that runs servers; found when not given. */
  node?: string
  /** Grove's state folder, when not the user's own. */
  state?: string
}

/** What a shell gets. */
export interface Host {
  api: HostApi
  /** Returns its undo. */
  listen(listener: HostListener): () => void
  /** Stops every run; resolves when nothing is left running. A second call ends all at once. */
  close(): Promise<void>
}

export function createHost(options: HostOptions): Host {
  const runs = new Runs()
  return {
    api: apiOver(runs, options),
    listen: (listener) => runs.listen(listener),
    close: () => runs.end(),
  }
}

function apiOver(runs: Runs, options: HostOptions): HostApi {
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
    start: async (target) => {
      const opened = await openTarget(target, trusted)
      const { plan, directory, file } = opened
      const node = options.node === undefined ? {} : { node: options.node }
      const summary = await runs.start({ plan, directory, state, ...node }, target)
      await remember(recent, target, file, plan.name)
      return summary
    },
    open: async (path) => {
      const summary: RunSummary = await runs.open(path)
      await recent.add('timeline', path, basename(path))
      return summary
    },
    runs: async () => runs.summaries(),
    lines: async (id, from) => runs.find(id).lines.slice(from, from + LINES),
    act: async (id, server, action) => runs.cluster(id).act(server, action),
    add: async (id, serverType) => runs.cluster(id).add(serverType),
    stop: async (id) => runs.cluster(id).stop(),
    close: async (id) => runs.close(id),
    export: async (id, format) => exportLines(runs.find(id).lines, format),
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

function exportLines(lines: TimelineLine[], format: ExportFormat): ExportedFile {
  const [header] = lines
  if (header?.t !== 'header') throw new HostError({ code: 'NO_LINES', message: 'Nothing was recorded yet.' })
  const events = lines.filter(isEvent)
  // A run that goes on gets the footer of this moment: the file is whole.
  const footer = lines.find((line) => line.t === 'footer') ?? {
    t: 'footer',
    ...summarize(header, events),
    exit: 0,
  }
  const { mime, extension, chunks } = exportTimeline(format, { header, events, footer })
  return { name: `${header.plan.name}.${extension}`, mime, text: [...chunks].join('') }
}

function isEvent(line: TimelineLine): line is TimelineEvent {
  return line.t !== 'header' && line.t !== 'footer'
}
