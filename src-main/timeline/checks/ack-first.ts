// A server's ack is sent before the server is added to the registry, and so before any other server is notified.
import type { TimelineWords } from '../words/en.ts'
import type { Nanoseconds, PacketEvent, TimelineEvent, ViewEvent } from '../event.ts'
import { asString } from '../unknown-json.ts'
import { announcementIn, parsedBody, controlPackets, registrationOutcome } from './announcements.ts'
import type { Violation, Rule } from './finding.ts'
import { mastersOf } from './masters.ts'

export const ackFirst: Rule = (events, { dialect, end, pairTimeoutNs, words }) => {
  const masters = mastersOf(events, dialect)
  const registries = events.filter(
    (event): event is ViewEvent => event.t === 'view' && masters.has(event.process),
  )
  const written = registries.filter(({ at }) => at <= end - pairTimeoutNs)
  return [
    ...enteredUnacked(written, acksOf(events), words),
    ...announcedUnregistered(registries, events, words),
  ]
}

function enteredUnacked(
  registries: readonly ViewEvent[],
  acks: Map<string, Nanoseconds[]>,
  { checks }: TimelineWords,
): Violation[] {
  const removedAt = new Map<string, Nanoseconds>()
  return registries.flatMap(({ id: row, at, epoch, added, removed }) => {
    const early = added.filter(({ instance }) => {
      const since = removedAt.get(`${epoch} ${instance}`) ?? 0
      return !acks.get(`${epoch} ${instance}`)?.some((sent) => sent >= since && sent <= at)
    })
    for (const { instance } of removed) removedAt.set(`${epoch} ${instance}`, at)
    return early.map(({ id }) => finding(row, checks.addedBeforeAck(id)))
  })
}

function announcedUnregistered(
  registries: readonly ViewEvent[],
  events: readonly TimelineEvent[],
  { checks }: TimelineWords,
): Violation[] {
  const entered = new Map<string, Nanoseconds>()
  for (const { at, added } of registries) {
    for (const { instance } of added) entered.set(instance, entered.get(instance) ?? at)
  }
  // Without the master's own rows it is not known when a server was registered.
  if (registries.length === 0) return []
  return events.flatMap((event) => {
    if (event.t !== 'packet' || event.sent === null) return []
    const { id: packet, to, sent } = event
    const early = (announcementIn(event)?.changes ?? []).filter(
      ({ instance }) => instance !== undefined && (entered.get(instance) ?? Infinity) > sent,
    )
    return early.map(({ id }) => finding(packet, checks.notifiedBeforeRegistered(to, id)))
  })
}

function finding(event: string, text: string): Violation {
  return { rule: 'ack-first', events: [event], text }
}

/** `<epoch> <instance>` → when its acks were sent. */
function acksOf(events: readonly TimelineEvent[]): Map<string, Nanoseconds[]> {
  const instances = instancesByConnection(events)
  const acks = new Map<string, Nanoseconds[]>()
  for (const event of events) {
    const verdict = event.t === 'packet' ? registrationOutcome(event) : null
    if (event.t !== 'packet' || event.sent === null || !verdict?.accepted) continue
    const key = `${verdict.epoch} ${instances.get(event.conn) ?? ''}`
    acks.set(key, [...(acks.get(key) ?? []), event.sent])
  }
  return acks
}

/** Connection → the instance that registered on it. */
function instancesByConnection(events: readonly TimelineEvent[]): Map<string, string> {
  const asked: PacketEvent[] = [...controlPackets(events, 'up').values()].flat()
  return new Map(
    asked.flatMap((packet): [string, string][] => {
      const instance = asString(parsedBody(packet)['instance'])
      const registers = packet.event === 'register' || packet.event === 'reconnect'
      return registers && instance !== undefined ? [[packet.conn, instance]] : []
    }),
  )
}
