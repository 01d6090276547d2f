// What is wrong with the layout of a page at its size: parts that overlap or leave the window, and controls with cut text.
import type { Page } from 'playwright-core'

interface Layout {
  problems: string[]
  /** The size of the main view, pixels. */
  view: { width: number; height: number } | null
}

export function layoutOf(page: Page): Promise<Layout> {
  return page.evaluate(() => {
    const problems: string[] = []
    const nameOf = (element: Element): string =>
      element.getAttribute('aria-label') ?? (element.textContent?.trim().slice(0, 40) || element.tagName)
    const shown = (selector: string): Element[] =>
      [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())

    const regions = shown('header, [data-region], footer')
    const boxes = regions.map((element) => ({ name: nameOf(element), box: element.getBoundingClientRect() }))
    for (const [index, one] of boxes.entries()) {
      const { left, top, right, bottom } = one.box
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
        problems.push(`${one.name} leaves the window`)
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(right, other.box.right) - Math.max(left, other.box.left)
        const down = Math.min(bottom, other.box.bottom) - Math.max(top, other.box.top)
        if (across > 1 && down > 1) problems.push(`${one.name} overlaps ${other.name}`)
      }
    }

    // What only assistive technology reads is 1 px wide.
    const isCut = (element: Element): boolean =>
      element.clientWidth > 1 &&
      element.scrollWidth > element.clientWidth + 1 &&
      getComputedStyle(element).overflowX !== 'visible'
    /** Whether an ancestor that does not scroll hides a part of the control. */
    const isHidden = (element: Element): boolean => {
      const box = element.getBoundingClientRect()
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(parent)
        if (overflowX === 'auto' || overflowY === 'auto' || overflowX === 'scroll' || overflowY === 'scroll')
          return false
        const outer = parent.getBoundingClientRect()
        if (overflowX === 'hidden' && (box.left < outer.left - 1 || box.right > outer.right + 1)) return true
        if (overflowY === 'hidden' && (box.top < outer.top - 1 || box.bottom > outer.bottom + 1)) return true
      }
      return false
    }
    for (const control of shown('button, [role=tab], select, summary')) {
      const { width, height } = control.getBoundingClientRect()
      if (width === 0 || height === 0) continue
      const cut = [control, ...control.querySelectorAll('*')].some(isCut)
      if (cut && !control.closest('[title]') && !control.querySelector('[title]'))
        problems.push(`the text of ${nameOf(control)} is cut`)
      if (isHidden(control)) problems.push(`a part of ${nameOf(control)} is hidden`)
    }

    const view = shown('.view[data-region], #bottom-panel')[0]
    const box = view?.getBoundingClientRect()
    return { problems, view: box ? { width: box.width, height: box.height } : null }
  })
}
