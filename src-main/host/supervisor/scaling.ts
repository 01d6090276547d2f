// Which servers to spawn, add and remove so that a type has a given number of running servers.
import { HostError, plannedServer, type PlannedServer, type ServerGroup } from '../../contract/index.ts'
import type { ManagedServer } from './managed-server.ts'

export interface Scaling {
  /** The highest numbers, the highest first. */
  removed: ManagedServer[]
  /** Servers without a process, to be spawned again. */
  ended: ManagedServer[]
  added: PlannedServer[]
}

/**
 * @param servers all servers of the run
 * @throws `BAD_COUNT` where two servers would have the same numbered port, or a port would be above 65535
 */
export function planScaling(
  type: string,
  group: ServerGroup,
  count: number,
  servers: ManagedServer[],
): Scaling {
  const present = servers
    .filter(({ planned, desired }) => planned.serverType === type && desired !== 'removed')
    .toSorted((a, b) => a.planned.n - b.planned.n)
  const added = freeNumbers(count - present.length, servers, type).map((n) => plannedServer(type, group, n))
  for (const planned of added) assertPortFree(planned, servers)
  return {
    removed: present.slice(count).toReversed(),
    ended: present.slice(0, count).filter(({ isAlive }) => !isAlive),
    added,
  }
}

/** Returns the lowest numbers, from 1, that no server of this type has. */
function freeNumbers(count: number, servers: ManagedServer[], type: string): number[] {
  const ids = new Set(servers.map(({ id }) => id))
  const numbers: number[] = []
  for (let n = 1; numbers.length < count; n += 1) if (!ids.has(`${type}-${n}`)) numbers.push(n)
  return numbers
}

function assertPortFree({ id, port }: PlannedServer, servers: ManagedServer[]): void {
  if (typeof port !== 'number') return
  const owner = servers.find(({ planned }) => planned.port === port)
  if (port <= 65_535 && !owner) return
  const why = owner ? `${owner.id} has already` : 'does not exist'
  throw new HostError({
    code: 'BAD_COUNT',
    message: `${id} would get port ${port}, which ${why}. Give the type "port": "auto", or more room.`,
    field: 'count',
  })
}
