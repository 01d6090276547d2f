// Where the last window was, kept in a file; used again while a display shows it.
import type { Display, Rectangle } from 'electron'
import { z } from 'zod'
import { readJson, writeJson } from '../host/state/json-file.ts'

export const MIN_SIZE = { width: 800, height: 560 }
const DEFAULT_SIZE = { width: 1440, height: 900 }
/** So much of a window must be on a display, in pixels, for its title bar to be reached. */
const MIN_VISIBLE = 120
/** A further window is this much to the right and below. */
const CASCADE = 28

const coordinate = z.int().min(-100_000).max(100_000)
const stateSchema = z.object({
  x: coordinate,
  y: coordinate,
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  isMaximized: z.boolean(),
})
export type WindowState = z.output<typeof stateSchema>

/** Returns null if the file is missing, damaged or foreign. */
export async function readWindowState(file: string): Promise<WindowState | null> {
  return stateSchema.safeParse(await readJson(file)).data ?? null
}

/** A file that cannot be written costs only the memory of a place. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await writeJson(file, state).catch(() => {})
}

type Bounds = Pick<Rectangle, 'width' | 'height'> & Partial<Rectangle>

/** The bounds of a new window. `open`: how many windows there are. Without a place, the system chooses one. */
export function placeWindow(
  state: WindowState | null,
  displays: readonly Pick<Display, 'workArea'>[],
  open: number,
): Bounds {
  if (!state) return DEFAULT_SIZE
  const width = Math.max(state.width, MIN_SIZE.width)
  const height = Math.max(state.height, MIN_SIZE.height)
  const [x, y] = [state.x + open * CASCADE, state.y + open * CASCADE]
  const isReachable = displays.some(({ workArea }) => {
    const visible = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return visible >= MIN_VISIBLE && y >= workArea.y && y <= workArea.y + workArea.height - MIN_VISIBLE
  })
  const largest = displays[0]?.workArea
  if (isReachable) return { x, y, width, height }
  return {
    width: Math.max(MIN_SIZE.width, Math.min(width, largest?.width ?? width)),
    height: Math.max(MIN_SIZE.height, Math.min(height, largest?.height ?? height)),
  }
}
