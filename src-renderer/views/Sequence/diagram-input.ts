// What keys and pointer do in the sequence.
import type { Chapter, SequenceRow } from '../../../src-main/timeline/index.ts'
import type { Chapters } from '../../state/chapters.svelte.ts'
import type { Item } from './blocks.ts'
import type { Diagram } from './diagram.svelte.ts'
import { treeKey } from './tree-keys.ts'

/** The height of the names of the lanes, which stay at the top. */
export const HEAD_PX = 40
/** The height of the heading that stays below them. */
export const CURRENT_PX = 40
const AVERAGE_ROW_PX = 32

export class DiagramInput {
  readonly #diagram: Diagram

  constructor(diagram: Diagram) {
    this.#diagram = diagram
  }

  /** Returns whether the key was handled. */
  key(event: KeyboardEvent): boolean {
    const { blocks, scroll, activeIndex, inspector } = this.#diagram
    const key = treeKey(event)
    if (key === null || blocks.length === 0) return false
    const index = activeIndex < 0 ? blocks.indexAt(scroll.top) : activeIndex
    const item = blocks.at(index)
    const isExpanded = this.#diagram.isExpanded(item)
    const page = Math.max(1, Math.floor(scroll.height / AVERAGE_ROW_PX) - 1)
    if (key === 'next') this.#moveTo(activeIndex < 0 ? index : index + 1)
    else if (key === 'previous') this.#moveTo(index - 1)
    else if (key === 'first') this.#moveTo(0)
    else if (key === 'last') this.#moveTo(blocks.length - 1)
    else if (key === 'pageDown') this.#moveTo(index + page)
    else if (key === 'pageUp') this.#moveTo(index - page)
    else if (key === 'activate') this.#activate(item)
    else if (key === 'expandAll') inspector.chapters.setOpen(inspector.chapters.shown, true)
    else if (key === 'expand' && isExpanded === false) this.#setExpanded(item, true)
    else if (key === 'expand') this.#moveTo(index + 1)
    else if (isExpanded === true) this.#setExpanded(item, false)
    else this.#moveTo(blocks.indexOf(item.chapter.id, item.chapter.id))
    return true
  }

  /** Opens what is under the pointer, selects it, or moves the playhead between two rows. */
  click(event: MouseEvent): void {
    const item = this.itemUnder(event)
    const target = event.target instanceof Element ? event.target : null
    if (!item || !target?.closest('.hit, .bar')) this.dragPlayhead(event)
    else if (item.row?.kind === 'calls' && target.closest('.chevron'))
      this.#setExpanded(item, !item.row.isUnfolded)
    else this.#activate(item)
  }

  dragPlayhead(event: MouseEvent): void {
    this.#diagram.inspector.playhead.moveTo(this.#timeAt(event))
  }

  /** The item at the height of the pointer. */
  itemUnder(event: MouseEvent): Item | null {
    const { blocks } = this.#diagram
    const y = this.#positionOf(event)
    return y < 0 || y >= blocks.end ? null : blocks.at(blocks.indexAt(y))
  }

  /** Scrolls to the start of a chapter. */
  showHeading(chapter: Chapter): void {
    const { blocks, scroll } = this.#diagram
    const index = blocks.indexOf(chapter.id, chapter.id)
    if (index >= 0) scroll.scrollTo(blocks.at(index).top)
    this.#leaveEnd()
  }

  #activate(item: Item): void {
    const { row } = item
    this.#diagram.active = { chapter: item.chapter.id, key: item.key }
    const isExpanded = this.#diagram.isExpanded(item)
    if (row?.kind === 'more') {
      this.#diagram.scroll.hold(item)
      this.#chaptersOf(item).showMoreCalls(row.of)
    } else if (row) this.#select(item, row)
    else if (isExpanded !== undefined) this.#setExpanded(item, !isExpanded)
  }

  /** Selects the event that the row is called after: its packet, else its first event; folded calls together. */
  #select({ rowBeside }: Item, row: SequenceRow): void {
    const { inspector } = this.#diagram
    const { comparison, playhead } = inspector
    const other = rowBeside?.other ?? null
    if (rowBeside?.in === 'other') playhead.moveTo(comparison?.toThis(other?.time ?? 0) ?? row.time)
    else this.#selectOwn(row)
    if (other) comparison?.pin(playhead.at, other.time)
  }

  #selectOwn(row: SequenceRow): void {
    const { inspector } = this.#diagram
    if (row.kind === 'calls' && row.places.length > 0) {
      inspector.playhead.moveTo(row.time)
      return inspector.selectCalls({ from: row.from, to: row.to, method: row.label, places: row.places })
    }
    const { events } = inspector.run.store
    const isArrow = row.kind === 'arrow' || row.kind === 'call' || row.kind === 'calls'
    const packet = isArrow ? row.places.find((each) => events.isPacket(each)) : undefined
    const place = packet ?? row.places[0]
    if (place === undefined) inspector.playhead.moveTo(row.time)
    else inspector.selectEvent(events.at(place))
  }

  /** Whose chapters have a row. */
  #chaptersOf({ rowBeside }: Item): Chapters {
    const { chapters, comparison } = this.#diagram.inspector
    return (rowBeside?.in === 'other' && comparison?.chapters) || chapters
  }

  #setExpanded(item: Item, isExpanded: boolean): void {
    const { scroll, inspector } = this.#diagram
    scroll.hold(item)
    const other = item.rowBeside?.other
    if (item.row && item.rowBeside?.in !== 'other') inspector.chapters.toggleCalls(item.row.key)
    if (item.row && other?.kind === 'calls') inspector.comparison?.chapters?.toggleCalls(other.key)
    if (item.row) return
    inspector.chapters.setOpen([item.chapter], isExpanded)
  }

  #moveTo(index: number): void {
    const { blocks, scroll } = this.#diagram
    const item = blocks.at(Math.max(0, Math.min(blocks.length - 1, index)))
    this.#diagram.active = { chapter: item.chapter.id, key: item.key }
    scroll.reveal(item.top, item.top + item.height, CURRENT_PX)
    this.#leaveEnd()
  }

  #leaveEnd(): void {
    if (!this.#diagram.scroll.isAtEnd) this.#diagram.inspector.stopFollowing()
  }

  /** Above the middle of a row: before it; below: after it. */
  #timeAt(event: MouseEvent): number {
    const { blocks, inspector } = this.#diagram
    const item = this.itemUnder(event)
    const y = this.#positionOf(event)
    if (!item) return y < 0 ? 0 : inspector.run.now
    if (!item.row || y >= item.top + item.height / 2) return item.time
    return blocks.at(blocks.indexOf(item.chapter.id, item.key) - 1).time
  }

  /** The position of the pointer in the list. */
  #positionOf(event: MouseEvent): number {
    const { scroll } = this.#diagram
    return event.clientY - (scroll.element?.getBoundingClientRect().top ?? 0) - HEAD_PX + scroll.top
  }
}
