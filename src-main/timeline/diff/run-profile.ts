// The facts of one run that all parts of a comparison use: order, servers, milestones, stop.
import { convergenceTimes, type ConvergenceTimes } from '../convergence-times.ts'
import {
  timeOf,
  type HeaderEvent,
  type Nanoseconds,
  type ProcessEvent,
  type Timeline,
  type TimelineEvent,
} from '../event.ts'
import { dialectOf } from '../dialect-of.ts'
import { summarizeRun } from '../progress.ts'
import { sortByTime } from '../replay.ts'

export interface RunProfile {
  header: HeaderEvent
  /** In the order of time. */
  events: TimelineEvent[]
  /** Null if the recording was cut off. */
  exit: number | null
  ready: Nanoseconds | null
  converged: Nanoseconds | null
  end: Nanoseconds
  /** When the whole cluster began to stop. */
  stop: Nanoseconds | null
  /** Null of a cluster without one. */
  master: string | null
  /** Every process that was reported, and its type. */
  servers: ReadonlyMap<string, string>
  listening: Nanoseconds | null
  /** Server → when it was first in the master's registry. */
  registrations: ReadonlyMap<string, Nanoseconds>
  times: ConvergenceTimes
}

export function profileRun({ header, events: unordered, footer }: Timeline): RunProfile {
  const events = sortByTime(unordered)
  const last = events.at(-1)
  const { readyMs, convergedMs } = footer ?? summarizeRun(header, events)
  const master = header.plan.master?.id ?? null
  return {
    header,
    events,
    exit: footer?.exit ?? null,
    ready: nanoseconds(readyMs),
    converged: nanoseconds(convergedMs),
    end: last ? timeOf(last) : 0,
    stop: stopOf(events, master),
    master,
    servers: serversOf(events),
    ...joiningOf(events, master),
    times: convergenceTimes(events, dialectOf(header)),
  }
}

function serversOf(events: readonly TimelineEvent[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const event of events) {
    if (event.t === 'process') found.set(event.process, event.serverType)
    else if (event.t === 'state' && !found.has(event.process)) found.set(event.process, '')
  }
  return found
}

function joiningOf(
  events: readonly TimelineEvent[],
  master: string | null,
): Pick<RunProfile, 'listening' | 'registrations'> {
  const registrations = new Map<string, Nanoseconds>()
  let listening: Nanoseconds | null = null
  for (const event of events) {
    if (event.t === 'state' && event.to === 'listening') listening ??= event.at
    if (event.t !== 'view' || event.process !== master) continue
    for (const { id } of event.added) if (!registrations.has(id)) registrations.set(id, event.at)
  }
  return { listening, registrations }
}

/** The servers are stopped together, the master after all of them have exited. */
function stopOf(events: readonly TimelineEvent[], master: string | null): Nanoseconds | null {
  const rows = events.filter(
    (event): event is ProcessEvent => event.t === 'process' && event.role !== 'resource',
  )
  if (master === null) return lastStop(rows)
  let at = rows.findLastIndex(({ process, event }) => process === master && event === 'stopping')
  let stop = rows[at]?.at ?? null
  if (rows.slice(at).some(({ event }) => event === 'spawned')) return null
  while (rows[at - 1]?.event === 'exited') at -= 1
  for (at -= 1; rows[at]?.event === 'stopping'; at -= 1) stop = rows[at]?.at ?? stop
  return stop
}

/** Without a master: the last rows of all are those of processes that stop. */
function lastStop(rows: readonly ProcessEvent[]): Nanoseconds | null {
  const last = rows.findLastIndex(({ event }) => event !== 'stopping' && event !== 'exited')
  return rows.slice(last + 1).find(({ event }) => event === 'stopping')?.at ?? null
}

function nanoseconds(milliseconds: number | null | undefined): Nanoseconds | null {
  return typeof milliseconds === 'number' ? milliseconds * 1e6 : null
}
