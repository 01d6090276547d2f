// The other run of a comparison as the overview shows it: at the times of this run.
import type { OverviewGhost } from '../../flow/draw-ghost.ts'
import { agreementLine, type OverviewScale } from '../../flow/overview.ts'
import { OverviewMarks, type OverviewMark } from '../../flow/overview-marks.ts'
import type { Inspector } from '../../state/inspector.svelte.ts'
import type { Run } from '../../state/run.svelte.ts'
import { words } from '../../words/words.svelte.ts'

/** The overview grows for a longer run to so many times the length of this one. */
const MAX_GROWTH = 2

export class Ghost {
  readonly #inspector: Inspector
  #index: { run: Run; marks: OverviewMarks } | null = null
  /** The other run once it has been read. */
  readonly other = $derived.by(() => {
    const { comparison } = this.#inspector
    return comparison?.isReady ? comparison.other : null
  })
  /** Where the overview has to reach to show it, a time of this run; 0 without one. */
  readonly end = $derived.by(() => {
    const { comparison, run } = this.#inspector
    if (!this.other || !comparison) return 0
    return Math.min(comparison.toThis(this.other.now), run.now * MAX_GROWTH)
  })
  /** Its marks, at its own times. */
  readonly marks: readonly OverviewMark[] = $derived.by(() => {
    const { other } = this
    if (!other) return []
    if (this.#index?.run !== other) this.#index = { run: other, marks: new OverviewMarks() }
    const { controlEvents, findings, notes, dialect } = other
    return this.#index.marks.update(controlEvents, findings.list, notes, dialect, words.sentences)
  })
  /** Its own moment, where it is, and whether it is then; null without one. */
  readonly playhead = $derived.by(() => {
    const { comparison, playhead } = this.#inspector
    if (!this.other || !comparison) return null
    const time = comparison.otherTime(playhead.at)
    const isIn = time >= 0 && time <= this.other.now
    return { time, at: comparison.toThis(time), isIn }
  })

  constructor(inspector: Inspector) {
    this.#inspector = inspector
  }

  drawing(scale: OverviewScale): OverviewGhost | null {
    const { other } = this
    const { comparison } = this.#inspector
    if (!other || !comparison) return null
    const from = comparison.toOther(0)
    return {
      density: other.store.density,
      from,
      agreement: agreementLine(other.history, scale, other.now, from),
      marks: this.marks.map((mark) => ({ ...mark, at: comparison.toThis(mark.at) })),
    }
  }
}
