// Finds the steps by which a server joins a cluster in a recording, as its dialect describes them.
import type { Dialect, EventOwner, EventPattern } from '../../core/protocol/dialect.ts'
import { GROVE_DIALECT } from '../../core/protocol/grove-dialect.ts'
import { Effects } from './causes.ts'
import { hasOwnProtocol } from './dialect-of.ts'
import { timeOf, type PacketEvent, type StateEvent, type TimelineEvent } from './event.ts'
import { mentionsServer } from './mentions.ts'
import { sortByTime } from './replay.ts'

/** Number of a step → ids of its events; a step that did not happen is absent. */
export type FlowSteps = Partial<Record<number, string[]>>

export interface FlowOptions {
  dialect?: Dialect | undefined
  /** The incarnation of the server; by default the latest. */
  instance?: string | undefined
}

/** Returns the steps of a server. Numbers are those of the dialect's steps, from 1. */
export function flowSteps(
  events: readonly TimelineEvent[],
  server: string,
  { dialect = GROVE_DIALECT, instance }: FlowOptions = {},
): FlowSteps {
  const incarnation = incarnationOf(sortByTime(events), server, instance)
  if (!incarnation) return {}
  const finder = new StepFinder(incarnation, dialect)
  const found: FlowSteps = {}
  for (const index of dialect.steps.keys()) {
    const rows = finder.step(index + 1)
    if (rows.length > 0) found[index + 1] = idsOf(rows)
  }
  return found
}

interface Incarnation {
  server: string
  instance: string
  /** The whole recording. */
  all: TimelineEvent[]
  /** From its first state until its next incarnation. */
  after: TimelineEvent[]
  /** Its own events in that time. */
  own: TimelineEvent[]
}

function incarnationOf(all: TimelineEvent[], server: string, wanted?: string): Incarnation | null {
  const states = all.filter((event): event is StateEvent => event.t === 'state' && event.process === server)
  const instance = wanted ?? states.at(-1)?.instance
  const first = states.find((state) => state.instance === instance)
  if (instance === undefined || !first) return null
  const rest = all.slice(all.indexOf(first))
  const end = rest.findIndex(
    (event) => event.t === 'state' && event.process === server && event.instance !== instance,
  )
  const after = end < 0 ? rest : rest.slice(0, end)
  return { server, instance, all, after, own: after.filter((event) => reporterOf(event) === server) }
}

class StepFinder {
  readonly #incarnation: Incarnation
  readonly #dialect: Dialect
  readonly #masters: ReadonlySet<string>
  readonly #effects: Effects
  /** A step that is being looked for has the events that its patterns have found so far. */
  readonly #found = new Map<number, Set<TimelineEvent>>()

  constructor(incarnation: Incarnation, dialect: Dialect) {
    this.#incarnation = incarnation
    this.#dialect = dialect
    this.#masters = dialect.hasMaster ? mastersIn(incarnation.all) : new Set()
    this.#effects = new Effects(incarnation.after)
  }

  /** Returns the events of a step in the order of time. */
  step(number: number): TimelineEvent[] {
    const known = this.#found.get(number)
    if (known) return sortByTime([...known])
    const found = new Set<TimelineEvent>()
    this.#found.set(number, found)
    for (const pattern of this.#dialect.steps[number - 1]?.events ?? []) {
      for (const event of this.#matching(pattern)) found.add(event)
    }
    return sortByTime([...found])
  }

  #matching(pattern: EventPattern): TimelineEvent[] {
    const { all, after, own } = this.#incarnation
    const anyTime = pattern.before !== undefined || pattern.connection !== undefined
    const conditions = this.#conditions(pattern)
    const candidates = anyTime ? all : pattern.of === 'self' ? own : after
    const matches = candidates.filter(
      (event) => event.t === pattern.t && conditions.every((condition) => condition(event)),
    )
    if (pattern.pick === 'first') return matches.slice(0, 1)
    return pattern.pick === 'last' ? matches.slice(-1) : matches
  }

  #conditions(pattern: EventPattern): ((event: TimelineEvent) => boolean)[] {
    const { of, to, names, about, end, connection, answers, causedBy, effectOf, before, joined } = pattern
    const conditions: ((event: TimelineEvent) => boolean)[] = []
    if (names) conditions.push((event) => names.includes(nameOf(event) ?? ''))
    if (of) conditions.push((event) => this.#isOwner(reporterOf(event), of))
    if (to) conditions.push((event) => event.t === 'packet' && this.#isOwner(event.to, to))
    if (end) conditions.push((event) => event.t === 'link' && event.end === end)
    // Proxies that are removed are no step of joining.
    if (pattern.t === 'proxy') conditions.push((event) => event.t === 'proxy' && event.made)
    if (connection !== undefined) {
      const connections = new Set(
        this.step(connection).flatMap((event) => ('conn' in event ? event.conn : [])),
      )
      conditions.push((event) => 'conn' in event && connections.has(event.conn))
    }
    if (answers !== undefined) {
      const requests = new Set(idsOf(this.step(answers)))
      conditions.push((event) => event.t === 'packet' && answeredBy(event).some((id) => requests.has(id)))
    }
    if (causedBy !== undefined) {
      const causes = new Set(idsOf(this.step(causedBy)))
      conditions.push((event) => 'causes' in event && event.causes?.some((id) => causes.has(id)) === true)
    }
    if (effectOf !== undefined) {
      const effects = this.#effects.of(idsOf(this.step(effectOf)))
      conditions.push((event) => 'id' in event && effects.has(event.id))
    }
    if (before !== undefined) conditions.push(this.#isBefore(before))
    if (joined) {
      const peers = this.#senders(joined)
      conditions.push((event) => peers.has(reporterOf(event) ?? ''))
    }
    if (about) conditions.push((event) => this.#isAboutSelf(event))
    return conditions
  }

  #isOwner(process: string | undefined, owner: EventOwner): boolean {
    if (process === undefined) return false
    if (owner === 'self') return process === this.#incarnation.server
    const isMaster = this.#masters.has(process)
    return owner === 'master' ? isMaster : !isMaster && process !== this.#incarnation.server
  }

  /** Returns a test of whether an event is earlier than the last of a step; all are if the step did not happen. */
  #isBefore(step: number): (event: TimelineEvent) => boolean {
    const last = this.step(step).at(-1)
    if (!last) return () => true
    const time = timeOf(last)
    return (event) => timeOf(event) < time || (timeOf(event) === time && event.seq < last.seq)
  }

  #senders({ names, before }: NonNullable<EventPattern['joined']>): Set<string> {
    const isBefore = this.#isBefore(before)
    const sent = this.#incarnation.all.filter(
      (event): event is PacketEvent => event.t === 'packet' && names.includes(event.name) && isBefore(event),
    )
    return new Set(sent.map(({ from }) => from))
  }

  #isAboutSelf(event: TimelineEvent): boolean {
    const { server, instance } = this.#incarnation
    switch (event.t) {
      case 'step':
        return event.about === server
      case 'proxy':
        return event.server === server
      case 'link':
        return event.peer === server
      case 'view':
        return event.added.some(
          (one) => one.id === server && (one.instance === instance || one.instance === ''),
        )
      case 'packet':
        return mentionsServer(event.body, server, hasOwnProtocol(this.#dialect) ? instance : null)
      default:
        return false
    }
  }
}

function mastersIn(events: readonly TimelineEvent[]): Set<string> {
  const masters = new Set<string>()
  for (const event of events) {
    const isMaster =
      (event.t === 'process' && event.serverType === 'master') ||
      (event.t === 'state' && event.to === 'listening')
    if (isMaster) masters.add(event.process)
  }
  return masters
}

function nameOf(event: TimelineEvent): string | undefined {
  switch (event.t) {
    case 'packet':
      return event.name
    case 'state':
      return event.to
    case 'step':
      return event.step
    case 'link':
      return event.event
    default:
      return undefined
  }
}

function reporterOf(event: TimelineEvent): string | undefined {
  if (event.t === 'packet') return event.from
  return 'process' in event ? event.process : undefined
}

function answeredBy({ answers, calls = [] }: PacketEvent): string[] {
  return [...(answers === undefined ? [] : [answers]), ...calls.flatMap((call) => call.answers ?? [])]
}

function idsOf(rows: readonly TimelineEvent[]): string[] {
  return rows.flatMap((row) => ('id' in row ? [row.id] : []))
}
