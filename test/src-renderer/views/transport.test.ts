// The transport and the overview: the playhead by pointer and by keyboard, the filter's hits, and the layouts.
import { page, userEvent } from 'vitest/browser'
import { beforeEach, expect, test } from 'vitest'
import { cleanup, render } from 'vitest-browser-svelte'
import { timeOf } from '../../../src-main/timeline/index.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import type { Run } from '../../../src-renderer/state/run.svelte.ts'
import Overview from '../../../src-renderer/views/Overview/Overview.svelte'
import Transport from '../../../src-renderer/views/Transport/Transport.svelte'
import { lines, liveSession, timeline, type FakeSession } from '../fake-session.ts'

const END = Math.max(...timeline.events.map(timeOf))
let session: FakeSession['session']
let run: Run
let inspector: Inspector
beforeEach(async () => {
  cleanup()
  session = (await liveSession()).session
  run = session.run as Run
  run.receiveLines(0, lines)
  await new Promise(requestAnimationFrame)
  run.now = END + 30e9
  inspector = new Inspector(run)
})

const slider = () => page.getByRole('slider', { name: 'Playhead' })
const field = () => page.getByRole('textbox', { name: 'Time of the playhead' })

test('the playhead is a slider that says the moment and what is there', async () => {
  await render(Overview, { session, run, inspector })
  await expect
    .element(slider())
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/^Now, live\. \w+: /))
  slider().element().focus()
  await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}')
  await expect
    .element(slider())
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/, 10 s ago\. \w+: /))
  await userEvent.keyboard('{Home}')
  expect(inspector.playhead.at).toBe(0)
  await userEvent.keyboard('{End}')
  expect(inspector.playhead.isLive).toBe(true)
})

test('a click on the overview moves the playhead, a drag makes a brush, a wheel zooms it', async () => {
  const { container } = await render(Overview, { session, run, inspector })
  inspector.folding = false
  inspector.fitAll()
  const area = container.querySelector('[role=presentation]') as HTMLElement
  const { left, top, width } = area.getBoundingClientRect()
  const pointer = (type: string, x: number): void => {
    const at = { clientX: left + x, clientY: top + 30, pointerId: 1, bubbles: true, cancelable: true }
    area.dispatchEvent(new PointerEvent(type, at))
  }
  area.setPointerCapture = () => undefined
  pointer('pointerdown', width / 4)
  pointer('pointerup', width / 4)
  expect(inspector.playhead.at).toBeGreaterThan(0)
  const before = inspector.playhead.at
  pointer('pointerdown', 10)
  pointer('pointermove', 60)
  pointer('pointermove', 100)
  pointer('pointerup', 100)
  const { from, to } = inspector.range
  expect(inspector.playhead.at).toBe(before)
  expect(to / from).toBeCloseTo(10, 0)
  const wheel = { clientX: left + 50, clientY: top + 30, deltaY: -100, bubbles: true, cancelable: true }
  area.dispatchEvent(new WheelEvent('wheel', wheel))
  expect(inspector.range.to - inspector.range.from).toBeLessThan(to - from)
})

test('a time can be typed; one that cannot be read says how', async () => {
  await render(Transport, { inspector, search: undefined })
  await field().click()
  await field().fill('soon')
  await expect.element(page.getByRole('alert')).toHaveTextContent('Type a time such as 1:40')
  await field().fill('-10 s')
  await userEvent.keyboard('{Enter}')
  expect(inspector.playhead.at).toBe(run.now - 10e9)
  await expect.element(page.getByRole('group', { name: 'Moment' })).toHaveTextContent('not live')
  await page.getByRole('button', { name: /^Live/ }).click()
  expect(inspector.playhead.isLive).toBe(true)
})

test('the player steps by event and by chapter, holds a live moment, and plays', async () => {
  await render(Transport, { inspector, search: undefined })
  await page.getByRole('button', { name: 'Hold this moment' }).click()
  expect(inspector.playhead.at).toBe(run.now)
  await page.getByRole('button', { name: 'Previous event' }).click()
  expect(inspector.selectedEvent?.seq).toBe(inspector.filter.shown.at(inspector.filter.shown.length - 1).seq)
  await page.getByRole('button', { name: 'Previous chapter' }).click()
  expect(inspector.playhead.time).toBeLessThan(END)
  await page.getByRole('button', { name: 'Speed: 1×' }).click()
  await page.getByRole('menuitemradio', { name: '0.1×' }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  expect(inspector.playhead.isPlaying).toBe(true)
  await page.getByRole('button', { name: 'Pause' }).click()
  expect(inspector.playhead.isPlaying).toBe(false)
})

test('Enter in the filter goes from hit to hit, and from the last to the first', async () => {
  await render(Transport, { inspector, search: undefined })
  await page.getByRole('searchbox', { name: 'Filter' }).fill('name:register')
  const count = inspector.filter.hits.length
  await expect.element(page.getByRole('group', { name: 'Hits' })).toHaveTextContent(`${count} hits`)
  inspector.playhead.moveTo(0)
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('group', { name: 'Hits' })).toHaveTextContent(`1/${count}`)
  await page.getByRole('button', { name: 'Previous hit' }).click()
  await expect.element(page.getByRole('group', { name: 'Hits' })).toHaveTextContent(`${count}/${count}`)
})

test('nothing of the transport overlaps or leaves the screen, however narrow', async () => {
  await render(Transport, { inspector, search: undefined })
  await page.getByRole('searchbox', { name: 'Filter' }).fill('register')
  inspector.playhead.moveTo(END / 2)
  for (const width of [1440, 1280, 900, 480]) {
    await page.viewport(width, 720)
    const boxes = [...document.querySelectorAll('section button, section input')]
      .filter((element) => !element.closest('[popover]'))
      .map((element) => element.getBoundingClientRect())
    for (const [index, box] of boxes.entries()) {
      expect(box.left, `${width} px`).toBeGreaterThanOrEqual(0)
      expect(box.right, `${width} px`).toBeLessThanOrEqual(width)
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other), `${width} px`).toBe(false)
    }
  }
  await page.viewport(1280, 800)
})

function overlap(one: DOMRect, other: DOMRect): boolean {
  const isApart =
    one.right <= other.left + 0.5 ||
    other.right <= one.left + 0.5 ||
    one.bottom <= other.top + 0.5 ||
    other.bottom <= one.top + 0.5
  return !isApart
}
