// The desktop window answers a stranger's four questions as the page does.
import { expect, it } from 'vitest'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import { answerAsStranger } from '../support/stranger.ts'
import { temporaryFolder } from '../support/grove.ts'

it('who registered last, who was told, who cannot call whom and why, and what was before', async () => {
  await using folder = await temporaryFolder()
  const env = { GROVE_STATE: folder.path }
  const desktop = await Desktop.launch('out/main/electron.js', { args: ['--sample', 'chat'], env })
  try {
    await answerAsStranger(desktop.page)
  } finally {
    expect(await desktop.close()).toBe(0)
  }
})
