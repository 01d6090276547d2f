// The ways in which a launcher can die while it runs servers that resist stopping.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { signalGroup } from '../../src-main/host/system/process-group.ts'
import { groveBin, GroveProcess, processesOf, temporaryFolder } from './grove.ts'
import { unkillableServersReady, writeUnkillableProject } from './unkillable-project.ts'
import { until } from './until.ts'

const crashOnSignal = join(import.meta.dirname, '..', 'fixtures', 'processes', 'crash-on-signal.mjs')
const node = [process.execPath, groveBin]
const nodeThatCrashes = [process.execPath, '--import', crashOnSignal, groveBin]
/** A shell that stays while its command runs, like a package runner's. */
const behindShell = ['sh', '-c', '"$@"; true', 'sh', ...node]

interface CrashScenario {
  command: string[]
  /** Sent to the process that the command started. */
  signal: NodeJS.Signals
  env?: Record<string, string>
}

export const CRASH_SCENARIOS: Record<string, CrashScenario> = {
  SIGKILL: { command: node, signal: 'SIGKILL' },
  SIGSEGV: { command: node, signal: 'SIGSEGV' },
  SIGTERM: { command: node, signal: 'SIGTERM' },
  exit: { command: nodeThatCrashes, signal: 'SIGUSR2', env: { DIE_BY: 'exit' } },
  'an uncaught error': { command: nodeThatCrashes, signal: 'SIGUSR2', env: { DIE_BY: 'throw' } },
  'the end of its own parent': { command: behindShell, signal: 'SIGKILL' },
}

/** Longest time that a process may outlive its launcher. */
const MAX_SURVIVAL_MS = 4_000

/** Starts a cluster, kills its launcher, and returns how long its last process survived, in milliseconds. */
export async function measureSurvivalMs(death: CrashScenario): Promise<number> {
  await using folder = await temporaryFolder()
  const project = await writeUnkillableProject(folder.path)
  const mark = join(folder.path, 'state')
  const { command, env } = death
  const grove = new GroveProcess(['up', project], { command, env: { ...env, GROVE_STATE: mark } })
  const left = () => processesOf(`GROVE_STATE=${mark}`)
  try {
    await grove.waitForOutput('converged')
    await unkillableServersReady(project)
    const pids = await left()
    if (pids.length < 10) throw new Error(`only ${pids.length} processes ran, not 10 and the reaper`)
    const begun = performance.now()
    grove.child.kill(death.signal)
    const alive = () => pids.filter(runs)
    await until('every process of the run is gone', () => alive().length === 0, {
      within: MAX_SURVIVAL_MS,
      detail: () => `left: ${alive().map(describeProcess).join('\n')}\n${grove.stderr}`,
    })
    const survival = performance.now() - begun
    const late = await left()
    if (late.length > 0) throw new Error(`came later: ${late.map(describeProcess).join('\n')}`)
    return survival
  } finally {
    for (const pid of await left()) signalGroup(pid, 'SIGKILL')
  }
}

/** False for a zombie. */
function runs(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

function describeProcess(pid: number): string {
  return `${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`
}
