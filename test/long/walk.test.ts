// The walk through the whole window, in a real browser and by keyboard alone.
import { expect, it } from 'vitest'
import { en } from '../../src-renderer/words/en.ts'
import { useWindow } from '../support/window.ts'
import { Walk } from '../support/walk.ts'

const window = useWindow()

it('starts, reads, kills, undoes, travels, calls, cuts, notes, exports, compares and goes back', async () => {
  const walk = new Walk(await window.open([]), en)
  await walk.startSample()
  const killed = await walk.kill('chat-2')
  await walk.undoKill('chat-2')
  await walk.travelBefore(killed)
  await walk.waitForRight(30)
  await walk.goLive()
  await walk.callMethod('connector-1')
  await walk.cutPair('connector-1', 'chat-1')
  expect(window.pageErrors).toEqual([])
})
