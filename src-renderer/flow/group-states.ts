// The states of a folded type over time: how many of its servers are in which state, the worst state first.
import type { Lane, LaneState } from './lanes.ts'

/** From the worst to the best. */
const WORST_FIRST: readonly LaneState[] = [
  'crashed',
  'failed',
  'reconnecting',
  'stopping',
  'spawned',
  'running',
  'starting',
  'listening',
  'connecting',
  'registering',
  'registered',
  'subscribing',
  'subscribed',
  'started',
  'ready',
]

interface StateShare {
  state: LaneState
  servers: number
}

/** What holds from a time on. Servers that were not spawned, or ended in order, are in no state. */
export interface GroupState {
  time: number
  shares: readonly StateShare[]
}

interface Known {
  changes: number
  states: readonly GroupState[]
}

/** Repeated only when a state was added. */
const known = new WeakMap<readonly Lane[], Known>()

export function groupStates(lanes: readonly Lane[]): readonly GroupState[] {
  const changes = lanes.reduce((sum, { states }) => sum + states.length, 0)
  const before = known.get(lanes)
  if (before?.changes === changes) return before.states
  const states = summarise(lanes)
  known.set(lanes, { changes, states })
  return states
}

/** The index in `WORST_FIRST` of the worst state; a group without states is best. */
export function severity({ shares }: GroupState): number {
  return shares[0] ? WORST_FIRST.indexOf(shares[0].state) : WORST_FIRST.length
}

function summarise(lanes: readonly Lane[]): GroupState[] {
  const changes = lanes
    .flatMap(({ states }, lane) =>
      states.items.map((state, index) => ({ time: states.times[index] as number, lane, state })),
    )
    .sort((one, other) => one.time - other.time)
  const current: LaneState[] = []
  const counts = new Map<LaneState, number>()
  const groups: GroupState[] = []
  for (const [index, { time, lane, state }] of changes.entries()) {
    const before = current[lane]
    if (before) counts.set(before, (counts.get(before) ?? 0) - 1)
    current[lane] = state
    counts.set(state, (counts.get(state) ?? 0) + 1)
    if (changes[index + 1]?.time === time) continue
    const shares = WORST_FIRST.map((each) => ({ state: each, servers: counts.get(each) ?? 0 }))
    groups.push({ time, shares: shares.filter(({ servers }) => servers > 0) })
  }
  return groups
}
