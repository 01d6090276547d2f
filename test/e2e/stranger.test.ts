// The window explains itself: a stranger's four questions are answered from roles and names.
// test/long asks the desktop the same.
import { expect, it } from 'vitest'
import { answerAsStranger } from '../support/stranger.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('the page says who registered last, who was told, who cannot call whom and why, and what was before', async () => {
  await answerAsStranger(await window.open(['--sample', 'chat']))
  expect(window.pageErrors).toEqual([])
})
