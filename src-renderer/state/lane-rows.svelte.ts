// The rows that the server list and the lanes of the timeline share: one layout and one scroll position.
import { layoutLanes, type LaneLayout } from '../flow/layout.ts'
import type { Run } from './run.svelte.ts'

export class LaneRows {
  /** Scroll position and height of the visible part, pixels. */
  top = $state(0)
  room = $state(400)
  readonly layout: LaneLayout

  constructor(run: Run) {
    this.layout = $derived(
      layoutLanes(run.store.lanes.all(), this.room, run.live ? run.summary.serverTypes : []),
    )
  }

  scrollTo(top: number): void {
    this.top = Math.max(0, Math.min(top, this.layout.height - this.room))
  }

  /** Brings a server's row into view. */
  reveal(id: string): void {
    const row = this.layout.byId.get(id)
    if (!row) return
    if (row.top < this.top || row.top + row.height > this.top + this.room)
      this.scrollTo(row.top - this.room / 2)
  }
}
