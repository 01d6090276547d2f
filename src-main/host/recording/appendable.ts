// Whether notes can be added to a timeline file that was opened.
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { activeUses } from './run-folder.ts'
import type { StoredTimelineLog } from './stored-log.ts'

/** A recorder writes more often than this, also while a cluster is idle. */
const MIN_QUIET_MS = 10_000

/**
 * A recorder would write over what is added to its file. The file of a run says whether it is being recorded; of another
 * file without a footer, the time of its last change does.
 * @throws {HostError} CANNOT_WRITE, STILL_RECORDED
 */
export async function assertAppendable(
  path: string,
  log: StoredTimelineLog,
  hasFooter: boolean,
): Promise<void> {
  if (!log.isPlain) {
    const message = `${path} cannot be written: it is a page, or compressed.`
    const hint = 'Export the timeline as NDJSON, open that file, and add the note there.'
    throw new HostError({ code: 'CANNOT_WRITE', message, hint })
  }
  if (hasFooter) return
  const uses = await activeUses(dirname(path)).catch(() => new Set<string>())
  const changed = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Infinity,
  )
  if (!uses.has('recorded') && changed > MIN_QUIET_MS) return
  const message = `${path} is still being recorded, so nothing was written to it.`
  throw new HostError({ code: 'STILL_RECORDED', message, hint: 'Add the note in the window of the run.' })
}
