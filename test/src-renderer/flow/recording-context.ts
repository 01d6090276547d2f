// A canvas context that records what is drawn on it, in absolute pixels.
import { vi } from 'vitest'
import type { Canvas } from '../../../src-renderer/flow/draw-lanes.ts'

interface Drawing {
  /** The method that drew: `fillRect`, `fill`, `stroke`, `fillText` … */
  name: string
  args: unknown[]
  /** Points of the path, for `fill` and `stroke`. */
  path: { x: number; y: number }[]
  colour: string
  alpha: number
  dash: number[]
}

interface State {
  fillStyle: string
  strokeStyle: string
  globalAlpha: number
  dash: number[]
  x: number
  y: number
}

vi.stubGlobal('Path2D', Object)

export function recordingCanvas(width = 600, height = 400): Canvas & { drawings: Drawing[] } {
  const drawings: Drawing[] = []
  let state: State = { fillStyle: '', strokeStyle: '', globalAlpha: 1, dash: [], x: 0, y: 0 }
  const stack: State[] = []
  let path: Drawing['path'] = []
  const point = (x: number, y: number): void => void path.push({ x: x + state.x, y: y + state.y })
  const draw = (name: string, colour: string, args: unknown[]): void => {
    drawings.push({ name, args, path, colour, alpha: state.globalAlpha, dash: state.dash })
  }
  const at =
    (name: string, colour: () => string) =>
    (x: number, y: number, ...rest: unknown[]) =>
      draw(name, colour(), [x + state.x, y + state.y, ...rest])
  const methods: Record<string, (...args: never[]) => unknown> = {
    save: () => void stack.push({ ...state }),
    restore: () => void (state = stack.pop() ?? state),
    translate: (x: number, y: number) => void ((state.x += x), (state.y += y)),
    setLineDash: (dash: number[]) => void (state.dash = dash),
    beginPath: () => void (path = []),
    moveTo: point,
    lineTo: point,
    arc: point,
    roundRect: point,
    quadraticCurveTo: (_x: number, _y: number, x: number, y: number) => point(x, y),
    fill: (...args: unknown[]) => draw('fill', state.fillStyle, args),
    stroke: (...args: unknown[]) => draw('stroke', state.strokeStyle, args),
    fillRect: at('fillRect', () => state.fillStyle),
    clearRect: at('clearRect', () => ''),
    fillText: (text: string, x: number, y: number) =>
      draw('fillText', state.fillStyle, [text, x + state.x, y + state.y]),
    measureText: (text: string) => ({ width: text.length * 6 }),
  }
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) => methods[String(name)] ?? (() => undefined),
    set: (_, name, value) => {
      if (name === 'fillStyle' || name === 'strokeStyle' || name === 'globalAlpha')
        state = { ...state, [name]: value as never }
      return true
    },
  })
  return { context, width, height, drawings }
}

/** A filled rectangle of this colour. */
export function rectangles(
  drawings: Drawing[],
  colour: string,
): { x: number; y: number; width: number; height: number }[] {
  return drawings
    .filter((drawing) => drawing.name === 'fillRect' && drawing.colour === colour)
    .map(({ args }) => {
      const [x, y, width, height] = args as [number, number, number, number]
      return { x, y, width, height }
    })
}

export function texts(drawings: Drawing[]): string[] {
  return drawings.filter(({ name }) => name === 'fillText').map(({ args }) => String(args[0]))
}
