// The finding that is looked at, and the way to the next one.
import { timeOf, type Finding } from '../../src-main/timeline/index.ts'
import type { Inspector } from './inspector.svelte.ts'

/** Before and after the events of a finding, as a share of their time. */
const MARGIN = 0.25
const MIN_RANGE_NS = 20e6

export class FindingSteps {
  #chosen = $state.raw<Finding | null>(null)
  readonly #inspector: Inspector
  /** Where it is in the list; -1 without one. The checks may have run again since: it is then another object. */
  readonly index = $derived.by(() => {
    const chosen = this.#chosen
    return this.#list.findIndex(({ rule, at, events }) => {
      return rule === chosen?.rule && at === chosen.at && events.join() === chosen.events.join()
    })
  })

  constructor(inspector: Inspector) {
    this.#inspector = inspector
  }

  get #list(): readonly Finding[] {
    return this.#inspector.run.findings.list
  }

  /** Selects what shows the finding, with all its events in view, and moves the playhead to it. */
  show(finding: Finding): void {
    const inspector = this.#inspector
    this.#chosen = finding
    const events = finding.events.flatMap((id) => inspector.run.store.find(id) ?? [])
    const last = events.at(-1)
    if (last) inspector.selectEvent(last)
    inspector.playhead.moveTo(finding.at)
    const times = [...events.map(timeOf), finding.at]
    const [from, to] = [Math.min(...times), Math.max(...times)]
    const margin = Math.max(MIN_RANGE_NS, (to - from) * MARGIN)
    inspector.showRange(Math.max(0, from - margin), to + margin)
  }

  /** The index of the finding that a step leads to: beside the chosen one, else beside the playhead. -1: none. */
  beside(by: 1 | -1): number {
    const list = this.#list
    if (this.index >= 0) {
      const to = this.index + by
      return to < list.length ? to : -1
    }
    const { time, at } = this.#inspector.playhead
    if (by < 0) return list.findLastIndex((finding) => finding.at < time)
    // At now nothing is later: the first one is next.
    return list.findIndex((finding) => at === null || finding.at > time)
  }

  step(by: 1 | -1): void {
    const finding = this.#list[this.beside(by)]
    if (finding) this.show(finding)
  }
}
