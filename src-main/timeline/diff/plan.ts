// Compares the plans, and the services of each server type.
import { dialectOf } from '../dialect-of.ts'
import type { HeaderEvent } from '../event.ts'
import type { PlanDifference } from './difference.ts'
import type { RunProfile } from './run-profile.ts'

/** If this differs, one run may lack calls because they were not recorded. */
export const TAP = 'tap of RPC'

type Entries = [what: string, is: string][]

export function comparePlans(a: RunProfile, b: RunProfile): PlanDifference[] {
  return [
    ...differing(planOf(a.header), planOf(b.header)),
    ...differing(servicesOf(a), servicesOf(b)).filter(isOfBoth),
  ]
}

function differing(a: Entries, b: Entries): PlanDifference[] {
  const [mine, yours] = [new Map(a), new Map(b)]
  return [...new Set([...mine.keys(), ...yours.keys()])].flatMap((what) => {
    const both = { a: mine.get(what) ?? null, b: yours.get(what) ?? null }
    return both.a === both.b ? [] : [{ what, ...both }]
  })
}

/** Types of one run only are reported elsewhere. */
function isOfBoth({ a, b }: PlanDifference): boolean {
  return a !== null && b !== null
}

function planOf(header: HeaderEvent): Entries {
  const { plan, tap } = header
  const { name, master, servers, env, seed } = plan
  return [
    ['name', name],
    ['kind of cluster', dialectOf(header).title],
    ...(master ? [[`server ${master.id}`, `master, ${portOf(master.port)}`] satisfies Entries[number]] : []),
    ...servers.map(({ id, serverType, port, role }): Entries[number] => [
      `server ${id}`,
      `${role === 'resource' ? 'resource ' : ''}${serverType}, ${portOf(port)}`,
    ]),
    // Files not made by Grove may lack the list.
    ...(Array.isArray(env) ? env : []).map((variable): Entries[number] => [`environment ${variable}`, 'set']),
    ...(seed === undefined ? [] : [['seed of the order', String(seed)] satisfies Entries[number]]),
    [TAP, tap.rpc],
  ]
}

function portOf(port: number | 'none'): string {
  if (port === 'none') return 'no port'
  return port === 0 ? 'any port' : `port ${port}`
}

/** From the proxies that were made. */
function servicesOf({ events }: RunProfile): Entries {
  const byType = new Map<string, Set<string>>()
  for (const event of events) {
    if (event.t !== 'proxy' || !event.made) continue
    const known = byType.get(event.serverType) ?? new Set()
    byType.set(event.serverType, known)
    for (const service of event.services) known.add(service)
  }
  return [...byType].map(([type, services]) => [`services of ${type}`, [...services].toSorted().join(', ')])
}
