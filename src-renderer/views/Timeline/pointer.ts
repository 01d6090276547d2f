// Pointer input of one element: a press is a drag once it has moved more than a few pixels.

interface PointerHandlers {
  move(x: number, y: number): void
  leave(): void
  drag(pixels: number): void
  press(x: number, y: number): void
}

const DRAG_THRESHOLD_PX = 4

export function trackPointer(handlers: PointerHandlers) {
  let from: { x: number; y: number } | null = null
  let dragging = false

  const onpointermove = (event: PointerEvent): void => {
    if (from && !dragging && Math.hypot(event.offsetX - from.x, event.offsetY - from.y) > DRAG_THRESHOLD_PX) {
      dragging = true
      handlers.leave()
    }
    if (from && dragging) {
      handlers.drag(event.offsetX - from.x)
      from = { x: event.offsetX, y: event.offsetY }
    } else handlers.move(event.offsetX, event.offsetY)
  }
  const onpointerdown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    from = { x: event.offsetX, y: event.offsetY }
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onpointerup = (event: PointerEvent): void => {
    if (from && !dragging) handlers.press(event.offsetX, event.offsetY)
    from = null
    dragging = false
  }
  const onpointercancel = (): void => {
    from = null
    dragging = false
  }
  return {
    onpointermove,
    onpointerdown,
    onpointerup,
    onpointercancel,
    onpointerleave: () => handlers.leave(),
  }
}
