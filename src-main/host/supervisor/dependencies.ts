// The order of starts and stops that `dependsOn` asks for: what a server still waits for, and who depends on it.
import type { DependencyCondition, ServerSummary } from '../../contract/index.ts'

/** By id or type. */
export type Dependencies = Readonly<Record<string, DependencyCondition>>
type Named = Pick<ServerSummary, 'id' | 'serverType'>

/**
 * Returns what a server waits for: `waits for redis-1: probe TCP … is refused`. Null if it may start.
 * @param servers those that it may depend on
 */
export function unmetDependency<Server extends Named>(
  dependsOn: Dependencies,
  servers: readonly Server[],
  summaryOf: (server: Server) => ServerSummary,
): string | null {
  for (const [name, condition] of Object.entries(dependsOn)) {
    const named = servers.filter((server) => isNamed(server, name))
    if (named.length === 0) return `waits for ${name}, which this run does not have`
    for (const server of named) {
      const reason = unmetBy(summaryOf(server), condition)
      if (reason !== null) return `waits for ${server.id}${reason}`
    }
  }
  return null
}

function isNamed({ id, serverType }: Named, name: string): boolean {
  return id === name || serverType === name
}

function unmetBy(server: ServerSummary, condition: DependencyCondition): string | null {
  const { id, status, pid, exit, problem, waiting, paused } = server
  const isDone = pid === null && exit?.code === 0
  if (condition === 'exited') {
    if (isDone) return null
    if (pid !== null) return ' to exit'
  } else if (isDone && server.role === 'resource') return null
  else if (condition === 'started' ? pid !== null : status === 'ready' && !paused) return null
  const [failure] = problem?.message.split('\n') ?? []
  if (failure !== undefined)
    return failure.startsWith(`${id} `)
      ? `, which ${failure.slice(id.length + 1)}`
      : `, which failed: ${failure}`
  if (waiting?.startsWith('waits for ')) return `, which ${waiting}`
  return waiting === null ? ` (${status})` : `: ${waiting}`
}

/** Stops each server once all that depend on it have stopped. */
export async function stopInOrder<Server extends Named>(
  servers: readonly Server[],
  dependenciesOf: (server: Server) => Dependencies,
  stop: (server: Server) => Promise<void>,
): Promise<void> {
  const stops = new Map<Server, Promise<void>>()
  const dependentsOf = (server: Server) =>
    servers.filter((other) => Object.keys(dependenciesOf(other)).some((name) => isNamed(server, name)))
  const stopOne = async (server: Server): Promise<void> => {
    await Promise.all(dependentsOf(server).map(stopOnce))
    await stop(server)
  }
  const stopOnce = (server: Server): Promise<void> => {
    const stopped = stops.get(server) ?? stopOne(server)
    stops.set(server, stopped)
    return stopped
  }
  await Promise.all(servers.map(stopOnce))
}
