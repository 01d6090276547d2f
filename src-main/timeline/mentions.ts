// Whether a packet's body has the record of a server, in any framework: an object with its `id`.
import { isRecord } from './unknown-json.ts'

/** Records lie in lists and maps near the top. */
const MAX_DEPTH = 8

/** @param instance null where records have none; a key of that name is then the user's own */
export function mentionsServer(body: unknown, id: string, instance: string | null, depth = 0): boolean {
  if (typeof body !== 'object' || body === null || depth > MAX_DEPTH) return false
  if (isRecord(body) && body['id'] === id && (instance === null || body['instance'] === instance)) return true
  return Object.values(body).some((inner) => mentionsServer(inner, id, instance, depth + 1))
}
