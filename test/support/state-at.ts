// The cluster at one time of a recording.
import { ClusterState, sortByTime, timeOf, type TimelineEvent } from '../../src-main/timeline/index.ts'

/** @param time nanoseconds; events of that time are included */
export function stateAt(events: readonly TimelineEvent[], time: number): ClusterState {
  const state = new ClusterState()
  for (const event of sortByTime(events.filter((one) => timeOf(one) <= time))) state.apply(event)
  return state
}
