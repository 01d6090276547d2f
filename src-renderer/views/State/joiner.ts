// The server whose joining is the news: the one that came furthest last.
import type { ClusterState } from '../../../src-main/timeline/index.ts'

export function latestJoiner({ processes, master }: ClusterState): string | null {
  let latest: { id: string; since: number } | null = null
  for (const process of processes.values()) {
    const { id, role, exit, state, stateSince } = process
    if (process === master || role === 'resource' || exit !== null || stateSince === null) continue
    if (state === 'stopping' || state === 'failed' || state === 'reconnecting') continue
    if (latest === null || stateSince > latest.since) latest = { id, since: stateSince }
  }
  return latest?.id ?? null
}
