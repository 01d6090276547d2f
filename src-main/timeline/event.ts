// The timeline's events, one a line of its file. Everything in this room is pure and loads in a browser.
import type { LineOf } from './line-schema.ts'

/** Nanoseconds of the machine's monotonic clock since the header's `t0`. */
export type Nanoseconds = number

export type HeaderEvent = LineOf<'header'>
/** What was to run; names of environment variables, never their values. */
export type PlanSummary = HeaderEvent['plan']
export type ProcessEvent = LineOf<'process'>
export type ProcessPhase = ProcessEvent['event']
export type StateEvent = LineOf<'state'>
export type StepEvent = LineOf<'step'>
export type LinkEvent = LineOf<'link'>
export type PacketEvent = LineOf<'packet'>
export type Phase = PacketEvent['phase']
export type RpcCallLabel = NonNullable<PacketEvent['calls']>[number]
export type ViewEvent = LineOf<'view'>
export type ProxyEvent = LineOf<'proxy'>
export type FaultEvent = LineOf<'fault'>
export type LogEvent = LineOf<'log'>
export type FindingEvent = LineOf<'finding'>
export type MarkEvent = LineOf<'mark'>
export type GapEvent = LineOf<'gap'>
export type FooterEvent = LineOf<'footer'>

/** Everything between header and footer. */
export type TimelineEvent =
  | ProcessEvent
  | StateEvent
  | StepEvent
  | LinkEvent
  | PacketEvent
  | ViewEvent
  | ProxyEvent
  | FaultEvent
  | LogEvent
  | FindingEvent
  | MarkEvent
  | GapEvent

export type TimelineLine = HeaderEvent | TimelineEvent | FooterEvent

type WithoutSeq<T> = T extends TimelineEvent ? Omit<T, 'seq'> : never

/** An event before the recorder numbered it. */
export type UnnumberedEvent = WithoutSeq<TimelineEvent>

/** A whole file. `footer` is null if the recorder was killed before it could write one. */
export interface Timeline {
  header: HeaderEvent
  events: TimelineEvent[]
  footer: FooterEvent | null
}

/** The time of an event: for a packet its sending, else its receipt. */
export function timeOf(event: TimelineEvent): Nanoseconds {
  return event.t === 'packet' ? (event.sent ?? event.received ?? 0) : event.at
}
