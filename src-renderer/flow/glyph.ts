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

/** Signs on lanes that belong to no phase. */
const SIGN_PATHS = {
  fault: 'M1.6-5.6-4 1.2H-.6L-1.6 5.6 4-1.2H.6Z',
  paused: 'M-4-5.5h3v11h-3ZM1-5.5h3v11h-3Z',
  dropped: 'M-5-5h10v10h-10ZM-3.2-3.2v6.4h6.4v-6.4ZM-1.4-1.4h2.8v2.8h-2.8Z',
  crashed: 'M-4.4-3-3-4.4 0-1.4 3-4.4 4.4-3 1.4 0 4.4 3 3 4.4 0 1.4-3 4.4-4.4 3-1.4 0Z',
  finding: 'M-3-5.6h1.4V5.6H-3ZM-1.6-5 5-2.4-1.6.4Z',
}

export type Sign = keyof typeof SIGN_PATHS

const paths = new Map<Phase, Path2D>()
const signs = new Map<Sign, Path2D>()

export function drawSign(
  context: CanvasRenderingContext2D,
  sign: Sign,
  x: number,
  y: number,
  colour: string,
): void {
  let path = signs.get(sign)
  if (!path) signs.set(sign, (path = new Path2D(SIGN_PATHS[sign])))
  context.save()
  context.translate(x, y)
  context.fillStyle = colour
  context.fill(path, 'evenodd')
  context.restore()
}

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
