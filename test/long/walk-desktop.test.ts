// The walk through the whole window by keyboard alone, in the built desktop program and in Chinese.
import { expect, test } from 'vitest'
import { zh as desktopWords } from '../../src-main/electron/words/zh.ts'
import { zh } from '../../src-renderer/words/zh.ts'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import type { ShownItem } from '../support/electron-stand-in/menu.ts'
import { fromChromium } from '../support/electron-stand-in/scheme.ts'
import { processesOf, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'
import { walkThrough } from '../support/walk.ts'

test('start, kill, undo, travel, call, cut, note, export, open, compare, Back, and stop by the question', async () => {
  await using folder = await temporaryFolder()
  const desktop = await Desktop.launch('out/main/electron.js', {
    env: { GROVE_STATE: folder.path, STAND_IN_APP_DATA: folder.path, STAND_IN_LOCALE: 'zh-CN' },
  })
  try {
    const { page } = desktop
    await until('the page is Chinese', () =>
      page.evaluate(() => document.documentElement.lang.startsWith('zh')),
    )
    await walkThrough(page, zh, folder.path)

    const menu = await desktop.request<ShownItem[]>({ ask: 'menu' })
    const { file, go, cluster, help } = desktopWords.menu
    expect(menu.map(({ label }) => label)).toEqual(expect.arrayContaining([file, go, cluster, help]))
    const shown = fromChromium(page.url())
    await desktop.request({ ask: 'clickMenu', item: desktopWords.menu.back })
    await until('the menu goes back too', () => fromChromium(page.url()) !== shown)

    await desktop.request({ ask: 'answer', button: desktopWords.close.stop })
    await desktop.request({ ask: 'closeWindow' })
    expect(await desktop.exited, desktop.output).toBe(0)
    expect(await processesOf(`GROVE_STATE=${folder.path}`)).toEqual([])
  } finally {
    await desktop.close()
  }
})
