// Deletes the recording of a run: its folder with timeline and logs.
import { lstat, rm } from 'node:fs/promises'
import { HostError } from '../../contract/index.ts'
import { writeFailure } from '../state/output-file.ts'
import { findOrphans } from '../system/orphans.ts'
import { ledgerFile, readLedger } from '../system/process-ledger.ts'
import { listRunFolders } from './retention.ts'
import { activeUses, timelineFile } from './run-folder.ts'

/**
 * Deletes the run whose timeline is `file`, as the history names it. Only a folder that Grove itself lists is deleted, and
 * no link is followed.
 * @throws {HostError} NOT_FOUND, STILL_RUNNING, RECORDING_OPEN, CANNOT_READ, CANNOT_WRITE
 */
export async function deleteRecording(state: string, file: string): Promise<void> {
  const folder = (await listRunFolders(state)).find((each) => timelineFile(each) === file)
  const info = folder === undefined ? null : await lstat(folder).catch(() => null)
  if (folder === undefined || !info?.isDirectory()) {
    const message = `${file} is not a recording in Grove's own folder, so Grove does not delete it.`
    throw new HostError({ code: 'NOT_FOUND', message, hint: '`grove history` lists the recorded runs.' })
  }
  await assertUnused(state, folder)
  try {
    await rm(folder, { recursive: true })
  } catch (error) {
    const message = `${folder} cannot be deleted: ${writeFailure(error)}.`
    throw new HostError(
      { code: 'CANNOT_WRITE', message, hint: 'Make it writable, then delete it again.' },
      error,
    )
  }
}

async function assertUnused(state: string, folder: string): Promise<void> {
  // Removes the ledgers of runs without orphans.
  await findOrphans(state, () => {})
  if ((await readLedger(ledgerFile(folder))) !== null) {
    const message = 'This run still has processes, so its recording cannot be deleted.'
    throw new HostError({
      code: 'STILL_RUNNING',
      message,
      hint: 'Stop the run, or what is left of it, first.',
    })
  }
  if ((await activeUses(folder)).size === 0) return
  const message = 'This recording is open in a Grove, so it cannot be deleted.'
  throw new HostError({
    code: 'RECORDING_OPEN',
    message,
    hint: 'Close it in each window first: Close in the menu File.',
  })
}
