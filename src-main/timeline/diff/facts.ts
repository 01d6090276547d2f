// The facts behind events, without what is random in each run: connections, instances, process ids, ports, batches.
// Events of two runs are the same if their facts are equal.
//
// Membership is compared exactly: states, control links, control requests, changes of views. The master's notices
// (`addServer`, `update`, …) are left out, because their batches differ in each run and views show the result. Of traffic
// (RPC links, modules, lost packets, warnings) only its presence counts, because its amount depends on the duration.
import { isOnBus } from '../bus.ts'
import { dialectOf, hasOwnProtocol } from '../dialect-of.ts'
import { timeOf, type Nanoseconds, type PacketEvent, type Phase, type TimelineEvent } from '../event.ts'
import { asString } from '../unknown-json.ts'
import { identitiesOf, stableName, type Identities } from './identities.ts'
import type { RunProfile } from './run-profile.ts'

export interface Fact {
  /** The process; empty for traffic, which is compared by server type. */
  process: string
  what: string
  /** Another server that it is about. */
  about: string | null
  /** Whether its count is compared too. */
  exact: boolean
  /** Facts with the same track have an order: those of one server, or between two. */
  track: string | null
}

export type FactExtractor = (event: TimelineEvent) => Fact[]

const CONTROL = new Set(['register', 'reconnect', 'subscribe', 'unsubscribe', 'record'])
const NOTICES = new Set(['addServer', 'removeServer', 'update', 'replaceServer', 'startOver'])
const JOINING_PHASES = new Set<Phase>(['connect', 'register', 'subscribe', 'ready'])
const REPORTED_LEVELS = new Set(['warn', 'error'])

/** `until`: later events are ignored. */
export function factExtractor(run: RunProfile, until: Nanoseconds | null): FactExtractor {
  const read = extractor(run)
  const stop = run.stop ?? Infinity
  return (event) => {
    const at = timeOf(event)
    if (until !== null && at >= until) return []
    // During the stop of a cluster, who is notified of what is a race.
    return at < stop || event.t === 'process' || event.t === 'state' ? read(event) : []
  }
}

function extractor(run: RunProfile): FactExtractor {
  const cast = identitiesOf(run)
  const hasGroveNames = hasOwnProtocol(dialectOf(run.header))
  return (event) => {
    switch (event.t) {
      case 'process':
        // Reported by the parent: no order relative to the process's own reports.
        return [{ ...ownFact(event.process, describeProcess(event)), track: `${event.process} as a process` }]
      case 'state':
        return [ownFact(event.process, describeState(event))]
      case 'step':
        return hasGroveNames
          ? stepFacts(event)
          : [trafficFact(`${cast.typeOf(event.process)}: step ${event.step}`)]
      case 'link':
        return linkFacts(event, cast)
      case 'packet':
        return packetFacts(event, cast, hasGroveNames ? isGroveControl : isForeignControl)
      case 'view':
        return viewFacts(event)
      case 'proxy':
        return [
          peerFact(
            event.process,
            event.server,
            `proxies for ${event.server} ${event.made ? 'made' : 'taken away'}`,
          ),
        ]
      case 'fault':
        return [{ ...ownFact(event.process, describeFault(event)), track: null }]
      case 'log':
        return REPORTED_LEVELS.has(event.level)
          ? [trafficFact(`${cast.typeOf(event.process)}: ${event.level} ${withoutVariableParts(event.text)}`)]
          : []
      default:
        return []
    }
  }
}

type Of<T extends TimelineEvent['t']> = Extract<TimelineEvent, { t: T }>

function ownFact(process: string, what: string): Fact {
  return { process, what, about: null, exact: true, track: process }
}

function peerFact(process: string, about: string, what: string): Fact {
  return { process, what, about, exact: true, track: `${process} on ${about}` }
}

function trafficFact(what: string): Fact {
  return { process: '', what, about: null, exact: false, track: null }
}

function describeProcess({ event, code, signal, reason }: Of<'process'>): string {
  if (event !== 'exited') return `process ${event}`
  const how =
    signal ?? (typeof code === 'number' ? `code ${code}` : withoutVariableParts(reason ?? 'no code'))
  return `process exited (${how})`
}

function describeState({ from, to, reason }: Of<'state'>): string {
  const why = reason === undefined ? '' : `: ${withoutVariableParts(reason)}`
  return `state ${from ? `${from} → ${to}` : to}${why}`
}

/** The other steps show in views and answers. */
function stepFacts({ process, step, about }: Of<'step'>): Fact[] {
  if (step === 'startOverHeard') return [ownFact(process, step)]
  if (step !== 'authenticated' && step !== 'subscriberAdded') return []
  return [about === undefined ? ownFact(process, step) : peerFact(process, about, `${step} ${about}`)]
}

function linkFacts(link: Of<'link'>, { typeOf, diallerOf, listenerOf }: Identities): Fact[] {
  const { process, conn, event, end, reason } = link
  const why = reason === undefined || reason === event ? '' : ` (${withoutVariableParts(reason)})`
  if (link.link === 'rpc') {
    return end === 'dialler'
      ? [trafficFact(`RPC link ${typeOf(process)} → ${typeOf(listenerOf(conn))} ${event}`)]
      : []
  }
  // The number of attempts depends on timing.
  if (event === 'refused')
    return [{ ...ownFact(process, `control link refused${why}`), exact: false, track: null }]
  if (end === 'dialler') return [ownFact(process, `control link ${event}${why}`)]
  // The loss of a link may be noticed before or after the next one opens.
  const dialler = diallerOf(conn)
  return [{ ...peerFact(process, dialler, `control link of ${dialler} ${event}${why}`), track: null }]
}

function isGroveControl({ name }: PacketEvent): boolean {
  return CONTROL.has(name.replace(/\.ack$/, ''))
}

/** Who is there to get a packet of a bus is a race. */
function isForeignControl({ phase, conn }: PacketEvent): boolean {
  return JOINING_PHASES.has(phase) && !isOnBus(conn)
}

function packetFacts(
  packet: PacketEvent,
  { typeOf }: Identities,
  isControl: (packet: PacketEvent) => boolean,
): Fact[] {
  const { name, phase, link, from, to, dropped } = packet
  if (dropped) return [trafficFact(`packet ${name} dropped`)]
  if (link === 'rpc' || phase === 'notify' || NOTICES.has(name)) return []
  if (!isControl(packet)) return [trafficFact(`packet ${name} ${typeOf(from)} → ${typeOf(to)}`)]
  const [sender, receiver] = [stableName(from), stableName(to)]
  const what = `packet ${name} → ${receiver}${phase === 'error' ? ' (error)' : ''}`
  const track = [sender, receiver].toSorted().join(' and ')
  return [{ process: sender, what, about: receiver, exact: true, track }]
}

function viewFacts({ process, added, removed }: Of<'view'>): Fact[] {
  return [
    ...removed.map(({ id }) => peerFact(process, id, `${id} left the view`)),
    ...added.map(({ id }) => peerFact(process, id, `${id} came into the view`)),
  ]
}

function describeFault({ fault, parameters }: Of<'fault'>): string {
  return `fault ${fault}${parameters === undefined ? '' : ` ${JSON.stringify(parameters)}`}`
}

const IDENTIFIER = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi
const NUMBER = /(?<![\w-])\d+(\.\d+)?/g

/** Replaces what differs in each run: UUIDs, and numbers except those in names (`chat-2`). */
function withoutVariableParts(text: unknown): string {
  return (asString(text) ?? '').replace(IDENTIFIER, '…').replace(NUMBER, '…')
}
