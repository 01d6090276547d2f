// Which runs are kept: the latest, as many as the settings say, in as many bytes; one that is in use always.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../../contract/index.ts'
import { ledgerFile, readLedger } from '../system/process-ledger.ts'
import { findOrphans } from '../system/orphans.ts'
import { isAlive, runsFolder, usesOf } from './run-folder.ts'
import { unpackedFolder } from '../state/state-folder.ts'

/** Forgets what is too much. A folder that cannot be removed stays, for the next time. */
export async function forgetRuns(state: string, { runs, bytes }: Settings['history']): Promise<void> {
  // A ledger stays where processes have outlived their run: it is what they are found by.
  await findOrphans(state)
  const kept = { runs: 0, bytes: 0 }
  for (const folder of await runFolders(state)) {
    kept.runs += 1
    kept.bytes += await diskUse(folder)
    if (kept.runs <= runs && kept.bytes <= bytes) continue
    if ((await usesOf(folder)).size > 0 || (await readLedger(ledgerFile(folder)))) continue
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
  await forgetUnpacked(unpackedFolder(state))
}

/** What a Grove that was killed had unpacked. */
async function forgetUnpacked(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => !isAlive(Number.parseInt(name, 10)))
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })))
}

/** The latest first: a folder's name begins with the time of its start. */
export async function runFolders(state: string): Promise<string[]> {
  const runs = runsFolder(state)
  const names = await readdir(runs).catch(() => [])
  return names
    .sort()
    .reverse()
    .map((name) => join(runs, name))
}

/** Bytes that all recorded runs take on disk. */
export async function keptBytes(state: string): Promise<number> {
  const sizes = await Promise.all((await runFolders(state)).map(diskUse))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Bytes that a folder takes on disk: a log may have holes. */
async function diskUse(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => {
      const about = await stat(join(folder, name)).catch(() => null)
      if (!about?.isFile()) return 0
      return process.platform === 'win32' ? about.size : about.blocks * 512
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
