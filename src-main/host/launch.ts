// Prepares a run: its folder, timeline, token and environment, and the supervisor that will spawn it.
import { randomBytes, randomUUID } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import type { AdapterDefinition } from '../../core/adapters/adapter.ts'
import { isOwnGroup, type ClusterPlan, type Settings } from '../contract/index.ts'
import { Redactor, type HeaderEvent } from '../timeline/index.ts'
import { groveVersion, runFile } from './locations.ts'
import { LogMonitor } from './logs/log-monitor.ts'
import { loadAdapter } from './project/adapter-file.ts'
import { readEnvironment } from './project/environment.ts'
import { summarizePlan, type StartDetails } from './project/plan-members.ts'
import { selectServers, type Selection } from './project/selection.ts'
import { PendingPacketJournal } from './recording/pending-packet-journal.ts'
import { Recorder } from './recording/recorder.ts'
import { removeOldRuns } from './recording/retention.ts'
import { createRunFolder, markInUse } from './recording/run-folder.ts'
import { TimelineFile } from './recording/timeline-file.ts'
import { readSettings } from './state/settings.ts'
import { stateFolder } from './state/state-folder.ts'
import type { LaunchConfigOptions } from './supervisor/launch-config.ts'
import type { RestartLimits } from './supervisor/restart-policy.ts'
import type { GracePeriods } from './supervisor/stop-escalation.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { assertEnoughMemory } from './system/memory-check.ts'
import { findNode } from './system/node.ts'
import { StickyPorts } from './system/ports/sticky.ts'
import { ProcessLedger } from './system/process-ledger.ts'

const RETENTION_INTERVAL_MS = 60_000

export interface LaunchOptions extends Selection {
  plan: ClusterPlan
  /** Reads the plan again before a later spawn; without it the plan stays as it is. */
  reloadPlan?: (() => Promise<ClusterPlan>) | undefined
  /** The project's folder. */
  directory: string
  /** Id of the run; a random one by default. */
  run?: string | undefined
  /** The Node that runs servers; found by default. */
  node?: string | undefined
  /** A second file to write the timeline to. */
  record?: string | undefined
  /** Grove's state folder; the user's own by default. */
  state?: string | undefined
  tap?: HeaderEvent['tap'] | undefined
  grace?: GracePeriods | undefined
  restarts?: RestartLimits | undefined
  /** Timers and limits that differ from the protocol's defaults. */
  parameters?: LaunchConfigOptions['parameters'] | undefined
  /** What each process executes; for tests. */
  runFile?: string | undefined
}

export interface Launched {
  run: string
  supervisor: Supervisor
  redactor: Redactor
  /** The timeline's file. */
  file: string
  /** ISO 8601. */
  startedAt: string
  /** The framework of its members and its version; null for Grove's own. */
  framework: string | null
  logs: { folder: string; monitor: LogMonitor }
  /** From now on the run's folder may be deleted. */
  release: () => Promise<void>
}

/**
 * Prepares a run; nothing is spawned until `supervisor.start()`.
 * @throws `BAD_ONLY`, `BAD_ORDER`, `NO_SERVERS`, `TOO_LITTLE_MEMORY`, `BAD_ENV`, `BAD_ADAPTER`, `CANNOT_WRITE`; nothing of the run is left then
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const releases: (() => Promise<unknown>)[] = []
  try {
    return await prepare(options, (release) => releases.push(release))
  } catch (error) {
    for (const release of releases.reverse()) await release().catch(() => {})
    throw error
  }
}

/** @param onRelease takes a function for each resource, to be called in reverse order when a later step fails */
async function prepare(
  options: LaunchOptions,
  onRelease: (release: () => Promise<unknown>) => void,
): Promise<Launched> {
  const { plan, directory, run = randomUUID(), state = stateFolder() } = options
  const first = selectServers(plan, options)
  assertEnoughMemory(first.length)
  const environment = await readEnvironment(directory)
  const adapter = await loadAdapter(plan, directory)
  const node = Object.values(plan.servers).some(isOwnGroup) ? await findNode(options.node) : null
  const startedAt = new Date()
  const ports = await StickyPorts.open(state, directory)
  const { history } = await readSettings(state)

  const folder = await createRunFolder(state, { run, directory, startedAt })
  onRelease(() => rm(folder.path, { recursive: true, force: true }))
  const release = await markInUse(folder.path, 'recorded')
  onRelease(release)
  await removeOldRuns(state, history).catch(() => {})
  const files: TimelineFile[] = []
  for (const path of [folder.timeline, options.record]) {
    if (path === undefined) continue
    const file = await TimelineFile.create(path)
    onRelease(() => file.close())
    files.push(file)
  }
  const journal = await PendingPacketJournal.create(folder.path)
  onRelease(() => journal.remove())
  const ledger = new ProcessLedger(folder.path, {
    run,
    name: plan.name,
    directory: await realpath(directory),
    startedAt: startedAt.toISOString(),
  })

  const redactor = new Redactor(plan.redact)
  const header = headerOf(options, run, startedAt, adapter, {
    initial: first,
    environment,
    seed: options.seed,
  })
  const supervisor = new Supervisor({
    plan,
    reloadPlan: options.reloadPlan,
    directory,
    environment,
    // Programs name theirs.
    node: node?.path ?? process.execPath,
    runFile: options.runFile ?? runFile,
    logs: folder.logs,
    token: clusterToken(),
    run,
    adapter,
    t0: header.t0,
    parameters: options.parameters,
    first,
    tap: header.tap.rpc,
    // The history must have room for two runs: this one and the one before it.
    recorder: new Recorder(header, files, { journal, maxBytes: history.bytes / 2, redactor }),
    redactor,
    ledger,
    ports,
    state,
    grace: options.grace,
    restarts: options.restarts,
  })
  const monitor = new LogMonitor({
    folder: folder.logs,
    maxBytes: plan.logs.maxBytes,
    now: () => supervisor.recorder.now(),
    servers: () => supervisor.servers().map(({ id }) => id),
  })
  supervisor.on('changed', () => {
    ports?.record(() => supervisor.servers())
    if (supervisor.status === 'ended') monitor.stop()
    else monitor.start()
  })
  limitHistory(supervisor, state, history)
  return {
    run,
    supervisor,
    redactor,
    file: folder.timeline,
    startedAt: header.startedAt,
    framework: header.dialect?.title ?? null,
    logs: { folder: folder.logs, monitor },
    release,
  }
}

/** Deletes older runs while this one grows, and when it has ended. */
function limitHistory(supervisor: Supervisor, state: string, limits: Settings['history']): void {
  const limit = () => void removeOldRuns(state, limits).catch(() => {})
  const timer = setInterval(limit, RETENTION_INTERVAL_MS).unref()
  const unsubscribe = supervisor.on('changed', () => {
    if (supervisor.status !== 'ended') return
    clearInterval(timer)
    unsubscribe()
    limit()
  })
}

/** A new secret for one run: who knows it may join. `GROVE_TOKEN` overrides it, for processes started elsewhere. */
export function clusterToken(env: NodeJS.ProcessEnv = process.env): string {
  return env['GROVE_TOKEN'] || randomBytes(32).toString('base64url')
}

function headerOf(
  { plan, tap }: LaunchOptions,
  run: string,
  startedAt: Date,
  adapter: AdapterDefinition | null,
  beginning: StartDetails,
): HeaderEvent {
  return {
    t: 'header',
    v: 1,
    run,
    startedAt: startedAt.toISOString(),
    t0: process.hrtime.bigint().toString(),
    generator: `Grove ${groveVersion}`,
    plan: summarizePlan(plan, beginning),
    dialect: adapter ? { ...adapter.dialect, title: plan.framework ?? adapter.dialect.title } : undefined,
    tap: tap ?? { rpc: 'full' },
    redacted: true,
  }
}
