import { afterEach, expect, test, vi } from 'vitest'
import { stdout } from '../../../src-main/cli/output.ts'
import { movesCursor, TerminalScreen } from '../../../src-main/cli/terminal-screen.ts'

afterEach(() => vi.restoreAllMocks())

test('a dumb or unknown terminal and a CI job get no cursor moves', () => {
  expect(movesCursor({ TERM: 'xterm-256color' })).toBe(true)
  expect(movesCursor({ TERM: 'xterm', CI: 'false' })).toBe(true)
  expect(movesCursor({ TERM: 'dumb' })).toBe(false)
  expect(movesCursor({ TERM: '' })).toBe(false)
  expect(movesCursor({ TERM: 'xterm', CI: 'true' })).toBe(false)
  expect(movesCursor({})).toBe(process.platform === 'win32')
})

test('a drawing replaces the one before, but not after a message or in a window of another size', () => {
  const erased: number[] = []
  const size = vi.spyOn(stdout, 'size', 'get').mockReturnValue([80, 24])
  let writeCount = 0
  vi.spyOn(stdout, 'writeCount', 'get').mockImplementation(() => writeCount)
  vi.spyOn(stdout, 'printColoured').mockImplementation(async () => void (writeCount += 1))
  vi.spyOn(stdout, 'eraseLines').mockImplementation((lines) => void erased.push(lines))
  const screen = new TerminalScreen()
  screen.redraw(['one', 'two'])
  screen.redraw(['one', 'two', 'three'])
  expect(erased).toEqual([2])
  screen.print('a message\n')
  screen.redraw(['one'])
  size.mockReturnValue([40, 24])
  screen.redraw(['one'])
  expect(erased).toEqual([2])
  screen.redraw(['one'])
  expect(erased).toEqual([2, 1])
})
