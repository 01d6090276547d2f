// Whether a member can take part: why it cannot, as far as its launcher and its own states tell.
import type { Nanoseconds, TimelineEvent } from '../event.ts'
import { isSameInstance } from '../process-state.ts'
import { FaultedServers } from './faulted-servers.ts'

export type HealthProblem = 'stopping' | 'processEnded' | 'processUnknown' | 'paused' | 'linksFaulted'

interface Health {
  /** Why it is ending; null while it runs. */
  ending: HealthProblem | null
  instance: string
  /** When it was spawned, or its last fault ended. */
  since: Nanoseconds
  /** When its last fault ended; -Infinity without one. */
  lastFault: Nanoseconds
}

export class MemberHealth {
  readonly #faulted = new FaultedServers()
  readonly #members = new Map<string, Health>()

  /** Returns whether the event may have changed somebody's health. */
  apply(event: TimelineEvent): boolean {
    if (event.t !== 'process' && event.t !== 'state' && event.t !== 'fault') return false
    for (const server of this.#faulted.apply(event)) {
      const health = this.#member(server)
      if (!this.#faulted.has(server)) health.since = health.lastFault = event.at
    }
    const member = this.#member(event.process)
    if (event.t === 'fault') return true
    if (event.t === 'state') {
      member.instance = event.instance
      if (event.to === 'stopping' || event.to === 'failed') member.ending ??= 'stopping'
    } else if (event.event === 'spawned') {
      this.#members.set(event.process, { ending: null, instance: '', since: event.at, lastFault: -Infinity })
    } else if (event.event === 'stopping') member.ending ??= 'stopping'
    else if (event.event === 'exited') member.ending = 'processEnded'
    return true
  }

  /** Returns why a member cannot answer, a key of `words.checks`; null if nothing is known against it. */
  problemOf(member: string): HealthProblem | null {
    const health = this.#members.get(member)
    if (!health) return 'processUnknown'
    return health.ending ?? this.#faulted.problemOf(member)
  }

  isCurrent(member: string, instance: string): boolean {
    return isSameInstance(this.#members.get(member)?.instance, instance)
  }

  /** Whether its process runs, and has had no fault since a time. */
  isHealthySince(member: string, time: Nanoseconds): boolean {
    const health = this.#members.get(member)
    return health !== undefined && this.problemOf(member) === null && health.since < time
  }

  /** Whether its process runs, and its last fault ended before a time. */
  isUnfaultedSince(member: string, time: Nanoseconds): boolean {
    const health = this.#members.get(member)
    return health !== undefined && this.problemOf(member) === null && health.lastFault < time
  }

  #member(id: string): Health {
    const known = this.#members.get(id)
    if (known) return known
    const health: Health = { ending: null, instance: '', since: -Infinity, lastFault: -Infinity }
    this.#members.set(id, health)
    return health
  }
}
