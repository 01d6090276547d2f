// The peers that a fault of one server's links can be for: each has such links with the server.
import type { LinkKind } from '../../core/protocol/record.ts'
import type { ServerSummary } from './outputs.ts'

type Server = Pick<ServerSummary, 'id' | 'role' | 'pairLinks'>

/** Returns ids in the order of the servers; none where faults of this server and kind of link are for all peers only. */
export function faultPeers(servers: readonly Server[], server: Server, link: LinkKind): string[] {
  if (!server.pairLinks.includes(link)) return []
  const hasLink = ({ role }: Server): boolean =>
    link === 'control' ? (role === 'master') !== (server.role === 'master') : role !== 'master'
  if (link === 'rpc' && server.role === 'master') return []
  return servers
    .filter((other) => other.id !== server.id && other.role !== 'resource' && hasLink(other))
    .map(({ id }) => id)
}
