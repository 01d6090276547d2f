// A record of a server says which process it is, so that others can tell a restarted server from the one before.
import type { PacketEvent } from '../event.ts'
import { asString, isRecord } from '../unknown-json.ts'
import type { Rule, Violation } from './finding.ts'

/** Records lie in lists and maps near the top of a packet. */
const MAX_DEPTH = 5
const MAX_LISTED_PACKETS = 10

export const recordsNameProcess: Rule = (events, { words: { checks } }) => {
  /** Sender and server → packets. */
  const nameless = new Map<string, { from: string; id: string; packets: PacketEvent[] }>()
  for (const event of events) {
    if (event.t !== 'packet' || event.link !== 'control' || event.direction !== 'down') continue
    for (const id of namelessIn(event.body)) {
      const key = `${event.from} ${id}`
      const known = nameless.get(key)
      if (known) known.packets.push(event)
      else nameless.set(key, { from: event.from, id, packets: [event] })
    }
  }
  return [...nameless.values()].map(({ from, id, packets }): Violation => {
    const text =
      packets.length === 1
        ? checks.namelessRecord(from, id)
        : checks.namelessRecords(from, packets.length, id)
    return {
      rule: 'records-name-process',
      events: packets.slice(0, MAX_LISTED_PACKETS).map((one) => one.id),
      text,
    }
  })
}

/** Returns the ids of the servers whose records have neither a pid nor an instance. */
function namelessIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return []
  if (isRecord(value) && asString(value['serverType']) !== undefined) {
    const id = asString(value['id'])
    return id === undefined || 'pid' in value || 'instance' in value ? [] : [id]
  }
  return Object.values(value).flatMap((inner) => namelessIn(inner, depth + 1))
}
