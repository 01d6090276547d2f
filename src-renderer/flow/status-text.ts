// The status of a server as text: in the terms of its dialect, and of a program what its process does.
import { STATUS_OF_STATE, type ServerStatus } from '../../src-main/contract/index.ts'
import type { Dialect } from '../../src-main/timeline/index.ts'
import { OUTSIDE, type Lane, type LaneState } from './lanes.ts'

/** @param state the last state on the timeline; a dialect may have a title for it */
export function statusText(
  id: string,
  status: ServerStatus | null,
  state: LaneState | null,
  kind: Lane['kind'],
  dialect: Dialect,
): string {
  if (status === null) return id === OUTSIDE ? 'not tapped' : 'planned'
  if (kind !== 'member') return status === 'spawned' ? 'running' : status
  return titleIn(dialect, status, state) ?? status
}

function titleIn({ states }: Dialect, status: ServerStatus, state: LaneState | null): string | undefined {
  if (!states || state === null || state === 'spawned' || state === 'running' || state === 'ready')
    return undefined
  if (state === 'exited' || state === 'crashed' || STATUS_OF_STATE[state] !== status) return undefined
  return states[state]
}
