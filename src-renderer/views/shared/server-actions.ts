// Which actions a server takes now.
import type { ServerSummary } from '../../../src-main/contract/index.ts'

/** Whether it can be stopped and disturbed; otherwise it can be started. */
export function hasProcess({ status, pid }: ServerSummary): boolean {
  return status !== 'exited' && (status !== 'failed' || pid !== null)
}
