// The manners of the built desktop program over the real host, on the Electron stand-in: windows, menu, close question,
// background, notifications, links and files.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunSummary } from '../../src-main/contract/index.ts'
import { Desktop, type DesktopOptions } from '../support/electron-stand-in/launch.ts'
import type { ShownItem } from '../support/electron-stand-in/menu.ts'
import type { Observed } from '../support/electron-stand-in/protocol.ts'
import { fromChromium } from '../support/electron-stand-in/scheme.ts'
import { grove, processesOf, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const SLOW = { timeout: 30_000 }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let desktop: Desktop

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await desktop.close()
  expect(await processesOf(`GROVE_STATE=${folder.path}`)).toEqual([])
  await folder[Symbol.asyncDispose]()
})

async function start(args: string[], options: DesktopOptions = {}): Promise<void> {
  const env = { GROVE_STATE: folder.path, STAND_IN_APP_DATA: folder.path, ...options.env }
  desktop = await Desktop.launch('out/main/electron.js', { ...options, args, env })
}

const observed = () => desktop.request<Observed>({ ask: 'observed' })
const windows = () => desktop.request<{ url: string; isFocused: boolean }[]>({ ask: 'windows' })
const menu = () => desktop.request<ShownItem[]>({ ask: 'menu' })
const isUp = (page: Page) =>
  page.getByRole('group', { name: 'Verdict' }).getByText('all 3 servers know each other').waitFor(SLOW)
const servers = () => processesOf(`GROVE_STATE=${folder.path}`)
const runs = async (): Promise<RunSummary[]> => {
  const result = await desktop.page.evaluate(() => window.grove?.call('runs', []))
  return result?.ok ? (result.value as RunSummary[]) : []
}
const page = (address: RegExp): Page | undefined =>
  desktop.pages.find((one) => address.test(fromChromium(one.url())))

function find(items: readonly ShownItem[], name: string): ShownItem | undefined {
  for (const item of items) {
    if (item.id === name || item.label === name) return item
    const inner = find(item.submenu ?? [], name)
    if (inner) return inner
  }
  return undefined
}

test('the menu is made from the commands of the page in front, in its language', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  await until('the menu has the commands of the run', async () => find(await menu(), 'view.timeline'))
  expect(find(await menu(), 'export.html')).toMatchObject({ enabled: true })
  expect(find(await menu(), 'palette')).toMatchObject({ accelerator: 'CmdOrCtrl+K' })
  await desktop.request({ ask: 'clickMenu', item: 'view.timeline' })
  await until('the page shows the timeline', () => page(/view=timeline/))

  await desktop.request({ ask: 'clickMenu', item: 'language.zh' })
  await until(
    'the menu is Chinese',
    async () => find(await menu(), '文件') && find(await menu(), '退出 Grove'),
  )
  expect(find(await menu(), 'File')).toBeUndefined()

  const [first] = desktop.pages
  await desktop.request({ ask: 'clickMenu', item: '新建窗口' })
  await until('a second window shows Home', () => page(/#home$/))
  await until('it is in front', async () => (await windows())[1]?.isFocused)
  await until('the menu follows it', async () => find(await menu(), 'view.timeline') === undefined)
  await desktop.request({ ask: 'focus', window: 0 })
  await until('the menu follows the first', async () => find(await menu(), 'view.timeline'))
  expect(desktop.pages).toHaveLength(2)
  expect(first && fromChromium(first.url())).toMatch(/^app:\/\/bundle\/index.html#run=/)
})

test('a link goes to the window that shows its run; hostile links show nothing and start nothing', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  const [run] = await runs()
  await desktop.request({ ask: 'clickMenu', item: 'newWindow' })
  await until('a second window is in front', async () => (await windows())[1]?.isFocused)
  await desktop.request({ ask: 'openUrl', value: `grove://open?run=${run?.run}&select=server:greeter-1` })
  await until('the first window shows the server', () => page(/select=server:greeter-1/))
  expect((await windows()).map(({ isFocused }) => isFocused)).toEqual([true, false])

  const before = (await servers()).length
  for (const link of [
    'grove://start?sample=chat',
    'grove://open?sample=chat',
    'grove://open',
    'grove://open?run=x&open=/etc/passwd',
    'grove://open?open=/tmp/%0a',
    'grove://open@evil.example/?run=x',
    'grove://open?code=x',
    `grove://open?run=${'x'.repeat(10_000)}`,
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])
    await desktop.request({ ask: 'openUrl', value: link })
  const { messageBoxes } = await observed()
  expect(messageBoxes.map(({ message }) => message)).toEqual(
    Array.from({ length: 10 }, () => 'This link is not one of Grove.'),
  )
  expect(await servers()).toHaveLength(before)
  expect(await runs()).toHaveLength(1)
})

test('a link to a folder asks in the page; a folder that is handed over is shown; neither starts', async () => {
  const project = join(folder.path, 'project')
  await mkdir(project)
  await writeFile(join(project, 'grove.json'), '{"name":"mine","servers":{}}')
  await start([`grove://open?open=${encodeURIComponent(project)}`])
  await desktop.page.getByRole('dialog').getByText(project).waitFor(SLOW)
  await desktop.page.keyboard.press('Escape')
  await desktop.request({ ask: 'openFile', value: project })
  await until('the page previews the folder', () => page(/open=.*project/))
  expect(await runs()).toEqual([])
  await desktop.request({ ask: 'openFile', value: join(folder.path, 'no.grove') })
  await until('the error is shown', async () => (await observed()).messageBoxes.length === 1)
})

test('the last window asks; cancel, keep and stop do what they say', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  await desktop.request({ ask: 'closeWindow' })
  await until('it is asked', async () => (await observed()).messageBoxes.length === 1)
  const [box] = (await observed()).messageBoxes
  expect(box?.buttons).toEqual(['Keep Running', 'Stop and Quit', 'Cancel'])
  expect(box?.message).toContain('minimal')
  expect(await windows()).toHaveLength(1)

  await desktop.request({ ask: 'answer', button: 'Keep Running', checkbox: true })
  await desktop.request({ ask: 'closeWindow' })
  await until('the window is gone', async () => (await windows()).length === 0)
  expect((await servers()).length).toBeGreaterThanOrEqual(3)
  // This machine has no tray: a notification that stays says that it runs.
  expect((await observed()).notifications).toMatchObject([{ timeoutType: 'never', urgency: 'critical' }])
  const settings = JSON.parse(await readFile(join(folder.path, 'settings.json'), 'utf8')) as object
  expect(settings).toMatchObject({ desktop: { onLastClose: 'keep' } })

  await desktop.request({ ask: 'clickNotification' })
  await until('a window shows it', () => page(/#run=/))
  await desktop.request({ ask: 'clickMenu', item: 'close.stop' })
  await desktop.request({ ask: 'closeWindow' })
  expect(await desktop.exited, desktop.output).toBe(0)
  expect(await servers()).toEqual([])
})

test('quitting asks even if closing does not, and a second start opens what runs in the background', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  await desktop.request({ ask: 'clickMenu', item: 'close.keep' })
  await desktop.request({ ask: 'answer', button: 'Keep Running' })
  await desktop.request({ ask: 'quit' })
  await until('the window is gone', async () => (await windows()).length === 0)
  expect((await observed()).messageBoxes).toHaveLength(1)
  await desktop.request({ ask: 'secondInstance', data: { requests: [] } })
  await until('a window shows it', () => page(/#run=/))
  expect((await servers()).length).toBeGreaterThanOrEqual(3)
})

test('when the last cluster in the background ends, the program says so and ends', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  await desktop.request({ ask: 'clickMenu', item: 'close.keep' })
  await desktop.request({ ask: 'answer', button: 'Keep Running' })
  await desktop.request({ ask: 'closeWindow' })
  await until('the window is gone', async () => (await windows()).length === 0)
  const down = await grove(['down'], { env: { GROVE_STATE: folder.path } })
  expect(down.code, down.stderr).toBe(0)
  expect(await desktop.exited, desktop.output).toBe(0)
  expect(desktop.output).toContain('notification: All clusters have ended, and Grove with them.')
})

test('where nothing would show it, nothing is kept in the background', async () => {
  await start(['--sample', 'minimal'], { env: { STAND_IN_NOTIFICATIONS: 'none' } })
  await isUp(desktop.page)
  await desktop.request({ ask: 'clickMenu', item: 'close.keep' })
  await desktop.request({ ask: 'answer', button: 'Stop and Quit' })
  await desktop.request({ ask: 'closeWindow' })
  expect(await desktop.exited).toBe(0)
  expect(await servers()).toEqual([])
})

test.each(['SIGTERM', 'SIGHUP', 'shutdown'] as const)('%s stops without a question', async (cause) => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  if (cause === 'shutdown') await desktop.request({ ask: 'shutdown' })
  else desktop.child.kill(cause)
  expect(await desktop.exited).toBe(0)
  expect(await servers()).toEqual([])
})

test('a crash is told of while the window is not in front, and a click shows that moment', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  await desktop.request({ ask: 'focus', window: null })
  const [run] = await runs()
  const victim = run?.servers.find(({ role }) => role !== 'master')
  process.kill(victim?.pid ?? NaN, 'SIGKILL')
  await until('it is told', async () => (await observed()).notifications.length === 1)
  const { notifications, badge } = await observed()
  expect(notifications).toMatchObject([{ title: 'minimal', body: `${victim?.id} crashed (SIGKILL)` }])
  expect(badge).toBe(1)
  await desktop.request({ ask: 'clickNotification' })
  await until('the window shows the moment', () =>
    page(new RegExp(`at=\\d+.*select=server:${victim?.id}|select=server:${victim?.id}.*at=\\d+`)),
  )
})

test('no notification while a window has the focus', async () => {
  await start(['--sample', 'minimal'])
  await isUp(desktop.page)
  const [run] = await runs()
  const victim = run?.servers.find(({ role }) => role !== 'master')
  process.kill(victim?.pid ?? NaN, 'SIGKILL')
  await until('the badge counts it', async () => (await observed()).badge === 1)
  await desktop.page
    .getByRole('group', { name: 'Verdict' })
    .getByText(/crashed|SIGKILL|ended/)
    .first()
    .waitFor(SLOW)
  expect((await observed()).notifications).toEqual([])
})

test('a recording is opened read-only from the command line', async () => {
  const file = join(folder.path, 'a recording.grove')
  await writeFile(file, await readFile('test/fixtures/timelines/v1.ndjson'))
  await start([file])
  await until('the page shows it', () => page(/#run=/))
  expect(await runs()).toMatchObject([{ readOnly: true, status: 'ended' }])
  await until('it is a recent document', async () => (await observed()).recent.includes(file))
  await desktop.request({ ask: 'closeWindow' })
  expect(await desktop.exited).toBe(0)
})
