// A process's state; each change is recorded by the tap.
import { State } from '../kit/state.ts'
import type { ServerState } from '../protocol/record.ts'
import type { Tap } from '../tap/tap.ts'

export class TappedState extends State<ServerState> {
  /** The id of the last change's record, for use as a cause. */
  id: string

  constructor(tap: Tap) {
    super('starting', (from, to, reason) => (this.id = tap.state(from, to, reason)))
    this.id = tap.state(null, 'starting')
  }
}
