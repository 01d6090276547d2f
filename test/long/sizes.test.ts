// The cluster screen in small windows: nothing overlaps, the main view can be used, and no control is cut.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { layoutOf } from '../support/screen-layout.ts'
import { syntheticTraffic } from '../support/synthetic-traffic.ts'
import { waitForConvergence } from '../support/scenario.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

/** 720 × 450 is 1440 × 900 at 200 % zoom. */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 900, height: 600 },
  { width: 720, height: 450 },
  { width: 480, height: 800 },
]
const MIN_VIEW = { width: 400, height: 130 }

async function checkSizes(): Promise<void> {
  for (const size of SIZES) {
    await window.page.setViewportSize(size)
    // Two frames: panels are laid out anew, then what they draw.
    await window.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    const { problems, view } = await layoutOf(window.page)
    expect(problems, `${size.width} × ${size.height}`).toEqual([])
    expect(view?.width, `${size.width} × ${size.height}`).toBeGreaterThanOrEqual(MIN_VIEW.width)
    expect(view?.height, `${size.width} × ${size.height}`).toBeGreaterThanOrEqual(MIN_VIEW.height)
  }
}

it('a running cluster fits into small windows, in both layouts, with a killed server and a filter', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  await checkSizes()
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Kill (SIGKILL): chat-2' }).click()
  await page.getByRole('button', { name: 'Start: chat-2' }).waitFor()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('to:chat-*')
  await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  await checkSizes()
})

it.each(['en', 'zh'])(
  'map, call, calls, comparison and notes fit into small windows, in %s',
  async (language) => {
    const page = await window.open(['--sample', 'chat'])
    await waitForConvergence(page, 6)
    if (language === 'zh') await page.getByTestId('language').click()
    await page.keyboard.press('m')
    await page.getByTestId('server-chat-2').click({ position: { x: 40, y: 14 } })
    await page.keyboard.press('c')
    for (const tab of ['calls', 'compare', 'notes']) {
      await page.getByTestId(`tab-${tab}`).click()
      await checkSizes()
      await page.setViewportSize({ width: 1440, height: 900 })
    }
  },
)

it('the palette and the faults of a server fit into small windows', async () => {
  const page = await window.open(['--sample', 'chat'])
  await waitForConvergence(page, 6)
  for (const [typed, dialog] of [
    ['', 'Command palette'],
    ['disturb chat-2', 'Connections of chat-2'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(typed)
    if (typed !== '') await page.keyboard.press('Enter')
    for (const size of SIZES) {
      await page.setViewportSize(size)
      const box = await page.getByRole('dialog', { name: dialog }).boundingBox()
      expect(box?.x, `${size.width} × ${size.height}`).toBeGreaterThanOrEqual(0)
      expect(box?.y, `${size.width} × ${size.height}`).toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(size.width)
      expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(size.height)
    }
    await page.keyboard.press('Escape')
  }
})

it('a recording with the state of the past fits into small windows', async () => {
  const { header, events } = syntheticTraffic(500, 30)
  const file = join(window.folder, 'synthetic.ndjson')
  await writeFile(file, [header, ...events].map(encodeLine).join(''))
  const page = await window.open([file])
  await window.waitFor('read-only')
  await page.keyboard.press('Home')
  await checkSizes()
})

it('panels are resized and closed by keyboard, and stay so', async () => {
  const page = await window.open(['--sample', 'chat'])
  const line = page.getByRole('separator', { name: 'Width of the server list' })
  const list = page.getByRole('region', { name: 'Servers' })
  const width = async () => (await list.boundingBox())?.width
  await line.focus()
  const before = Number(await width())
  await page.keyboard.press('ArrowRight')
  expect(await width()).toBe(before + 16)
  expect(await line.getAttribute('aria-valuenow')).toBe(String(before + 16))
  await page.keyboard.press('b')
  await page.getByRole('button', { name: 'Open the bottom panel' }).waitFor()
  await page.reload()
  await list.waitFor()
  expect(await width()).toBe(before + 16)
  await page.getByRole('button', { name: 'Open the bottom panel' }).waitFor()
  await line.dblclick()
  expect(await width()).toBe(before)
  await page.keyboard.press('q')
  await list.waitFor({ state: 'detached' })
})
