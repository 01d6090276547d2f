// Frames and canvases.

/** Runs `draw` in the next frame, once for any number of requests. */
export function throttleToFrame(draw: () => void): { request: () => void; cancel: () => void } {
  let frame = 0
  const run = (): void => {
    frame = 0
    draw()
  }
  return {
    request: () => {
      if (frame === 0) frame = requestAnimationFrame(run)
    },
    cancel: () => {
      cancelAnimationFrame(frame)
      frame = 0
    },
  }
}

/** Sizes a canvas for its element and the device pixel ratio. Returns a context that draws in CSS pixels. */
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
