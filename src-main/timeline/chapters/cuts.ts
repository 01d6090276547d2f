// Finds the causes that cut a run: what you did, what happened to processes, and what the cluster did about it.
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { faultScope } from '../fault-scope.ts'
import { isSameInstance } from '../process-state.ts'
import type { FaultEvent, Nanoseconds, ProcessEvent, StateEvent, TimelineEvent, ViewEvent } from '../event.ts'
import { CutList } from './cut-list.ts'
import { EFFECT_NS, crashBefore, isAboutMaster, isDropAnEffect, isTroubled, type Cut } from './cut.ts'
import { ServerLives, type ServerLife } from './server-lives.ts'

/** Servers that join within this time of each other share a chapter, also if they do not overlap. */
const JOIN_NS = 30e6
/** An effect of a fault is at most so much earlier than its row. */
const EARLY_NS = 100e6
/** Above this number of planned servers all that join at the start share a chapter. */
const MAX_SEPARATE_JOINS = 12

/** Whether an event may be a cause, or tell one from another. */
export function isCauseEvent(event: TimelineEvent, hasMaster: boolean): boolean {
  if (event.t === 'view') return event.removed.length > 0 || !hasMaster
  return event.t === 'process' || event.t === 'state' || event.t === 'fault'
}

/** @param events the cause events in the order of time @param planned ids of the planned servers */
export function cutsOf(
  events: readonly TimelineEvent[],
  dialect: Dialect,
  planned: ReadonlySet<string>,
): Cut[] {
  const cutter = new Cutter(events, dialect, planned)
  for (const [index, event] of events.entries()) cutter.apply(event, index)
  return cutter.cuts
}

class Cutter {
  readonly #list = new CutList()
  readonly #events: readonly TimelineEvent[]
  readonly #dialect: Dialect
  readonly #planned: ReadonlySet<string>
  readonly #missing: Set<string>
  readonly #lives = new ServerLives()

  constructor(events: readonly TimelineEvent[], dialect: Dialect, planned: ReadonlySet<string>) {
    this.#events = events
    this.#dialect = dialect
    this.#planned = planned
    this.#missing = new Set(planned)
  }

  apply(event: TimelineEvent, index: number): void {
    switch (event.t) {
      case 'process':
        return this.#process(event, index)
      case 'fault':
        return this.#fault(event)
      case 'state':
        return this.#state(event, index)
      case 'view':
        return this.#view(event)
      default:
    }
  }

  get cuts(): Cut[] {
    return this.#list.cuts
  }

  get #open(): Cut | undefined {
    return this.cuts.at(-1)
  }

  #process(event: ProcessEvent, index: number): void {
    const { process: id, reason } = event
    const life = this.#lives.get(id)
    life.isMaster = this.#dialect.hasMaster && event.serverType === 'master'
    switch (event.event) {
      case 'spawned':
        return this.#spawned(event, life)
      case 'restarting':
        // One that still lives is restarted by you.
        return this.#restart(event, life, life.alive)
      case 'stopping':
        life.stopping = reason ?? ''
        if (this.#isPartOf('stop')) return this.#list.extend(event)
        if (reason === 'scaled down')
          return this.#list.cause(event, 'scaled', { byYou: true, isReversed: true })
        if (reason === 'restart') return this.#restart(event, life, true)
        if (this.#lives.isWholeStop(this.#events, index))
          return this.#list.cause(event, 'stop', { byYou: true })
        return this.#list.cause(event, 'exited', { byYou: true })
      case 'exited':
        return this.#exited(event, life, index)
      default:
    }
  }

  #spawned(event: ProcessEvent, life: ServerLife): void {
    const { process: id } = event
    const isFirst = life.spawns === 0
    const isStarting = this.#missing.has(id)
    this.#missing.delete(id)
    life.spawns += 1
    life.alive = true
    life.killed = life.joined = life.started = life.paused = false
    life.stopping = null
    if (this.#open === undefined) return this.#list.cause(event, 'start')
    if (isFirst) {
      // Workers start with the program that they run in.
      if (isStarting || event.parent !== undefined) return
      return this.#list.cause(event, 'scaled', { byYou: true })
    }
    this.#restart(event, life, false)
  }

  #restart(event: ProcessEvent, life: ServerLife, byYou: boolean): void {
    const open = this.#open
    const isRestarting = open?.kind === 'restart' || open?.kind === 'masterBack'
    if (isRestarting && open.servers.has(event.process)) return
    this.#list.cause(event, life.isMaster && !byYou ? 'masterBack' : 'restart', { byYou })
  }

  #exited(event: ProcessEvent, life: ServerLife, index: number): void {
    const isLast = this.#lives.isWholeStop(this.#events, index)
    life.alive = false
    const wasExpected = life.killed || life.stopping !== null
    if (wasExpected || this.#isPartOf('stop')) return
    if (isLast) return this.#list.cause(event, 'stop')
    const isCrash = Boolean(event.signal ?? event.code) || event.reason !== undefined
    if (life.isMaster) return this.#list.cause(event, 'masterLost')
    if (!isCrash) return this.#list.cause(event, 'exited')
    if (this.#mergeIntoCrashLoop(event)) return
    this.#list.cause(event, 'crashed', { together: EFFECT_NS })
  }

  /** A server that crashes again before it has started belongs to its first crash. */
  #mergeIntoCrashLoop({ process, at }: ProcessEvent): boolean {
    const crash = this.#lives.get(process).started ? null : crashBefore(this.cuts, process)
    if (crash === null) return false
    this.cuts.pop()
    crash.times += 1
    crash.last = at
    return true
  }

  #fault(event: FaultEvent): void {
    const life = this.#lives.get(event.process)
    // Faults are healed before a server stops.
    if (life.stopping !== null || this.#isPartOf('stop')) return
    const { peer } = faultScope(event.parameters)
    const servers = peer === null ? [event.process] : [event.process, peer]
    const byYou = { byYou: true, servers, from: this.#beginOf(event, life) }
    switch (event.fault) {
      case 'kill':
        life.killed = true
        return this.#list.cause(event, life.isMaster ? 'masterLost' : 'killed', byYou)
      case 'pause':
        life.paused = true
        return this.#list.cause(event, 'paused', byYou)
      case 'resume':
        life.paused = false
        return this.#list.cause(event, 'resumed', byYou)
      case 'heal':
        return this.#list.cause(event, 'healed', byYou)
      default:
        return this.#list.cause(event, 'fault', byYou)
    }
  }

  /** A fault works before its row is written: what it led to within this time belongs to its chapter. */
  #beginOf({ process, at }: FaultEvent, { reconnectsAt }: ServerLife): Nanoseconds {
    const open = this.#open
    const isEffect = open?.kind === 'lost' && open.servers.has(process) && at - open.from <= EARLY_NS
    const since = isEffect ? open.from : at
    if (isEffect) this.cuts.pop()
    const began = at - reconnectsAt <= EARLY_NS ? Math.min(since, reconnectsAt) : since
    return Math.max(began, this.#open?.from ?? began)
  }

  #state(event: StateEvent, index: number): void {
    const life = this.#lives.get(event.process)
    life.instance = event.instance
    switch (event.to) {
      case 'starting':
      case 'listening':
      case 'stopping':
      case 'failed':
        return
      case 'started':
        if (!life.joined) this.#joins(event, life)
        life.started = true
        return
      case 'reconnecting':
        life.joined = false
        return this.#reconnects(event, life, index)
      default:
        if (!life.joined) this.#joins(event, life)
    }
  }

  #joins(event: StateEvent, life: ServerLife): void {
    life.joined = true
    const open = this.#open
    if (life.isMaster || !life.alive || open === undefined) return
    if (open.kind === 'stop' || this.#isAboutMaster(open, event.at)) return
    if (open.kind === 'join' && this.#joinsWith(open, event.at)) return this.#list.extend(event)
    const leadsToJoin = open.kind === 'scaled' || open.kind === 'restart' || open.kind === 'resumed'
    if ((leadsToJoin || open.kind === 'healed' || open.kind === 'lost') && open.servers.has(event.process))
      return
    life.started = false
    this.#list.cause(event, 'join', { together: 0 })
  }

  /** Whether a server that joins now shares the open chapter of others. */
  #joinsWith(open: Cut, at: Nanoseconds): boolean {
    if (at - open.last <= JOIN_NS) return true
    if ([...open.servers].some((id) => this.#lives.get(id).alive && !this.#lives.get(id).started)) return true
    return this.#planned.size > MAX_SEPARATE_JOINS && this.#isStarting()
  }

  #isStarting(): boolean {
    return this.cuts.every(({ kind }) => kind === 'start' || kind === 'join')
  }

  #reconnects(event: StateEvent, life: ServerLife, index: number): void {
    const open = this.#open
    life.reconnectsAt = event.at
    if (!life.alive || life.stopping !== null || open === undefined) return
    if (this.#isAboutMaster(open, event.at) || open.kind === 'stop') return
    if (open.servers.has(event.process) && isTroubled(open, event.at)) return
    if (this.#lives.isWholeStop(this.#events, index)) return this.#list.cause(event, 'stop')
    this.#list.cause(event, 'lost', { isReversed: true, together: EFFECT_NS })
  }

  #view(event: ViewEvent): void {
    const isJudge = !this.#dialect.hasMaster || this.#lives.get(event.process).isMaster
    const observer = this.#lives.get(event.process)
    if (!isJudge || this.#open === undefined || observer.paused) return
    for (const { id, instance } of event.removed) {
      if (id === event.process) continue
      if (!this.#lives.has(id)) continue
      const life = this.#lives.get(id)
      if (!life.alive || life.killed || life.stopping !== null) continue
      // The process before this one.
      if (life.instance !== null && !isSameInstance(life.instance, instance)) continue
      if (this.#isEffect(event, id)) continue
      this.#list.cause(event, 'lost', { servers: [id], together: EFFECT_NS })
    }
  }

  #isAboutMaster(cut: Cut, at: Nanoseconds): boolean {
    return isAboutMaster(cut, at, (id) => this.#lives.get(id).isMaster)
  }

  #isEffect(event: ViewEvent, id: string): boolean {
    const open = this.#open
    if (open === undefined) return false
    return this.#isAboutMaster(open, event.at) || isDropAnEffect(open, event, id, this.#dialect)
  }

  #isPartOf(kind: Cut['kind']): boolean {
    return this.#open?.kind === kind
  }
}
