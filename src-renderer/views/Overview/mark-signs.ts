// The sign of a mark of the overview in text.
import type { OverviewMark } from '../../flow/overview-marks.ts'

export const MARK_SIGNS: Readonly<Record<OverviewMark['kind'], string>> = {
  death: '✕',
  fault: '⚡',
  finding: '⚑',
  change: '◇',
  note: '◆',
}
