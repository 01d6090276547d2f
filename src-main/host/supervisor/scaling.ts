// What it takes to make a server type as many as it shall be: who goes, who is started again, who is new.
import { HostError, plannedServer, type PlannedServer, type ServerGroup } from '../../contract/index.ts'
import type { ManagedServer } from './managed-server.ts'

export interface Scaling {
  /** The highest numbers, the highest first. */
  leaving: ManagedServer[]
  /** They are there, but have no process. */
  ended: ManagedServer[]
  added: PlannedServer[]
}

/**
 * @param everyone all servers of the run
 * Fails with `BAD_COUNT` where a numbered port would be asked for twice or does not exist.
 */
export function scaling(type: string, group: ServerGroup, count: number, everyone: ManagedServer[]): Scaling {
  const present = everyone
    .filter(({ planned, desired }) => planned.serverType === type && desired !== 'removed')
    .toSorted((a, b) => a.planned.n - b.planned.n)
  const added = newNumbers(count - present.length, everyone, type).map((n) => plannedServer(type, group, n))
  for (const planned of added) refusePort(planned, everyone)
  return {
    leaving: present.slice(count).toReversed(),
    ended: present.slice(0, count).filter(({ alive }) => !alive),
    added,
  }
}

/** The lowest numbers, from 1, that no server of this type has. */
function newNumbers(count: number, everyone: ManagedServer[], type: string): number[] {
  const taken = new Set(everyone.map(({ id }) => id))
  const numbers: number[] = []
  for (let n = 1; numbers.length < count; n += 1) if (!taken.has(`${type}-${n}`)) numbers.push(n)
  return numbers
}

function refusePort({ id, port }: PlannedServer, everyone: ManagedServer[]): void {
  if (typeof port !== 'number') return
  const owner = everyone.find(({ planned }) => planned.port === port)
  if (port <= 65_535 && !owner) return
  const why = owner ? `${owner.id} has already` : 'does not exist'
  throw new HostError({
    code: 'BAD_COUNT',
    message: `${id} would get port ${port}, which ${why}. Give the type "port": "auto", or more room.`,
    field: 'count',
  })
}
