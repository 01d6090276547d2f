// Which servers to spawn, add and remove so that a type has a given number of running servers.
import {
  HostError,
  plannedServer,
  portsOfServer,
  type PlannedServer,
  type ServerGroup,
} from '../../contract/index.ts'
import type { ManagedServer } from './managed-server.ts'

/** No port is higher, so that no free number is beyond it. */
const MAX_NUMBER = 65_535

export interface Scaling {
  /** The highest numbers, the highest first. */
  removed: ManagedServer[]
  /** Servers without a process, to be spawned again. */
  ended: ManagedServer[]
  added: PlannedServer[]
}

/**
 * @param servers all servers of the run
 * @param takenPorts those of all members of another framework's project
 * @throws `BAD_COUNT` where two servers would have the same numbered port, or a port would be above 65535
 */
export function planScaling(
  type: string,
  group: ServerGroup,
  count: number,
  servers: ManagedServer[],
  takenPorts: ReadonlySet<number>,
): Scaling {
  const present = servers
    .filter(({ planned, desired }) => planned.serverType === type && desired !== 'removed')
    .toSorted((a, b) => a.planned.n - b.planned.n)
  const isFree = (n: number) => {
    const { id } = plannedServer(type, group, n)
    return (
      servers.every((server) => server.id !== id) &&
      (!group.members || portsOfServer(type, group, n).every((port) => !takenPorts.has(port)))
    )
  }
  const added = freeNumbers(count - present.length, isFree).map((n) => plannedServer(type, group, n))
  for (const planned of added) assertPortFree(planned, servers)
  return {
    removed: present.slice(count).toReversed(),
    ended: present.slice(0, count).filter(({ isAlive }) => !isAlive),
    added,
  }
}

/** Returns the lowest free numbers, from 1. */
function freeNumbers(count: number, isFree: (n: number) => boolean): number[] {
  const numbers: number[] = []
  for (let n = 1; numbers.length < count && n <= MAX_NUMBER; n += 1) if (isFree(n)) numbers.push(n)
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
