// The steps that each server of Pomelo or Pinus must have in a recording, told by what the master received before it.
import {
  flowSteps,
  type PacketEvent,
  type ParsedTimeline,
  type TimelineEvent,
} from '../../src-main/timeline/index.ts'
import { isRecord } from '../../src-main/timeline/unknown-json.ts'

/** A process of a server that registered. */
export interface Join {
  server: string
  instance: string
  /** Whether another server was subscribed when the master got its `register`. */
  hasPeers: boolean
  /** Whether the list that it was given has another server with a port. */
  hasCallablePeers: boolean
  /** Numbers of the steps that were not found, though they must have happened. */
  missing: number[]
}

/** Only who has peers is notified to somebody, and only who knows a callable one makes proxies. */
const NEEDS_PEERS = [6, 13]
const NEEDS_CALLABLE_PEERS = [12]
const REGISTER = 4
const ANSWER = 9

/** Returns all processes that joined, in the order of the recording. */
export function joinsOf({ header: { dialect }, events }: ParsedTimeline, master: string): Join[] {
  const packets = events.filter((event) => event.t === 'packet')
  return incarnationsOf(events, master).map(({ server, instance }) => {
    const found = flowSteps(events, server, { dialect, instance })
    const packetOf = (step: number): PacketEvent | undefined =>
      packets.find((packet) => found[step]?.includes(packet.id))
    const register = packetOf(REGISTER)
    const hasPeers = register !== undefined && isAnyoneSubscribed(events, [server, master], register)
    const hasCallablePeers = recordsIn(packetOf(ANSWER)?.body).some(
      ({ id, port, serverType }) => id !== server && serverType !== 'master' && Boolean(port),
    )
    const missing = (dialect?.steps ?? [])
      .map((_, index) => index + 1)
      .filter((step) => found[step] === undefined)
      .filter((step) => hasPeers || !NEEDS_PEERS.includes(step))
      .filter((step) => hasCallablePeers || !NEEDS_CALLABLE_PEERS.includes(step))
    return { server, instance, hasPeers, hasCallablePeers, missing }
  })
}

function incarnationsOf(
  events: readonly TimelineEvent[],
  master: string,
): Pick<Join, 'server' | 'instance'>[] {
  const found = new Map<string, Pick<Join, 'server' | 'instance'>>()
  for (const event of events) {
    if (event.t !== 'state' || event.process === master) continue
    const { process: server, instance } = event
    found.set(`${server} ${instance}`, { server, instance })
  }
  return [...found.values()]
}

/** Whether the master had got a `subscribe` of another server, which had not exited since. Masters subscribe too. */
function isAnyoneSubscribed(
  events: readonly TimelineEvent[],
  selfAndMaster: readonly string[],
  { received: registered }: PacketEvent,
): boolean {
  const isBefore = (time: number | null): boolean => time !== null && registered !== null && time < registered
  return events.some((event) => {
    if (event.t !== 'packet' || event.name !== 'subscribe') return false
    const { from, received } = event
    if (selfAndMaster.includes(from) || !isBefore(received)) return false
    return !events.some(
      (other) =>
        other.t === 'process' &&
        other.process === from &&
        other.event === 'exited' &&
        other.at > Number(received) &&
        isBefore(other.at),
    )
  })
}

/** Returns the records of servers in a body: objects with an `id` and a `serverType`. */
function recordsIn(body: unknown): Record<string, unknown>[] {
  if (Array.isArray(body)) return body.flatMap(recordsIn)
  if (!isRecord(body)) return []
  const isServer = typeof body['id'] === 'string' && typeof body['serverType'] === 'string'
  return isServer ? [body] : Object.values(body).flatMap(recordsIn)
}
