// The problems of a run's timeline files, for people.
import { formatBytes } from '../../../core/kit/format-bytes.ts'
import type { Problem } from '../../contract/index.ts'
import { writeFailure } from '../state/output-file.ts'

export function writeFailed(path: string, failure: Error): Problem {
  return {
    code: 'CANNOT_WRITE',
    message: `The timeline ends early in ${path}: ${writeFailure(failure)}. The run goes on.`,
    hint: 'From now on RPC packets are only counted.',
  }
}

export function sizeExceeded(maxBytes: number): Problem {
  return {
    code: 'TIMELINE_FULL',
    message: `The timeline of this run has grown to ${formatBytes(maxBytes)}: RPC packets are no longer recorded.`,
    hint: 'Raise history.bytes in settings.json, or record less of RPC packets.',
  }
}
