// Lists, trees, dialogs and texts of the ui room.
import { createRawSnippet } from 'svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import AnsiText from '../../../src-renderer/ui/AnsiText.svelte'
import JsonTree from '../../../src-renderer/ui/JsonTree.svelte'
import Modal from '../../../src-renderer/ui/Modal.svelte'
import VirtualList from '../../../src-renderer/ui/VirtualList.svelte'

beforeEach(cleanup)

const row = createRawSnippet((item: () => number) => ({
  render: () => '<div style="height: 20px"></div>',
  setup: (element) => {
    $effect(() => {
      element.textContent = `row ${item()}`
    })
  },
}))
const rows = (length: number) => ({ length, at: (index: number) => index })

async function list(length: number, more: { focus?: number; stick?: boolean } = {}) {
  const props = { items: rows(length), rowHeight: 20, focus: -1, stick: false, row, ...more }
  const view = await render(VirtualList<number>, props)
  const box = view.container.querySelector('[role=presentation]') as HTMLElement
  box.style.height = '200px'
  await expect.poll(() => box.clientHeight).toBe(200)
  const shown = (): string[] =>
    [...box.querySelectorAll('div')]
      .map((one) => one.textContent ?? '')
      .filter((text) => /^row \d+$/.test(text.trim()))
  return { view, box, props, shown }
}

test('a list of a million rows has only those in view', async () => {
  const { box, shown } = await list(1_000_000)
  await expect.poll(() => shown()[0]).toBe('row 0')
  expect(shown().length).toBeLessThan(40)
  box.scrollTop = box.scrollHeight
  await expect.poll(() => shown().at(-1)).toBe('row 999999')
})

test('a list that sticks to its end follows new rows', async () => {
  const { view, props, shown } = await list(100, { stick: true })
  await expect.poll(() => shown().at(-1)).toBe('row 99')
  await view.rerender({ ...props, items: rows(200) })
  await expect.poll(() => shown().at(-1)).toBe('row 199')
})

test('a focused row is scrolled into view, and the user may scroll away from it', async () => {
  const { view, box, props, shown } = await list(1_000)
  await view.rerender({ ...props, focus: 500 })
  await expect.poll(() => shown().includes('row 500')).toBe(true)
  box.scrollTop = 0
  await expect.poll(() => shown()[0]).toBe('row 0')
  await view.rerender({ ...props, focus: 500, items: rows(1_001) })
  expect(box.scrollTop).toBe(0)
})

test('a JSON tree is open for two levels, opens by a click, and shows markup as text', async () => {
  const view = await render(JsonTree, { value: { a: { b: { c: '<b>bold</b>' } }, list: [1, null] } })
  await expect.element(page.getByText('{ 1 }')).toBeVisible()
  await page.getByText('{ 1 }').click()
  await expect.element(page.getByText('"<b>bold</b>"')).toBeVisible()
  expect(view.container.querySelector('b')).toBeNull()
})

test('a value that a payload has no more is named until its row is gone', async () => {
  await render(JsonTree, { value: { kept: 1, gone: undefined } })
  await expect.element(page.getByText('undefined')).toBeVisible()
})

test('ANSI colours become spans in the theme’s colours, without the sequences', async () => {
  const { container } = await render(AnsiText, { text: 'plain \u001B[31mred\u001B[0m' })
  expect(container.textContent).toBe('plain red')
  expect(container.querySelectorAll('span')[1]?.style.color).toBe('var(--ansi-red)')
})

test('a modal dialog closes by Escape and by its button', async () => {
  const onclose = vi.fn<() => void>()
  await render(Modal, {
    title: 'A question',
    onclose,
    children: createRawSnippet(() => ({ render: () => '<p>Sure?</p>' })),
  })
  await expect.element(page.getByRole('dialog', { name: 'A question' })).toHaveTextContent('Sure?')
  await page.getByRole('button', { name: 'Close' }).click()
  await userEvent.keyboard('{Escape}')
  expect(onclose).toHaveBeenCalledTimes(2)
})
