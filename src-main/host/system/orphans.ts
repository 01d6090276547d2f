// Orphans: processes of a run whose launcher and reaper were both killed. They are found by the ledger of the run, and
// killed only on request.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  HostError,
  problemOf,
  type OrphanAction,
  type OrphanedRun,
  type Problem,
} from '../../contract/index.ts'
import { listOwnFolder } from '../state/own-files.ts'
import { ledgerFile, readLedger, type Ledger } from './process-ledger.ts'
import { signalGroup } from './process-group.ts'
import { pidsOfRun, processInfo, type ProcessInfo } from './process-info/process-info.ts'

/** How long orphans may take to end after SIGTERM, and again after SIGKILL. */
const STOP_TIMEOUT_MS = 2_000
const POLL_MS = 50

export interface LedgerStatus {
  file: string
  ledger: Ledger
  /** Whether its launcher or reaper is alive: another Grove owns the run. */
  isActive: boolean
  /** Those that are alive. */
  processes: OrphanedRun['processes']
}

/** Takes the problem of a ledger that cannot be read; without one it is thrown. */
type OnUnreadable = (problem: Problem) => void

/** Returns all runs of the state folder that have a ledger. @throws {HostError} CANNOT_READ */
export async function readLedgers(state: string, onUnreadable?: OnUnreadable): Promise<LedgerStatus[]> {
  const runs = join(state, 'runs')
  const folders = await listOwnFolder(runs)
  const statuses = await Promise.all(
    folders.map(async (folder) => {
      try {
        return await statusOf(ledgerFile(join(runs, folder)))
      } catch (error) {
        if (!onUnreadable) throw error
        onUnreadable(problemOf(error))
        return null
      }
    }),
  )
  return statuses.filter((status) => status !== null)
}

/**
 * Returns ended runs that have living processes. Removes ledgers that are no longer needed.
 * @throws {HostError} CANNOT_READ
 */
export async function findOrphans(state: string, onUnreadable?: OnUnreadable): Promise<OrphanedRun[]> {
  const found = await orphanedLedgers(state, onUnreadable)
  return found.map(({ ledger: { run, name, directory, startedAt }, processes }) => ({
    run,
    name,
    directory,
    startedAt,
    processes,
  }))
}

/** Kills the orphans of these runs, or forgets them. @throws {HostError} STILL_RUNNING */
export async function cleanUpOrphans(
  state: string,
  runs: readonly string[],
  action: OrphanAction,
): Promise<void> {
  const selected = (await orphanedLedgers(state, () => {})).filter(({ ledger }) => runs.includes(ledger.run))
  await Promise.all(
    selected.map(async (status) => {
      if (action === 'stop') await killOrphan(status)
      await rm(status.file, { force: true })
    }),
  )
}

async function orphanedLedgers(state: string, onUnreadable?: OnUnreadable): Promise<LedgerStatus[]> {
  const inactive = (await readLedgers(state, onUnreadable)).filter(({ isActive }) => !isActive)
  const empty = inactive.filter(({ processes }) => processes.length === 0)
  await Promise.all(empty.map(({ file }) => rm(file, { force: true })))
  return inactive.filter(({ processes }) => processes.length > 0)
}

async function statusOf(file: string): Promise<LedgerStatus | null> {
  const ledger = await readLedger(file)
  if (!ledger) return null
  const { run, launcher, reaper } = ledger
  const listed = [launcher, ...(reaper ? [reaper] : []), ...ledger.processes]
  const alive = await processInfo(listed.map(({ pid }) => pid))
  const isSame = (one: { pid: number; startTime: string } | null, other: ProcessInfo) =>
    one !== null && one.pid === other.pid && one.startTime === other.startTime
  const isActive = alive.some((each) => isSame(launcher, each) || isSame(reaper, each))
  const servers = ledger.processes.flatMap((server) => {
    const found = alive.find((each) => isSame(server, each))
    return found ? [{ ...found, id: server.id }] : []
  })
  const children = isActive ? [] : await childrenOf(run, servers)
  const processes = [...servers, ...children].map(({ id, pid, command, startedAt }) => ({
    id,
    pid,
    command,
    startedAt,
  }))
  return { file, ledger, isActive, processes }
}

/** Returns the processes that the servers of a run spawned. */
async function childrenOf(run: string, servers: readonly { pid: number }[]) {
  const pids = (await pidsOfRun(run)).filter((pid) => !servers.some((server) => server.pid === pid))
  return (await processInfo(pids)).map((each) => ({ ...each, id: null }))
}

/**
 * Kills all orphans of a run, or one orphan with its process group: first SIGTERM, then SIGKILL. Reads the processes
 * again before each signal, so that no signal reaches a pid that now belongs to another process.
 * @throws {HostError} STILL_RUNNING
 */
export async function killOrphan({ file }: LedgerStatus, only?: number): Promise<void> {
  const signal = async (...signals: NodeJS.Signals[]) => {
    const processes = (await statusOf(file))?.processes ?? []
    const alive = processes.filter(({ pid }) => only === undefined || pid === only)
    for (const { pid, id } of alive) for (const each of signals) signalProcess(pid, id, each)
    return alive
  }
  const endsAfter = async (...signals: NodeJS.Signals[]) => {
    for (const end = performance.now() + STOP_TIMEOUT_MS; performance.now() < end; await pause(POLL_MS)) {
      if ((await signal(...signals)).length === 0) return true
    }
    return false
  }
  await signal('SIGCONT', 'SIGTERM')
  if ((await endsAfter()) || (await endsAfter('SIGKILL'))) return
  const pids = (await signal()).map(({ pid }) => pid).join(', ')
  if (pids !== '') throw new HostError({ code: 'STILL_RUNNING', message: `${pids} cannot be ended.` })
}

/** A server leads a process group; a child of a server does not. */
function signalProcess(pid: number, id: string | null, signal: NodeJS.Signals): void {
  if (id !== null || process.platform === 'win32') return signalGroup(pid, signal)
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}
