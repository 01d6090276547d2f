// The walk through the whole window, in a real browser and by keyboard alone.
import { expect, it } from 'vitest'
import { en } from '../../src-renderer/words/en.ts'
import { useWindow } from '../support/window.ts'
import { walkThrough } from '../support/walk.ts'

const window = useWindow()

it('starts, reads, kills, undoes, travels, calls, cuts, notes, exports, compares and goes back', async () => {
  await walkThrough(await window.open([]), en, window.folder)
  expect(window.pageErrors).toEqual([])
})
