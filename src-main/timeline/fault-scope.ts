// Which links an injected fault acts on: all of one kind of a server, or those with one peer.
import type { FaultDirection, LinkKind } from '../../core/protocol/record.ts'
import type { InjectedFault } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { asRecord, asString } from './unknown-json.ts'

export interface FaultScope {
  /** Null of a fault of the process itself. */
  link: LinkKind | null
  /** Null of the links with all peers. */
  peer: string | null
}

/** Reads it from the parameters of a row of the timeline. */
export function faultScope(parameters: unknown): FaultScope {
  const { link, peer } = asRecord(parameters)
  return { link: link === 'control' || link === 'rpc' ? link : null, peer: asString(peer) ?? null }
}

/** Which packets of the server the fault acts on; null of both. */
export function faultDirection(parameters: unknown): FaultDirection | null {
  const { direction } = asRecord(parameters)
  return direction === 'sending' || direction === 'receiving' ? direction : null
}

/** Whether calls fail while it lasts. */
export function stopsCalls({ kind }: Pick<InjectedFault, 'kind'>): boolean {
  return kind === 'cut' || kind === 'hang'
}

/** Whether a fault of a server's links acts on those with a peer. */
export function actsOn(fault: Pick<InjectedFault, 'peer'>, peer: string): boolean {
  return fault.peer === null || fault.peer === peer
}

export interface FaultOfServer {
  /** The server that has it. */
  of: string
  fault: InjectedFault
}

/** Returns the injected fault that calls between two servers meet, either way; of several the strongest. */
export function faultBetween({ processes }: ClusterState, one: string, other: string): FaultOfServer | null {
  const ends = [
    { of: other, peer: one },
    { of: one, peer: other },
  ]
  const found = ends.flatMap(({ of, peer }) =>
    (processes.get(of)?.faults ?? [])
      .filter((fault) => fault.link === 'rpc' && actsOn(fault, peer))
      .map((fault) => ({ of, fault })),
  )
  return found.find(({ fault }) => stopsCalls(fault)) ?? found[0] ?? null
}
