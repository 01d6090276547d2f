// The glyph of each phase as SVG path data, for the canvas (Path2D) and the legend (SVG). Centred on 0,0, about 10 wide.
import type { Phase } from '../../src-main/timeline/index.ts'

export const GLYPH_PATHS: Record<Phase, { d: string; open?: true }> = {
  connect: { d: 'M0-4.6 4.6 0 0 4.6-4.6 0Z' },
  register: { d: 'M-3.7-3.7h7.4v7.4h-7.4Z' },
  subscribe: { d: 'M0-4.3a4.3 4.3 0 0 0 0 8.6ZM1.2-4.1a4.3 4.3 0 0 1 0 8.2Z' },
  notify: { d: 'M0-4.6 4.6 3.8H-4.6Z' },
  proxies: { d: 'M-2.4-4.2h4.8L4.8 0 2.4 4.2h-4.8L-4.8 0Z' },
  ready: { d: 'M-4.2 0.2-1.2 3.4 4.2-3.2', open: true },
  rpc: { d: 'M-4.4 0h8.8', open: true },
  admin: { d: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z' },
  error: { d: 'M-3.6-3.6 3.6 3.6M3.6-3.6-3.6 3.6', open: true },
}

const paths = new Map<Phase, Path2D>()

export function drawGlyph(
  context: CanvasRenderingContext2D,
  phase: Phase,
  x: number,
  y: number,
  colour: string,
  size = 1,
): void {
  let path = paths.get(phase)
  if (!path) paths.set(phase, (path = new Path2D(GLYPH_PATHS[phase].d)))
  context.save()
  context.translate(x, y)
  context.scale(size, size)
  if (GLYPH_PATHS[phase].open) {
    context.strokeStyle = colour
    context.lineWidth = 2.2
    context.stroke(path)
  } else {
    context.fillStyle = colour
    context.fill(path)
  }
  context.restore()
}
