// The widths of labels, measured once each.

const FONT = '600 12px'
const MAX_CACHED = 5_000

const widths = new Map<string, number>()
let context: CanvasRenderingContext2D | null = null

/** Returns the width of a label in pixels. */
export function labelWidth(text: string): number {
  const known = widths.get(text)
  if (known !== undefined) return known
  if (!context) {
    context = document.createElement('canvas').getContext('2d')
    if (context) context.font = `${FONT} ${getComputedStyle(document.body).fontFamily}`
  }
  const width = Math.ceil(context?.measureText(text).width ?? text.length * 7)
  // Labels with measured times hardly repeat.
  if (widths.size >= MAX_CACHED) widths.clear()
  widths.set(text, width)
  return width
}
