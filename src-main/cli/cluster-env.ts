// Where a cluster is, as environment variables for a command that talks to it. No secret is among them.
import type { ServerSummary } from '../contract/index.ts'

/**
 * `GROVE_RUN`, which grove's own commands take for --run; `GROVE_MASTER_HOST`, `_PORT` and `_URL`; `GROVE_<ID>_PORT` of
 * each server that can be called, `chat-1` as `CHAT_1`; and `GROVE_SERVERS`, all of them as JSON.
 */
export function clusterEnv(run: string, host: string, servers: ServerSummary[]): Record<string, string> {
  const master = servers.find(({ serverType }) => serverType === 'master')
  const listed = servers.map(({ id, serverType, port }) => ({ id, serverType, host, port }))
  const ports = servers.flatMap(({ id, port }) =>
    port === null ? [] : [[`GROVE_${named(id)}_PORT`, String(port)]],
  )
  return {
    ...(Object.fromEntries(ports) as Record<string, string>),
    GROVE_RUN: run,
    GROVE_MASTER_HOST: host,
    GROVE_MASTER_PORT: String(master?.port ?? ''),
    GROVE_MASTER_URL: `http://${host.includes(':') ? `[${host}]` : host}:${master?.port ?? ''}`,
    GROVE_SERVERS: JSON.stringify(listed),
  }
}

function named(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}
