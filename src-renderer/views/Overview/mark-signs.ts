// How a mark of the overview is named in text.
import type { OverviewMark } from '../../flow/overview-marks.ts'

export const MARK_SIGNS: Readonly<Record<OverviewMark['kind'], { sign: string; name: string }>> = {
  death: { sign: '✕', name: 'Ended' },
  fault: { sign: '⚡', name: 'Fault' },
  finding: { sign: '⚑', name: 'Finding' },
  note: { sign: '◆', name: 'Note' },
}
