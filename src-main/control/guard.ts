// Who may talk to the local server: decided from the headers of a request alone, before anything reads its path.
// Against other web pages and rebound names; other users are kept out by the token.
import type { IncomingMessage } from 'node:http'

export interface Refusal {
  status: number
  reason: string
}

/** The names under which a browser on this machine reaches the port, as they stand in `Host`. */
function ownHosts(port: number): string[] {
  return ['127.0.0.1', 'localhost', '[::1]'].map((name) => new URL(`http://${name}:${port}`).host)
}

/** For every request, upgrades too: null, or why it is refused. */
export function refuseSource(request: IncomingMessage, port: number): Refusal | null {
  const { host: hosts = [], origin: origins = [] } = request.headersDistinct
  const host = hosts.length === 1 ? hosts[0]?.toLowerCase() : undefined
  if (host === undefined || !ownHosts(port).includes(host))
    return { status: 421, reason: 'This address is not served here.' }
  if (origins.some((origin) => origin !== `http://${host}`))
    return { status: 403, reason: 'Other origins are not served.' }
  return null
}

/** For a door that has no page: every browser says where it comes from, no other client of ours does. */
export function refusePages(request: IncomingMessage): Refusal | null {
  const comesFromPage =
    request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined
  return comesFromPage ? { status: 403, reason: 'Pages are not served.' } : null
}
