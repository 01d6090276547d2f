// One frame for many reasons: whoever calls in one turn is drawn once, and nothing is drawn while nothing changed.

/** Returns a function that asks for `draw` in the next frame, and its undo. */
export function throttleToFrame(draw: () => void): { request: () => void; cancel: () => void } {
  let asked = 0
  const run = (): void => {
    asked = 0
    draw()
  }
  return {
    request: () => {
      if (asked === 0) asked = requestAnimationFrame(run)
    },
    cancel: () => {
      cancelAnimationFrame(asked)
      asked = 0
    },
  }
}

/** Sizes a canvas for its element and the screen's pixels; drawing then goes on in CSS pixels. */
export function fitCanvas(
  element: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio || 1
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (element.width !== columns) element.width = columns
  if (element.height !== rows) element.height = rows
  const context = element.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
