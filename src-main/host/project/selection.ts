// Which processes of a plan are started at first, and in which order.
import { HostError, type ClusterPlan, type PlannedServer } from '../../contract/index.ts'
import { MASTER_ID, membersOf } from './plan-members.ts'

export interface Selection {
  /** Ids or types to start, the master always among them; the others can be started later. All without it. */
  only?: string[] | undefined
  /** Ids in the order to spawn them in; those not named follow in the plan's order. */
  order?: string[] | undefined
  /** Shuffles the order, the same way for the same number. */
  seed?: number | undefined
}

/** Fails with `BAD_ONLY` or `BAD_ORDER` for what the plan lacks. */
export function selectMembers(plan: ClusterPlan, { only, order = [], seed }: Selection): PlannedServer[] {
  const members = membersOf(plan)
  const ids = members.map(({ id }) => id)
  refuseUnknown('BAD_ORDER', order, ids)
  refuseUnknown('BAD_ONLY', only ?? [], [...Object.keys(plan.servers), ...ids])
  const chosen = members.filter(
    ({ id, serverType }) =>
      !only || id === MASTER_ID || only.includes(id) || (id !== MASTER_ID && only.includes(serverType)),
  )
  const places = new Map([...order, ...ids].map((id, place, all) => [id, all.indexOf(id)] as const))
  const ordered = chosen.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
  return seed === undefined ? ordered : shuffled(ordered, seed)
}

function refuseUnknown(code: string, named: string[], known: string[]): void {
  const unknown = named.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new HostError({ code, message: `The plan has no server ${unknown}; it has: ${known.join(', ')}.` })
}

/** Fisher and Yates' shuffle, by a generator of its own (mulberry32): a seed means the same on every machine. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list]
  let state = seed >>> 0
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = below(last + 1)
    const moved = result[other] as T
    result[other] = result[last] as T
    result[last] = moved
  }
  return result
}
