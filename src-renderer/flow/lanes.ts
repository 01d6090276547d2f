// Lanes: one for each process, with its states over time. Lanes keep their order when servers join.
import { dialectOf, exitKind, faultScope } from '../../src-main/timeline/index.ts'
import type {
  FaultEvent,
  HeaderEvent,
  ProcessEvent,
  StateEvent,
  TimelineEvent,
  ViewEvent,
} from '../../src-main/timeline/index.ts'
import { TimeOrdered } from './time-ordered.ts'

/** A state that the server reported, or one that only its parent sees. */
export type LaneState = StateEvent['to'] | 'spawned' | 'running' | 'ready' | 'exited' | 'crashed'

/** The one lane of all peers that are not tapped. */
export const OUTSIDE = '(outside)'

export interface Lane {
  id: string
  serverType: string
  /** `resource`: a program beside the cluster. `unobserved`: only its process is seen. */
  kind: 'member' | 'resource' | 'unobserved'
  /** The server in whose program this member runs. */
  parent: string | null
  /** Each state lasts until the next one begins. */
  states: TimeOrdered<LaneState>
  /** Whether it is suspended, from each moment on. */
  paused: TimeOrdered<boolean>
  /** Whether the others dropped it while its process lives. */
  dropped: TimeOrdered<boolean>
  /** Whether a fault is injected into one of its links. */
  faulted: TimeOrdered<boolean>
}

/** The lane id of a process named in an event: untapped peers (`?conn`) share one lane. */
export function laneId(process: string): string {
  return process.startsWith('?') ? OUTSIDE : process
}

export function currentState(lane: Lane): LaneState | null {
  return lane.states.items.at(-1) ?? null
}

export function hasEnded(lane: Lane): boolean {
  return isEnd(currentState(lane))
}

export function isEnd(state: LaneState | null): boolean {
  return state === 'exited' || state === 'crashed'
}

/** Notes a fact that holds from a time on, if it changed. */
function setFact(facts: TimeOrdered<boolean>, at: number, value: boolean): void {
  if ((facts.items.at(-1) ?? false) !== value) facts.add(at, value)
}

/** What the parent of a process sees is all that is known of its state. */
function isOpaque({ kind }: Lane): boolean {
  return kind !== 'member'
}

function exitState(lane: Lane, exit: ProcessEvent): LaneState {
  const asked = currentState(lane) === 'stopping'
  return exitKind(exit, { killed: false, asked, opaque: isOpaque(lane) }) === 'exited' ? 'exited' : 'crashed'
}

/** The state that an event of its process puts a lane into; null if the server reports its states itself. */
function processState(lane: Lane, event: ProcessEvent): LaneState | null {
  switch (event.event) {
    case 'spawned':
      return isOpaque(lane) ? 'running' : 'spawned'
    case 'ready':
      return isOpaque(lane) ? 'ready' : null
    case 'stopping':
      return 'stopping'
    case 'exited':
      return exitState(lane, event)
    default:
      return null
  }
}

export class LaneIndex {
  /** With a master, its view alone decides who is a member. */
  #hasMaster = true
  /** The observers whose views hold a server, by its id. */
  readonly #holders = new Map<string, Set<string>>()
  /** The links with a fault, by the id of the server. */
  readonly #faultedLinks = new Map<string, Set<string>>()
  readonly #lanes = new Map<string, Lane>()
  readonly #types: string[] = []
  #sorted: Lane[] | null = null

  addPlanned(header: HeaderEvent): void {
    this.#hasMaster = dialectOf(header).hasMaster
    if (header.plan.master) this.#lane(header.plan.master.id, 'master')
    for (const { id, serverType, role } of header.plan.servers) {
      const lane = this.#lane(id, serverType)
      if (role === 'resource') lane.kind = 'resource'
    }
  }

  apply(event: TimelineEvent): void {
    if (event.t === 'process') this.#applyProcess(event)
    else if (event.t === 'state') this.#lane(event.process).states.add(event.at, event.to)
    else if (event.t === 'fault') this.#applyFault(event)
    else if (event.t === 'view') this.#applyView(event)
    else if (event.t === 'packet') {
      this.#lane(laneId(event.from))
      this.#lane(laneId(event.to))
    }
  }

  get(id: string): Lane | undefined {
    return this.#lanes.get(id)
  }

  /** The state of a process at a time; null before it was spawned. */
  stateAt(id: string, time: number): LaneState | null {
    const states = this.#lanes.get(id)?.states
    return states?.items[states.after(time) - 1] ?? null
  }

  /** When the process of a time was spawned; -1 if that is not known. */
  spawnedAt(id: string, time: number): number {
    const states = this.#lanes.get(id)?.states
    if (!states) return -1
    for (let index = states.after(time) - 1; index >= 0; index -= 1) {
      const state = states.at(index)
      if (state === 'spawned' || state === 'running') return states.times[index] as number
    }
    return -1
  }

  /** From the start of the process of a time until it had started; null if that is not known. */
  startOf(id: string, time: number): { from: number; to: number } | null {
    const from = this.spawnedAt(id, time)
    const states = this.#lanes.get(id)?.states
    if (!states || from < 0) return null
    const first = states.from(from)
    const end = states.items.findIndex(
      (state, index) => index > first && (state === 'spawned' || isEnd(state)),
    )
    const last = states.times.at(end < 0 ? -1 : end) ?? from
    return { from, to: last }
  }

  /** The master first, then the members by type in the plan's order, then programs beside them; untapped peers last. */
  all(): readonly Lane[] {
    this.#sorted ??= this.#sort()
    return this.#sorted
  }

  #applyProcess(event: ProcessEvent): void {
    if (event.process === 'grove') return
    const lane = this.#lane(event.process, event.serverType)
    lane.kind = event.role === 'resource' ? 'resource' : event.observed === false ? 'unobserved' : 'member'
    lane.parent = event.parent ?? null
    this.#sorted = null
    const state = processState(lane, event)
    if (state !== null) lane.states.add(event.at, state)
    if (event.event !== 'spawned' && event.event !== 'exited') return
    this.#faultedLinks.delete(lane.id)
    for (const facts of [lane.paused, lane.dropped, lane.faulted]) setFact(facts, event.at, false)
  }

  #applyFault({ process, at, fault, parameters }: FaultEvent): void {
    const lane = this.#lanes.get(process)
    if (!lane || hasEnded(lane)) return
    if (fault === 'pause' || fault === 'resume') return setFact(lane.paused, at, fault === 'pause')
    const scope = faultScope(parameters)
    if (scope.link === null) return
    const link = `${scope.link} ${scope.peer ?? ''}`
    const links = this.#faultedLinks.get(process) ?? new Set()
    this.#faultedLinks.set(process, links)
    if (fault === 'heal') links.delete(link)
    else links.add(link)
    setFact(lane.faulted, at, links.size > 0)
  }

  #applyView({ process: observer, at, added, removed }: ViewEvent): void {
    if (this.#hasMaster && this.#lanes.get(observer)?.serverType !== 'master') return
    for (const { id } of removed) {
      const holders = this.#holders.get(id)
      if (id === observer || !holders?.delete(observer) || holders.size > 0) continue
      const lane = this.#lanes.get(id)
      if (lane && !hasEnded(lane)) setFact(lane.dropped, at, true)
    }
    for (const { id } of added) {
      if (id === observer) continue
      const holders = this.#holders.get(id) ?? new Set()
      this.#holders.set(id, holders.add(observer))
      const lane = this.#lanes.get(id)
      if (lane) setFact(lane.dropped, at, false)
    }
  }

  #lane(id: string, serverType?: string): Lane {
    const known = this.#lanes.get(id)
    if (known) return known
    const type = serverType ?? (id === OUTSIDE ? OUTSIDE : id.replace(/-\d+$/, ''))
    const lane: Lane = {
      id,
      serverType: type,
      kind: 'member',
      parent: null,
      states: new TimeOrdered(),
      paused: new TimeOrdered(),
      dropped: new TimeOrdered(),
      faulted: new TimeOrdered(),
    }
    if (!this.#types.includes(type)) this.#types.push(type)
    this.#lanes.set(id, lane)
    this.#sorted = null
    return lane
  }

  #rank(type: string): number {
    if (type === 'master') return -1
    return type === OUTSIDE ? Number.MAX_SAFE_INTEGER : this.#types.indexOf(type)
  }

  /** A program stays with the members that run in it. */
  #sort(): Lane[] {
    const lanes = [...this.#lanes.values()]
    const ofMembers = new Set(
      lanes.flatMap(({ kind, serverType }) => (kind === 'resource' ? [] : serverType)),
    )
    const isBeside = ({ serverType }: Lane): number => Number(!ofMembers.has(serverType))
    return lanes.sort(
      (a, b) =>
        Number(a.id === OUTSIDE) - Number(b.id === OUTSIDE) ||
        isBeside(a) - isBeside(b) ||
        this.#rank(a.serverType) - this.#rank(b.serverType) ||
        a.id.localeCompare(b.id, 'en', { numeric: true }),
    )
  }
}
