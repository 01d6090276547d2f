// Retention of recorded runs: the latest are kept, up to a number and a size. A run in use is always kept.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../../contract/index.ts'
import { ledgerFile, readLedger } from '../system/process-ledger.ts'
import { findOrphans } from '../system/orphans.ts'
import { isAlive } from '../system/process-group.ts'
import { activeUses, runsFolder } from './run-folder.ts'
import { listOwnFolder } from '../state/own-files.ts'
import { unpackedFolder } from '../state/state-folder.ts'

/** Removes the oldest runs beyond the limits. A folder that cannot be read or removed stays until the next call. */
export async function removeOldRuns(state: string, { runs, bytes }: Settings['history']): Promise<void> {
  // Removes the ledgers of runs without orphans; a run with orphans must keep its ledger.
  await findOrphans(state, () => {})
  const kept = { runs: 0, bytes: 0 }
  for (const folder of await listRunFolders(state)) {
    kept.runs += 1
    kept.bytes += await diskUse(folder)
    if (kept.runs <= runs && kept.bytes <= bytes) continue
    if (await isInUse(folder)) continue
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
  await removeUnpacked(unpackedFolder(state))
}

async function isInUse(folder: string): Promise<boolean> {
  try {
    return (await activeUses(folder)).size > 0 || (await readLedger(ledgerFile(folder))) !== null
  } catch {
    // It cannot be read, so its user is unknown.
    return true
  }
}

/** Removes what a killed Grove had unpacked. */
async function removeUnpacked(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const stale = names.filter((name) => !isAlive(Number.parseInt(name, 10)))
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })))
}

/**
 * Returns the folders of all runs, the latest first: their names begin with the start time.
 * @throws {HostError} CANNOT_READ
 */
export async function listRunFolders(state: string): Promise<string[]> {
  const runs = runsFolder(state)
  const names = await listOwnFolder(runs)
  return names
    .sort()
    .reverse()
    .map((name) => join(runs, name))
}

/** Returns the bytes that all recorded runs take on disk. */
export async function recordedBytes(state: string): Promise<number> {
  const sizes = await Promise.all((await listRunFolders(state)).map(diskUse))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Counts allocated blocks, because a log may have holes. */
async function diskUse(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(folder, name)).catch(() => null)
      if (!info?.isFile()) return 0
      return process.platform === 'win32' ? info.size : info.blocks * 512
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
