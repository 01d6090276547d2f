// The environment variables that give a cluster's addresses to a command of `grove run`. They hold no secret.
import { variableName, type ServerSummary } from '../contract/index.ts'

/**
 * Returns `GROVE_RUN` (the default of --run), `GROVE_MASTER_HOST`, `_PORT` and `_URL`, `GROVE_SERVERS` (JSON), and
 * for each server with a port `GROVE_<ID>_PORT`: `GROVE_CHAT_1_PORT` for `chat-1`.
 */
export function clusterEnv(run: string, host: string, servers: ServerSummary[]): Record<string, string> {
  const master = servers.find(({ role }) => role === 'master')
  const listed = servers.map(({ id, serverType, port }) => ({ id, serverType, host, port }))
  const ports = servers.flatMap(({ id, port }) =>
    port === null ? [] : [[`GROVE_${variableName(id)}_PORT`, String(port)]],
  )
  return {
    ...(Object.fromEntries(ports) as Record<string, string>),
    GROVE_RUN: run,
    ...masterEnv(host, master),
    GROVE_SERVERS: JSON.stringify(listed),
  }
}

function masterEnv(host: string, master: ServerSummary | undefined): Record<string, string> {
  if (!master) return {}
  const port = String(master.port ?? '')
  return {
    GROVE_MASTER_HOST: host,
    GROVE_MASTER_PORT: port,
    GROVE_MASTER_URL: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
  }
}
