// Finds the thirteen steps by which a server joins a cluster in a recording.
import type { Step } from '../../core/protocol/record.ts'
import { effectsOf } from './causes.ts'
import { timeOf, type PacketEvent, type StateEvent, type StepEvent, type TimelineEvent } from './event.ts'
import { announcedServers } from './known-records.ts'
import { sortByTime } from './replay.ts'

export type FlowStep = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13
/** Step → ids of its events; a step that did not happen is absent. */
export type FlowSteps = Partial<Record<FlowStep, string[]>>

const NOTICES = new Set(['addServer', 'update', 'replaceServer'])
const JOINING = new Set(['register', 'reconnect'])

/** The numbers are those of the docs and the window. */
export const flowStepTitles: Readonly<Record<FlowStep, string>> = {
  1: 'The master listens',
  2: 'The monitor dials the master',
  3: 'The master keeps the connection',
  4: 'The monitor sends register',
  5: 'The master authenticates it and acknowledges',
  6: 'The watchdog notifies the subscribers',
  7: 'The monitor is registered; its modules start',
  8: 'The watchdog asks for the server list',
  9: 'The master adds the subscriber and answers',
  10: 'The monitor finds the waiting callback',
  11: 'The servers are added to the view',
  12: 'The proxies are made',
  13: 'The other servers add it too',
}

/** Returns the steps of a server's latest incarnation, or of a given one. */
export function flowSteps(events: readonly TimelineEvent[], server: string, instance?: string): FlowSteps {
  const life = incarnationOf(sortByTime(events), server, instance)
  if (!life) return {}
  const register = life.own.find(isPacket('register', server))
  const subscribe = life.own.find(isPacket('subscribe', server))
  const answer = subscribe && life.after.find(answering(subscribe, 'subscribe.ack'))
  const notices = life.after.filter((event): event is PacketEvent => announces(event, server, life.instance))
  const found: [FlowStep, TimelineEvent[]][] = [
    [1, lastOf(life.before.filter((event) => event.t === 'state' && event.to === 'listening'))],
    [2, life.own.filter((event) => event.t === 'state' && event.to === 'connecting').slice(0, 1)],
    [3, register ? life.all.filter(isAccepted(register.conn)) : []],
    [4, register ? [register] : []],
    [5, register ? authentication(life.after, register, server) : []],
    [6, notices],
    [7, life.own.filter((event) => event.t === 'state' && event.to === 'registered').slice(0, 1)],
    [8, subscribe ? [subscribe] : []],
    [9, subscribe ? subscription(life.after, subscribe) : []],
    ...(answer ? reception(life, answer) : []),
    [13, spreading(life, answer)],
  ]
  return Object.fromEntries(found.flatMap(([step, rows]) => (rows.length ? [[step, idsOf(rows)]] : [])))
}

interface Incarnation {
  server: string
  instance: string
  all: TimelineEvent[]
  /** Before its registration. */
  before: TimelineEvent[]
  after: TimelineEvent[]
  /** Its own events, until the next incarnation. */
  own: TimelineEvent[]
}

function incarnationOf(all: TimelineEvent[], server: string, wanted?: string): Incarnation | null {
  const states = all.filter((event): event is StateEvent => event.t === 'state' && event.process === server)
  const instance = wanted ?? states.at(-1)?.instance
  const first = states.find((state) => state.instance === instance)
  if (instance === undefined || !first) return null
  const from = all.indexOf(first)
  const rest = all.slice(from)
  const end = rest.findIndex(
    (event) => event.t === 'state' && event.process === server && event.instance !== instance,
  )
  const after = end < 0 ? rest : rest.slice(0, end)
  const own = after.filter((event) => ('process' in event ? event.process : fromOf(event)) === server)
  const registered = own.find(isPacket('register', server))
  const before = registered ? all.slice(0, all.indexOf(registered)) : all
  return { server, instance, all, before, after, own }
}

function authentication(events: TimelineEvent[], register: PacketEvent, server: string): TimelineEvent[] {
  return events.filter(
    (event) =>
      (isStep(event, 'authenticated') && event.about === server && event.causes?.includes(register.id)) ||
      answering(register, 'register.ack')(event),
  )
}

function subscription(events: TimelineEvent[], subscribe: PacketEvent): TimelineEvent[] {
  return events.filter(
    (event) =>
      (isStep(event, 'subscriberAdded') && event.causes?.includes(subscribe.id)) ||
      answering(subscribe, 'subscribe.ack')(event),
  )
}

/** Steps 10 to 12: what the server does with the list. */
function reception({ own, after }: Incarnation, answer: PacketEvent): [FlowStep, TimelineEvent[]][] {
  const effects = effectsOf(after, [answer.id])
  const mine = own.filter((event) => 'id' in event && effects.has(event.id))
  return [
    [10, mine.filter((event) => isStep(event, 'callbackFound'))],
    [11, mine.filter((event) => isStep(event, 'serversAdded'))],
    [12, mine.filter((event) => event.t === 'proxy' && event.made)],
  ]
}

/** Step 13: the reactions of servers that had joined before it got its list, to a notice or to a list of their own. */
function spreading({ server, instance, all, after }: Incarnation, answer?: PacketEvent): TimelineEvent[] {
  const until = answer ? timeOf(answer) : Infinity
  const joined = all.filter(
    (event) => event.t === 'packet' && JOINING.has(event.name) && timeOf(event) < until,
  )
  const peers = new Set(joined.map(fromOf))
  const masters = new Set(joined.flatMap((event) => (event.t === 'packet' ? event.to : [])))
  const views = after.filter(
    (event) =>
      event.t === 'view' &&
      event.process !== server &&
      !masters.has(event.process) &&
      peers.has(event.process) &&
      event.added.some((one) => one.id === server && one.instance === instance),
  )
  const effects = effectsOf(after, idsOf(views))
  const told = new Set<TimelineEvent>(views)
  return after.filter((event) => {
    if (!('id' in event)) return false
    if (told.has(event)) return true
    if (!effects.has(event.id)) return false
    return isStep(event, 'serversAdded') || (event.t === 'proxy' && event.made && event.server === server)
  })
}

function announces(event: TimelineEvent, server: string, instance: string): event is PacketEvent {
  if (event.t !== 'packet' || !NOTICES.has(event.name) || event.to === server) return false
  return announcedServers(event).some((record) => record['id'] === server && record['instance'] === instance)
}

function isStep(event: TimelineEvent, step: Step): event is StepEvent {
  return event.t === 'step' && event.step === step
}

function isPacket(name: string, from: string) {
  return (event: TimelineEvent): event is PacketEvent =>
    event.t === 'packet' && event.name === name && event.from === from
}

function answering(request: PacketEvent, name: string) {
  return (event: TimelineEvent): event is PacketEvent =>
    event.t === 'packet' && event.name === name && event.answers === request.id
}

function isAccepted(conn: string) {
  return (event: TimelineEvent) =>
    event.t === 'link' && event.event === 'opened' && event.end === 'listener' && event.conn === conn
}

function fromOf(event: TimelineEvent): string | undefined {
  return event.t === 'packet' ? event.from : undefined
}

function idsOf(rows: TimelineEvent[]): string[] {
  return rows.flatMap((row) => ('id' in row ? [row.id] : []))
}

function lastOf<T>(list: T[]): T[] {
  return list.slice(-1)
}
