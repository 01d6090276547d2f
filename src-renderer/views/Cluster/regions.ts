// The parts of the cluster screen that F6 goes through.

/** Moves the focus to the next (1) or previous (-1) part of the screen. */
export function cycleRegion(screen: HTMLElement, by: 1 | -1): void {
  const regions = [...screen.querySelectorAll<HTMLElement>('header, [data-region], footer')].filter(
    (region) => region.checkVisibility(),
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  // Without a focus in a part, F6 goes to the first one, and Shift+F6 to the last.
  const next = regions.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % regions.length)
  if (next && !next.hasAttribute('tabindex')) next.tabIndex = -1
  next?.focus()
}
