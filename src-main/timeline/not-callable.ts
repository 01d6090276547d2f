// Why nobody can call a member.
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import type { ClusterState } from './replay.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** `no port`, or empty if only the fact is known. Null if it can be called, is no member, or if that is not known. */
export function reasonNotCallable(
  { dialect, master, processes, records }: ClusterState,
  id: string,
  { facts }: TimelineWords = ENGLISH,
): string | null {
  const process = processes.get(id)
  if (!process || process === master || !dialect.sees.proxies) return null
  if (process.state !== 'started' || process.exit !== null) return null
  const record = records.get(id, process.instance ?? '')
  if (!record || record.callable) return null
  if (record.services.length > 0) return facts.noPort
  if (record.port !== null) return facts.noServices
  // Views of other frameworks say only that it cannot be called.
  return dialect === GROVE_DIALECT ? facts.noPort : ''
}
