// Where a window opens again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  MIN_SIZE,
  placeWindow,
  readWindowState,
  writeWindowState,
} from '../../../src-main/electron/window-state.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grove-window-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const DISPLAY = { workArea: { x: 0, y: 25, width: 1920, height: 1050 } }
const STATE = { x: 100, y: 60, width: 1200, height: 800, isMaximized: false }

test('what was written is read again', async () => {
  const file = join(folder, 'window.json')
  await writeWindowState(file, { ...STATE, isMaximized: true })
  expect(await readWindowState(file)).toEqual({ ...STATE, isMaximized: true })
})

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"x":1}',
  '{"x":"1","y":0,"width":900,"height":600,"isMaximized":false}',
  '{"x":1e9,"y":0,"width":900,"height":600,"isMaximized":false}',
])('a file with %j is ignored', async (text) => {
  const file = join(folder, 'damaged.json')
  await writeFile(file, text)
  expect(await readWindowState(file)).toBeNull()
})

test('a place that cannot be written costs nothing', async () => {
  await writeFile(join(folder, 'a file'), '')
  await expect(writeWindowState(join(folder, 'a file', 'window.json'), STATE)).resolves.toBeUndefined()
})

test('a window opens where it was, and a further one beside it', () => {
  expect(placeWindow(STATE, [DISPLAY], 0)).toEqual({ x: 100, y: 60, width: 1200, height: 800 })
  expect(placeWindow(STATE, [DISPLAY], 1)).toEqual({ x: 128, y: 88, width: 1200, height: 800 })
  expect(placeWindow(null, [DISPLAY], 0)).toEqual({ width: 1440, height: 900 })
})

test('a place on a display that is gone is not used', () => {
  const second = { workArea: { x: 1920, y: 0, width: 2560, height: 1400 } }
  const there = { ...STATE, x: 2500, width: 2400 }
  expect(placeWindow(there, [DISPLAY, second], 0)).toMatchObject({ x: 2500 })
  expect(placeWindow(there, [DISPLAY], 0)).toEqual({ width: 1920, height: 800 })
})

test('the title bar can always be reached, and the window is never too small', () => {
  const coordinate = fc.integer({ min: -5_000, max: 5_000 })
  const size = fc.integer({ min: 1, max: 5_000 })
  const states = fc.record({
    x: coordinate,
    y: coordinate,
    width: size,
    height: size,
    isMaximized: fc.boolean(),
  })
  fc.assert(
    fc.property(states, fc.integer({ min: 0, max: 5 }), (state, open) => {
      const { x, y, width, height } = placeWindow(state, [DISPLAY], open)
      expect(width).toBeGreaterThanOrEqual(MIN_SIZE.width)
      expect(height).toBeGreaterThanOrEqual(MIN_SIZE.height)
      if (x === undefined || y === undefined) return
      expect(Math.min(x + width, 1920) - Math.max(x, 0)).toBeGreaterThanOrEqual(120)
      expect(y).toBeGreaterThanOrEqual(25)
    }),
  )
})
