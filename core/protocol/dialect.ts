// A dialect: how the events of one family of clusters are read. Plain data, in the header of a timeline.
import type { Phase, ServerState } from './record.ts'

export interface Dialect {
  /** Lower case: `pomelo`. */
  name: string
  /** For people: "Pinus 1.7.4". */
  title: string
  /** Whether one process keeps the list of servers. Without one, every member's view must hold exactly the live members. */
  hasMaster: boolean
  /** What its members report. What is not seen is unknown: it is not judged. */
  sees: { views: boolean; proxies: boolean; packets: boolean }
  /** What cannot be seen, a sentence each. */
  unseen: string[]
  /** The steps by which a server joins, numbered from 1. */
  steps: DialectStep[]
  /** Name of a packet or a step → phase, where its record has none. An answer `<name>.ack` has the phase of `<name>`. */
  phases: Record<string, Phase>
  /** How long it may take until all members know of a change; at least 6 s is given. For dialects with heartbeats. */
  settleMs?: number | undefined
  /** The rules of docs/TIMELINE.md that hold. */
  checks: string[]
  /** Titles of states, where they differ from Grove's own. */
  states?: Partial<Record<ServerState, string>> | undefined
}

interface DialectStep {
  title: string
  /** The step's events are those that match any of these. */
  events: EventPattern[]
}

/** Whose: of the server that joins, of the master, of another member. Everyone where it is absent. */
export type EventOwner = 'self' | 'master' | 'peer'

/** Events that belong to a step; all conditions that are given must hold. Steps are named by their number. */
export interface EventPattern {
  t: 'state' | 'step' | 'packet' | 'link' | 'view' | 'proxy'
  /** Who reports it; of a packet, who sent it. */
  of?: EventOwner | undefined
  /** Of a packet: who gets it. */
  to?: EventOwner | undefined
  /** Names of packets, states, steps or events of a link (`opened`). Any where it is absent. */
  names?: string[] | undefined
  /**
   * It is about the server that joins: a view that adds it, proxies for it, a step about it, or a packet whose body has
   * its record.
   */
  about?: 'self' | undefined
  /** Of a link: which end reports it. */
  end?: 'dialler' | 'listener' | undefined
  /** Of a packet or a link: on the connection of a packet of this step. Then it may be before the server's start. */
  connection?: number | undefined
  /** Of a packet: it answers a packet of this step. */
  answers?: number | undefined
  /** An event of this step is one of its causes. */
  causedBy?: number | undefined
  /** An event of this step led to it, by way of any events but packets. In the same step: of the patterns before. */
  effectOf?: number | undefined
  /** Earlier than the last event of this step. Then it may be before the server's start. */
  before?: number | undefined
  /** Of a peer: it sent a packet of one of these names earlier than the last event of this step. */
  joined?: { names: string[]; before: number } | undefined
  /** Only the first or the last that matches. */
  pick?: 'first' | 'last' | undefined
}
