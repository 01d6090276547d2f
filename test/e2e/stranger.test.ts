// The window explains itself: a stranger's four questions are answered from roles and names, in both shells.
import { expect, it } from 'vitest'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import { answerAsStranger } from '../support/stranger.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it('the page says who registered last, who was told, who cannot call whom and why, and what was before', async () => {
  await answerAsStranger(await window.open(['--sample', 'chat']))
  expect(window.pageErrors).toEqual([])
})

it('the desktop says the same', async () => {
  const args = ['--sample', 'chat']
  const desktop = await Desktop.launch('out/main/electron.js', { args, env: window.env })
  try {
    await answerAsStranger(desktop.page)
  } finally {
    expect(await desktop.close()).toBe(0)
  }
})
