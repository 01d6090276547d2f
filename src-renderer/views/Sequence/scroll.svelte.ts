// The scroll position of the sequence: what the user reads stays where it is while rows are added or removed elsewhere.
import type { Blocks, Item } from './blocks.ts'

/** Browsers limit the height of an element; a list that is taller scrolls proportionally. */
const MAX_HEIGHT_PX = 8_000_000
/** Within this distance the view is at the end. */
const NEAR_END_PX = 8

/** The item at the top of the view, and how far it is scrolled beyond it. */
interface Anchor {
  chapter: string
  key: string
  offset: number
}

export class Scroll {
  element = $state<HTMLElement>()
  /** How far it is scrolled to the right, pixels. */
  left = $state(0)
  /** Of the visible part of the list, pixels. */
  height = $state(400)
  readonly #blocks: () => Blocks
  #scrolled = $state(0)
  #anchor: Anchor | null = null
  readonly #whole = $derived.by(() => this.#blocks().height)
  /** The height of the element that is scrolled. */
  readonly tall = $derived(Math.min(this.#whole, MAX_HEIGHT_PX))
  readonly #stretch = $derived(
    this.tall > this.height ? Math.max(1, (this.#whole - this.height) / (this.tall - this.height)) : 1,
  )
  /** The first visible pixel of the list. */
  readonly top = $derived(this.#scrolled * this.#stretch)
  /** What to add to a position in the list for one in the scrolled element. */
  readonly shift = $derived(this.#scrolled - this.top)

  constructor(blocks: () => Blocks) {
    this.#blocks = blocks
  }

  get isAtEnd(): boolean {
    return this.top + this.height >= this.#whole - NEAR_END_PX
  }

  /** Takes over where the user scrolled to. Returns false if that is where the code had scrolled to. */
  read(): boolean {
    const scrolled = this.element?.scrollTop ?? 0
    this.left = this.element?.scrollLeft ?? 0
    if (Math.abs(scrolled - this.#scrolled) < 1) return false
    this.#scrolled = scrolled
    this.#setAnchor()
    return true
  }

  scrollTo(top: number): void {
    if (!this.element) return
    this.element.scrollTop = top / this.#stretch
    // Read back at once: the scroll event would come a frame late.
    this.#scrolled = this.element.scrollTop
    this.#setAnchor()
  }

  toEnd(): void {
    this.scrollTo(this.#whole)
  }

  /** Scrolls as little as brings this part into view. */
  reveal(top: number, bottom: number, margin = 0): void {
    if (top - margin < this.top) this.scrollTo(top - margin)
    else if (bottom + margin > this.top + this.height)
      this.scrollTo(Math.min(top - margin, bottom + margin - this.height))
  }

  /** Keeps this item where it is on the screen when the list changes next. */
  hold(item: Item): void {
    this.#anchor = { chapter: item.chapter.id, key: item.key, offset: this.top - item.top }
  }

  /** To be called after the list changed: scrolls so that the anchor is where it was. */
  restore(): void {
    const blocks = this.#blocks()
    if (!this.#anchor || blocks.length === 0) return
    const { chapter, key, offset } = this.#anchor
    const index = blocks.indexOf(chapter, key)
    if (index < 0) return
    const top = blocks.at(index).top + offset
    if (Math.abs(top - this.top) >= 1) this.scrollTo(top)
  }

  #setAnchor(): void {
    const blocks = this.#blocks()
    if (blocks.length === 0) return
    this.hold(blocks.at(blocks.indexAt(this.top)))
  }
}
