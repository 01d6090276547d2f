// `npm run chaos -- --servers 20 --minutes 10 --seed 1`: bursts of faults on a real cluster. After each
// burst every invariant must hold again. The same seed gives the same faults. A failure keeps its recording.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { parsePlan } from '../../src-main/contract/index.ts'
import { launch } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import { type CheckLimits, type Finding } from '../../src-main/timeline/index.ts'
import { brokenInvariants } from './broken-invariants.ts'
import { ChaosCluster } from './chaos-cluster.ts'
import { bursts, MASTER, type Fault } from './chaos-faults.ts'
import { writeCallerProject } from './chaos-project.ts'
import { recordedLines } from './recorded-lines.ts'

interface ChaosOptions {
  servers: number
  minutes: number
  seed: number
  say?: (line: string) => void
}

interface ChaosResult {
  faults: Record<string, number>
  /** Number of checks, one after each burst. */
  checks: number
  events: number
  /** Longest time from the last fault of a burst until all views agreed. */
  slowestMs: number
  findings: Finding[]
  /** The recording, kept when something was found. */
  file: string
}

/** The invariants must hold this long after the last fault. */
const QUIET_MS = 3_000
/** The first start takes longer. */
const START_TIMEOUT_MS = 30_000
/** How long the cluster must stay converged. */
const STEADY_MS = 400
const CALL_INTERVAL_MS = 500
/** Packets with one unreported end are written after 5 s, checked once a second. */
const PENDING_PACKET_NS = 7e9
const parameters = { heartbeatIntervalMs: 400, heartbeatTimeoutMs: 800, settleTimeoutMs: 1_500 }
const grace = { stopMs: 400, sigtermMs: 400 }

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      servers: { type: 'string', default: '20' },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [servers, minutes, seed] = [Number(values.servers), Number(values.minutes), Number(values.seed)]
  if (!(servers >= 2 && minutes > 0 && Number.isInteger(servers) && Number.isInteger(seed))) {
    throw new Error('npm run chaos -- --servers 20 --minutes 10 --seed 1')
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const result = await chaos({ servers, minutes, seed, say })
  for (const { rule, message, events } of result.findings) say(`${rule}: ${message}  [${events.join(', ')}]`)
  const counted = Object.entries(result.faults).map(([kind, count]) => `${count} ${kind}`)
  say(`seed ${seed}: ${counted.join(', ')}`)
  say(
    `${result.checks} quiets checked, ${result.events} events, slowest agreement ${result.slowestMs.toFixed(0)} ms, ` +
      `violations ${result.findings.length}`,
  )
  if (result.findings.length === 0) return
  say(`recording kept: ${result.file}`)
  process.exitCode = 1
}

/** Ends after the first burst with a finding, or when the time is over. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { servers, minutes, seed, say = () => undefined } = options
  const folder = await mkdtemp(join(tmpdir(), `grove-chaos-${seed}-`))
  const { supervisor: cluster, file } = await launchCallers(folder, servers)
  const result: ChaosResult = { faults: {}, checks: 0, events: 0, slowestMs: 0, findings: [], file }
  const victims = new ChaosCluster(cluster)
  try {
    await cluster.start()
    result.findings = (await waitForAgreement(cluster, START_TIMEOUT_MS)).findings
    const end = performance.now() + minutes * 60_000
    for (const faults of bursts(seed, servers)) {
      if (performance.now() > end || result.findings.length > 0) break
      await victims.inject(faults)
      const { findings, took } = await waitForAgreement(cluster)
      result.findings = findings
      result.checks += 1
      result.slowestMs = Math.max(result.slowestMs, took)
      say(`burst ${result.checks}: ${describe(faults)}: agreed after ${took.toFixed(0)} ms`)
    }
  } finally {
    await cluster.stop()
  }
  result.findings = result.findings.length > 0 ? result.findings : await check(cluster)
  result.faults = victims.counts
  result.events = cluster.recorder.log.count
  if (result.findings.length === 0) await rm(folder, { recursive: true, force: true })
  return result
}

async function launchCallers(folder: string, servers: number) {
  const project = join(folder, 'project')
  await mkdir(project)
  const plan = parsePlan(await writeCallerProject(project, servers, CALL_INTERVAL_MS))
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems))
  return launch({ plan: plan.plan, directory: project, state: folder, parameters, grace })
}

/** Waits until all views agree, then checks the recording. `took`: milliseconds until they agreed. */
async function waitForAgreement(
  cluster: Supervisor,
  within = QUIET_MS,
): Promise<{ findings: Finding[]; took: number }> {
  const began = performance.now()
  let since: number | null = null
  while (performance.now() < began + within) {
    if (!agreed(cluster)) since = null
    else since ??= performance.now()
    if (since !== null && performance.now() - since >= STEADY_MS) {
      return { findings: await check(cluster, PENDING_PACKET_NS), took: since - began }
    }
    await pause(20)
  }
  const message = `after ${within} ms without a fault not all agree: ${JSON.stringify(cluster.recorder.convergence)}`
  return {
    findings: [finding('views-agree-when-idle', message), ...(await check(cluster, PENDING_PACKET_NS))],
    took: within,
  }
}

/** Whether the registry and every view hold exactly the running servers. */
function agreed(cluster: Supervisor): boolean {
  const living = cluster.servers().filter(({ id, pid }) => pid !== null && id !== MASTER).length
  const { converged, total } = cluster.recorder.convergence
  return converged && total === living && listed(cluster) === living
}

/** Number of servers in the master's registry. */
function listed({ recorder }: Supervisor): number | undefined {
  return recorder.state.registry?.servers.size
}

/** @param pairTimeoutNs how long reported packets may take until they are written */
async function check(cluster: Supervisor, pairTimeoutNs = 0): Promise<Finding[]> {
  const lines = await recordedLines((from) => cluster.recorder.log.page(from))
  const events = lines.filter((line) => line.t !== 'header' && line.t !== 'footer')
  const limits: Partial<CheckLimits> = {
    idleNs: QUIET_MS * 1e6,
    end: cluster.recorder.now(),
    pairTimeoutNs,
  }
  return [...brokenInvariants(events, limits), ...failures(cluster)]
}

/** Problems of the run, without servers that were killed before they were ready. */
function failures({ problems }: Supervisor): Finding[] {
  return problems
    .filter(({ code }) => code !== 'EXITED_EARLY')
    .map(({ code, message, server }) =>
      finding('nobody-fails', `${server ?? 'the run'}: ${code}: ${message}`),
    )
}

function finding(rule: string, message: string): Finding {
  return { rule, severity: 'error', message, events: [], at: 0 }
}

function describe(faults: readonly Fault[]): string {
  return faults.map(({ at, kind, target }) => `${at} ${kind} ${target}`).join(', ')
}
