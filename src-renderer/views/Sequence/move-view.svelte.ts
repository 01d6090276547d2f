// What scrolls the sequence: new rows while it is at the end, the playhead, the selection and the overview.
import { tick, untrack } from 'svelte'
import { timeOf, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import type { Item } from './blocks.ts'
import { CURRENT_PX } from './diagram-input.ts'
import type { Diagram } from './diagram.svelte.ts'

/** To be called while the component that shows the diagram is set up. */
export function moveView(diagram: Diagram): void {
  const { inspector, scroll } = diagram
  const { chapters, playhead, run } = inspector
  // A frozen run stays at its end, also when its layout changes.
  const isFollowing = $derived(inspector.isFollowing && !run.hasEnded && playhead.at === null)
  let entered: string | null = null

  $effect(() => {
    chapters.follows = inspector.isFollowing
  })
  $effect(() => {
    void [diagram.blocks, scroll.height, isFollowing]
    untrack(() => (isFollowing ? scroll.toEnd() : scroll.restore()))
  })
  $effect(() => {
    const { at } = playhead
    if (at !== null) untrack(() => void revealTime(at))
  })
  // A call is in the row of its group, which can be far above the playhead.
  $effect(() => {
    const event = inspector.selectedEvent
    if (event) untrack(() => void tick().then(() => revealEvent(event)))
  })
  $effect(() => {
    const range = inspector.requestedRange
    if (range) untrack(() => void tick().then(() => scroll.scrollTo(diagram.blocks.topOf(range.from))))
  })
  $effect(() => {
    const { top, height } = scroll
    const inView = diagram.visible.filter((item) => item.top + item.height > top && item.top < top + height)
    const [first, last] = [inView[0], inView.at(-1)]
    if (first && last) untrack(() => inspector.reportRange(first.time, endOf(last)))
  })

  /** Opens the chapter of a moment when the playhead comes into it, and brings the line into view. */
  async function revealTime(time: number): Promise<void> {
    const chapter = chapters.at(time)
    if (!chapter) return
    if (chapter.id !== entered) chapters.openForPlayhead(chapter)
    entered = chapter.id
    await tick()
    const y = diagram.blocks.topOf(time)
    if (y < scroll.top + CURRENT_PX || y > scroll.top + scroll.height - 16)
      scroll.scrollTo(y - scroll.height / 2)
  }

  function revealEvent(event: TimelineEvent): void {
    const { blocks } = diagram
    const place = run.store.events.placeOf(event)
    const index = place === null ? -1 : blocks.indexOfEvent(place, timeOf(event))
    if (index < 0) return
    const { top, height } = blocks.at(index)
    scroll.reveal(top, top + height, CURRENT_PX)
  }

  /** Where the next item begins. */
  function endOf(item: Item): number {
    const { blocks } = diagram
    const next = blocks.indexOf(item.chapter.id, item.key) + 1
    return Math.max(item.time, next < blocks.length ? blocks.at(next).time : item.chapter.to)
  }
}
