// Popovers next to their button in browsers without CSS anchor positioning.

const GAP_PX = 4

/** Positions a popover below its button when it opens, aligned with the button's left or right edge. */
export function anchorFallback(edge: 'left' | 'right') {
  return (popover: HTMLElement): (() => void) | undefined => {
    if (CSS.supports('position-area: bottom')) return undefined
    const onToggle = (event: ToggleEvent): void => {
      const button = document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`)
      if (event.newState === 'open' && button) placeBelow(popover, button.getBoundingClientRect(), edge)
    }
    popover.addEventListener('toggle', onToggle)
    return () => popover.removeEventListener('toggle', onToggle)
  }
}

/** Above the button where there is no space below it; never outside the window. */
function placeBelow(popover: HTMLElement, button: DOMRect, edge: 'left' | 'right'): void {
  const { offsetWidth: width, offsetHeight: height } = popover
  const left = edge === 'left' ? button.left : button.right - width
  const below = button.bottom + GAP_PX
  const top = below + height > innerHeight ? button.top - GAP_PX - height : below
  popover.style.margin = '0'
  popover.style.left = `${Math.max(0, Math.min(left, innerWidth - width))}px`
  popover.style.top = `${Math.max(0, top)}px`
}
