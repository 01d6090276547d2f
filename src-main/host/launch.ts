// From a plan to a started cluster: Node, run folder, token, recording, build, processes.
import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { ClusterPlan, Settings } from '../contract/index.ts'
import type { HeaderEvent } from '../timeline/index.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { compileProject } from './project/compile.ts'
import { readEnvironment } from './project/environment.ts'
import type { GracePeriods } from './supervisor/stop-escalation.ts'
import { PendingPacketJournal } from './recording/pending-packet-journal.ts'
import { ProcessLedger } from './system/process-ledger.ts'
import { groveVersion, runFile } from './locations.ts'
import { LogKeeper } from './logs/keeper.ts'
import { findNode } from './system/node.ts'
import { assertEnoughMemory } from './system/memory-check.ts'
import { summarizePlan, type Beginning } from './project/plan-members.ts'
import { StickyPorts } from './system/ports/sticky.ts'
import type { ProcessContext } from './supervisor/process-command.ts'
import { findFiles } from './project/project.ts'
import { Recorder } from './recording/recorder.ts'
import { forgetRuns } from './recording/retention.ts'
import { createRunFolder, useFolder } from './recording/run-folder.ts'
import type { RestartLimits } from './supervisor/restart-policy.ts'
import { selectMembers, type Selection } from './project/selection.ts'
import { readSettings } from './state/settings.ts'
import { stateFolder } from './state/state-folder.ts'
import { TimelineFile } from './recording/timeline-file.ts'
import { clusterToken } from './supervisor/token.ts'

/** How often runs are forgotten while one goes on, milliseconds. */
const RETAIN_MS = 60_000

export interface LaunchOptions extends Selection {
  plan: ClusterPlan
  /** Where the plan is read again before a server is spawned later; it stays as it is without. */
  planFile?: string
  /** The project's folder. */
  directory: string
  /** The Node that runs servers; found when not given. */
  node?: string
  /** A second file to write the timeline to. */
  record?: string
  state?: string
  tap?: HeaderEvent['tap']
  grace?: GracePeriods
  restarts?: RestartLimits
  /** Timers and limits of the protocol that differ from its defaults. */
  parameters?: ProcessContext['parameters']
  /** What each process executes, for tests. */
  runFile?: string
}

export interface Launched {
  run: string
  cluster: Supervisor
  /** The timeline's file. */
  file: string
  /** Its folder may be forgotten. */
  release: () => Promise<void>
  /** The folder of logs, and who keeps them. */
  logs: { folder: string; keeper: LogKeeper }
}

/** Prepares a run; nothing is spawned until `cluster.start()`. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { plan, directory } = options
  const first = selectMembers(plan, options)
  assertEnoughMemory(first.length)
  const environment = await readEnvironment(directory)
  const node = await findNode(options.node)
  const run = randomUUID()
  const startedAt = new Date()
  const state = options.state ?? stateFolder()
  const ports = await StickyPorts.open(state, directory)
  const { history } = await readSettings(state)
  const folder = await createRunFolder(state, { run, directory, startedAt })
  const release = await useFolder(folder.path, 'recorded')
  await forgetRuns(state, history)
  const files = [await TimelineFile.create(folder.timeline)]
  if (options.record !== undefined) files.push(await TimelineFile.create(options.record))
  const header = headerOf(options, run, startedAt, { first, environment, seed: options.seed })
  const cluster = new Supervisor({
    plan,
    environment,
    directory,
    first,
    run,
    state,
    lastPort: (id) => ports?.of(id),
    stopping: (servers) => ports?.close(servers),
    node: node.path,
    runFile: options.runFile ?? runFile,
    logs: folder.logs,
    token: clusterToken(),
    t0: header.t0,
    tap: header.tap,
    // Two runs must have room: the one that goes on, and the one before it.
    recorder: new Recorder(header, files, {
      halfKnown: await PendingPacketJournal.create(folder.path),
      most: history.bytes / 2,
    }),
    ledger: new ProcessLedger(folder.path, {
      run,
      name: plan.name,
      directory: await realpath(directory),
      startedAt: header.startedAt,
    }),
    compile: async (types) => compileProject(directory, await findFiles(directory, types)),
    ...(options.planFile === undefined ? {} : { planFile: options.planFile }),
    ...(options.grace ? { grace: options.grace } : {}),
    ...(options.restarts ? { restarts: options.restarts } : {}),
    ...(options.parameters ? { parameters: options.parameters } : {}),
  })
  retain(cluster, state, history)
  cluster.listen(() => ports?.note(() => cluster.servers()))
  return {
    run,
    cluster,
    file: folder.timeline,
    release,
    logs: { folder: folder.logs, keeper: keep(cluster, folder.logs, plan) },
  }
}

/** While it runs, and when it has ended, the runs before it make room. */
function retain(cluster: Supervisor, state: string, limits: Settings['history']): void {
  const forget = () => void forgetRuns(state, limits)
  const timer = setInterval(forget, RETAIN_MS).unref()
  const undo = cluster.listen(() => {
    if (cluster.status !== 'ended') return
    clearInterval(timer)
    undo()
    forget()
  })
}

/** The logs are looked after while the cluster runs. */
function keep(cluster: Supervisor, folder: string, plan: ClusterPlan): LogKeeper {
  const keeper = new LogKeeper({
    folder,
    maxBytes: plan.logs.maxBytes,
    now: () => cluster.recorder.now(),
    servers: () => cluster.servers().map(({ id }) => id),
  })
  cluster.listen(() => (cluster.status === 'ended' ? keeper.stop() : keeper.start()))
  return keeper
}

function headerOf(options: LaunchOptions, run: string, startedAt: Date, beginning: Beginning): HeaderEvent {
  return {
    t: 'header',
    v: 1,
    run,
    startedAt: startedAt.toISOString(),
    t0: process.hrtime.bigint().toString(),
    generator: `Grove ${groveVersion}`,
    plan: summarizePlan(options.plan, beginning),
    tap: options.tap ?? { rpc: 'full' },
    redacted: true,
  }
}
