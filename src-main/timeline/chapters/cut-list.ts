// The cuts so far: equal causes that are close in time share one.
import { timeOf, type Nanoseconds, type TimelineEvent } from '../event.ts'
import { faultOf, isSameCause, type Cut } from './cut.ts'

/** Equal causes within this time share a chapter. */
const TOGETHER_NS = 250e6

interface CauseOptions {
  byYou?: boolean
  isReversed?: boolean
  /** By default the process of the event. */
  servers?: readonly string[]
  /** By default the time of the event. */
  from?: Nanoseconds
  together?: Nanoseconds
}

export class CutList {
  readonly cuts: Cut[] = []

  /** Adds the server of an event to the open chapter. */
  extend(event: TimelineEvent & { process: string }): void {
    const open = this.cuts.at(-1)
    if (!open) return
    open.servers.add(event.process)
    open.last = timeOf(event)
  }

  /** Begins a chapter, or adds to the open one. */
  cause(event: TimelineEvent & { process: string }, kind: Cut['kind'], options: CauseOptions = {}): void {
    const { byYou = false, isReversed = false, servers = [event.process] } = options
    const { from = timeOf(event), together = TOGETHER_NS } = options
    const open = this.cuts.at(-1)
    if (
      open &&
      from - open.last <= together &&
      isSameCause(open, { kind, byYou, isReversed, cause: event })
    ) {
      for (const id of servers) open.servers.add(id)
      open.last = from
      return
    }
    this.cuts.push({
      kind,
      seq: event.seq,
      from,
      servers: new Set(servers),
      last: from,
      byYou,
      cause: event,
      times: 1,
      after: kind === 'lost' ? faultOf(this.cuts, servers) : null,
      isReversed,
    })
  }
}
