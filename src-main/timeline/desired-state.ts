// What rows about processes and faults say of a server: what the user wants it to be, and what was done to it.
import type { FaultEvent, ProcessEvent } from './event.ts'
import { faultScope } from './fault-scope.ts'
import type { ProcessState } from './process-state.ts'

/** The launcher's reasons of a stop that the user asked for; the others follow such a stop. */
const FOLLOWS_A_STOP = /^(?:did not stop within|at a breakpoint|continued)/

export function applyProcessRow(process: ProcessState, { event, at, reason }: ProcessEvent): void {
  process.phase = event
  process.phaseSince = at
  switch (event) {
    case 'spawned':
      process.spawnedAt = at
      process.hasStarted = false
      process.desired = 'running'
      process.stopRequest = null
      process.killedAt = null
      process.faults = []
      return
    case 'ready':
      process.hasStarted = true
      return
    case 'stopping':
      return applyStop(process, at, reason ?? null)
    case 'restarting':
      process.desired = 'running'
      return
    case 'exited':
      process.faults = []
  }
}

function applyStop(process: ProcessState, at: number, reason: string | null): void {
  if (reason !== null && FOLLOWS_A_STOP.test(reason)) {
    // A server that failed is stopped by Grove itself; the user still wants it to run.
    if (process.stopRequest) process.stopRequest = { ...process.stopRequest, escalation: reason }
    return
  }
  process.stopRequest = { at, reason, escalation: null }
  if (reason !== 'restart') process.desired = reason === 'scaled down' ? 'removed' : 'stopped'
}

export function applyFault(process: ProcessState, { fault, at, parameters }: FaultEvent): void {
  if (fault === 'kill') {
    process.killedAt = at
    process.desired = 'stopped'
    return
  }
  const { link, peer } = fault === 'pause' || fault === 'resume' ? OF_PROCESS : faultScope(parameters)
  const others = process.faults.filter((known) => known.link !== link || known.peer !== peer)
  if (fault === 'resume' || fault === 'heal') process.faults = others
  else process.faults = [...others, { link, peer, kind: fault, parameters, since: at }]
}

const OF_PROCESS = { link: null, peer: null }
