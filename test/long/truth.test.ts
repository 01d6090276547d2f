// The window is never untrue: its verdict is that of `grove wait` and `grove check`, and it knows when its launcher is gone.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { grove } from '../support/grove.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const sentence = async (page: Page): Promise<string> =>
  (await page.getByRole('group', { name: 'Verdict' }).textContent())?.replaceAll(/\s+/g, ' ') ?? ''

const says = (page: Page, text: RegExp): Promise<string> =>
  until(
    `the verdict says ${String(text)}`,
    async () => {
      const said = await sentence(page)
      return text.test(said) && said
    },
    { within: 40_000 },
  )

/** Buttons that act on a server or on the run, and can be clicked. */
const actions = (page: Page): Promise<string[]> =>
  page
    .getByRole('button', { name: /^(Stop|Kill|Restart|Start|Resume|More for|RPC:)/, disabled: false })
    .allInnerTexts()

it('agrees with grove wait and grove check on 25 servers, live and after a reload', async () => {
  const page = await window.open(['--sample', 'chat'])
  await says(page, /all 6 servers know each other/)
  const scaled = await grove(['scale', 'chat=20', 'bots=1'], { env: window.env })
  expect(scaled).toMatchObject({ code: 0 })
  await says(page, /all 24 servers know each other/)
  const wait = await grove(['wait', '--for', 'converged'], { env: window.env })
  expect(wait).toMatchObject({ code: 0 })
  await page.reload()
  await says(page, /all 24 servers know each other/)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await says(page, /Ended the run ended at/)
  const [file] = JSON.parse((await grove(['history', '--json'], { env: window.env })).stdout) as {
    file: string
  }[]
  const check = await grove(['check', file?.file ?? ''], { env: window.env })
  expect(check.stdout).not.toMatch(/views-agree-when-idle|converges-in-time/)
  expect(window.pageErrors).toEqual([])
})

it('says that a paused server was dropped, and that nobody can join without the master', async () => {
  const page = await window.open(['--sample', 'chat'])
  await says(page, /Running all 6 servers know each other/)
  await window.click('more-chat-3')
  await window.click('action-pause-chat-3')
  await page.keyboard.press('Escape')
  await says(page, /Degraded chat-3 was paused by you .* the master dropped it after \d.* of silence/)
  await page.getByRole('button', { name: 'Resume chat-3', exact: true }).click()
  await says(page, /Running/)
  await window.click('action-kill-master-1')
  await says(page, /Degraded master-1 was killed by you .* nobody can join/)
  await page.getByRole('button', { name: 'Restart master-1' }).click()
  await says(page, /Running all 6 servers know each other/)
  expect(window.pageErrors).toEqual([])
})

it('freezes while the launcher does not answer, and when it is killed', async () => {
  const page = await window.open(['--sample', 'minimal'])
  await says(page, /Running/)
  const notice = page.getByRole('alert')
  await window.whileSuspended(async () => {
    await notice.waitFor({ timeout: 5_000 })
    expect(await notice.textContent()).toMatch(/As of 0:\d\d\.\d{6}: the launcher does not answer/)
    expect(await actions(page)).toEqual([])
  })
  await notice.waitFor({ state: 'detached' })
  await says(page, /Running/)
  expect((await actions(page)).length).toBeGreaterThan(0)

  await window.killLauncher()
  await until('the page says that it ended', async () =>
    /the launcher ended/.test((await notice.textContent()) ?? ''),
  )
  const asOf = await notice.textContent()
  expect(await actions(page)).toEqual([])
  await page.getByRole('button', { name: 'Reconnect' }).click()
  await page.getByRole('button', { name: 'Open recording' }).click()
  const command = await page.getByLabel('Opens it').inputValue()
  expect(command).toBe(`grove ui '${await page.getByLabel('The recording').inputValue()}'`)
  expect(command).toContain(join(window.folder, 'runs'))
  // The notice may say more by now, but not of another moment.
  expect(await notice.textContent()).toContain(asOf?.trim())
})
