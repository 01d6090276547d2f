// What runs on although its run has ended: servers whose launcher and reaper were both killed. Found by the runs' ledgers,
// by pid and birth; listed for people, and ended only when asked.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HostError, type OrphanedRun, type OrphanAction } from '../../contract/index.ts'
import { ledgerIn, readLedger, type LedgerEntries } from './process-ledger.ts'
import { signalGroup } from './process-group.ts'
import { processInfo, type ProcessFacts } from './process-info/process-info.ts'
import { markedBy } from './process-info/marked.ts'

/** How long what is swept may take to end by itself, and then to be gone, milliseconds. */
const TERMINATE_MS = 2_000
const POLL_MS = 50

/** A ledger as it was left, and which of its processes are alive. */
export interface LedgerSight {
  file: string
  entries: LedgerEntries
  /** Its launcher or its reaper is alive: it is none of another Grove's business. */
  attended: boolean
  processes: OrphanedRun['processes']
}

/** Every run of the state folder that has a ledger. */
export async function readLedgers(state: string): Promise<LedgerSight[]> {
  const runs = join(state, 'runs')
  const folders = await readdir(runs).catch(() => [])
  const sights = await Promise.all(folders.map((folder) => sightOf(ledgerIn(join(runs, folder)))))
  return sights.filter((sight) => sight !== null)
}

/** Runs that have ended and left processes. */
export async function findOrphans(state: string): Promise<OrphanedRun[]> {
  return (await left(state)).map(({ entries: { run, name, directory, startedAt }, processes }) => ({
    ...{ run, name, directory, startedAt, processes },
  }))
}

/** Ends what these runs left, or never speaks of it again. Fails with `STILL_RUNNING` where one cannot be ended. */
export async function cleanUpOrphans(
  state: string,
  runs: readonly string[],
  action: OrphanAction,
): Promise<void> {
  const chosen = (await left(state)).filter(({ entries }) => runs.includes(entries.run))
  await Promise.all(
    chosen.map(async (sight) => {
      if (action === 'stop') await endLeft(sight)
      await rm(sight.file, { force: true })
    }),
  )
}

async function left(state: string): Promise<LedgerSight[]> {
  const unattended = (await readLedgers(state)).filter(({ attended }) => !attended)
  // One that names nobody any more is of no more use.
  const done = unattended.filter(({ processes }) => processes.length === 0)
  await Promise.all(done.map(({ file }) => rm(file, { force: true })))
  return unattended.filter(({ processes }) => processes.length > 0)
}

async function sightOf(file: string): Promise<LedgerSight | null> {
  const entries = await readLedger(file)
  if (!entries) return null
  const { run, launcher, reaper, processes } = entries
  const listed = [launcher, ...(reaper ? [reaper] : []), ...processes]
  const facts = await processInfo(listed.map(({ pid }) => pid))
  const same = (one: { pid: number; birth: string } | null, other: ProcessFacts) =>
    one !== null && one.pid === other.pid && one.birth === other.birth
  const attended = facts.some((each) => same(launcher, each) || same(reaper, each))
  const servers = processes.flatMap((server) => {
    const found = facts.find((each) => same(server, each))
    return found ? [{ ...found, id: server.id }] : []
  })
  const others = attended ? [] : await childrenOf(run, servers)
  return {
    file,
    entries,
    attended,
    processes: [...servers, ...others].map(({ id, pid, command, startedAt }) => ({
      id,
      pid,
      command,
      startedAt,
    })),
  }
}

/** What the servers of a run started themselves. */
async function childrenOf(run: string, servers: readonly { pid: number }[]) {
  const marked = await markedBy(run)
  const facts = await processInfo(marked.filter((pid) => !servers.some((server) => server.pid === pid)))
  return facts.map((each) => ({ ...each, id: null }))
}

/**
 * Ends what a run left: all of it, or one process with what it started in its group. Looks again before each signal, so
 * that none reaches a pid that has become another's. Fails with `STILL_RUNNING`.
 */
export async function endLeft({ file }: LedgerSight, only?: number): Promise<void> {
  const signal = async (...signals: NodeJS.Signals[]) => {
    const alive = ((await sightOf(file))?.processes ?? []).filter(
      ({ pid }) => only === undefined || pid === only,
    )
    for (const { pid, id } of alive) for (const each of signals) signalOne(pid, id, each)
    return alive
  }
  await signal('SIGCONT', 'SIGTERM')
  for (const end = performance.now() + TERMINATE_MS; performance.now() < end; await pause(POLL_MS)) {
    if ((await signal()).length === 0) return
  }
  for (const end = performance.now() + TERMINATE_MS; performance.now() < end; await pause(POLL_MS)) {
    if ((await signal('SIGKILL')).length === 0) return
  }
  const pids = (await signal()).map(({ pid }) => pid).join(', ')
  if (pids !== '') throw new HostError({ code: 'STILL_RUNNING', message: `${pids} cannot be ended.` })
}

/** A server leads a group of its own, and what it started in it goes with it. */
function signalOne(pid: number, id: string | null, signal: NodeJS.Signals): void {
  if (id !== null || process.platform === 'win32') return signalGroup(pid, signal)
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already, which is what was wanted.
  }
}
