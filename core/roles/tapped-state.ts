// A process's own state: each change is told to the tap, and what follows can name it as its cause.
import { State } from '../kit/state.ts'
import type { ServerState } from '../protocol/record.ts'
import type { Tap } from '../tap/tap.ts'

export class TappedState extends State<ServerState> {
  /** The id of the last change. */
  id: string

  constructor(tap: Tap) {
    super('starting', (from, to, reason) => (this.id = tap.state(from, to, reason)))
    this.id = tap.state(null, 'starting')
  }
}
