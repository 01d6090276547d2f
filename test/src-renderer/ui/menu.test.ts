// The menu: keyboard, choice, and its position with and without CSS anchor positioning.
import { createRawSnippet } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import Menu from '../../../src-renderer/ui/Menu.svelte'

beforeEach(cleanup)

afterEach(() => vi.restoreAllMocks())

const html = (text: string) => createRawSnippet(() => ({ render: () => text }))
const ITEMS = `<div>
  <button role="menuitem" tabindex="-1">Cut</button>
  <button role="menuitemcheckbox" aria-checked="false" tabindex="-1">Filtered</button>
  <button role="menuitem" tabindex="-1">Heal</button>
</div>`

async function open(edge: 'left' | 'right' = 'left'): Promise<HTMLElement> {
  await render(Menu, {
    id: 'a-menu',
    name: 'Actions',
    width: 200,
    edge,
    style: 'position: fixed; left: 300px; top: 100px; width: 80px',
    button: html('<span>More</span>'),
    children: html(ITEMS),
  })
  await page.getByRole('button', { name: 'More' }).click()
  const menu = page.getByRole('menu', { name: 'Actions' })
  await expect.element(menu).toBeVisible()
  return menu.element() as HTMLElement
}

test('arrows move between the items, Escape closes and returns the focus', async () => {
  await open()
  const focused = (): string | null | undefined => document.activeElement?.textContent?.trim()
  expect(focused()).toBe('Cut')
  await userEvent.keyboard('{ArrowDown}')
  expect(focused()).toBe('Filtered')
  await userEvent.keyboard('{ArrowUp}{ArrowUp}')
  expect(focused()).toBe('Heal')
  await userEvent.keyboard('{Home}')
  expect(focused()).toBe('Cut')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
  expect(focused()).toBe('More')
})

test('a choice closes the menu, a checkbox leaves it open', async () => {
  const menu = await open()
  await page.getByRole('menuitemcheckbox', { name: 'Filtered' }).click()
  expect(menu.matches(':popover-open')).toBe(true)
  await page.getByRole('menuitem', { name: 'Heal' }).click()
  expect(menu.matches(':popover-open')).toBe(false)
})

test('the menu is below its button and aligned with it, with and without CSS anchor positioning', async () => {
  for (const supported of [true, false]) {
    for (const edge of ['left', 'right'] as const) {
      vi.spyOn(CSS, 'supports').mockReturnValue(supported)
      const menu = await open(edge)
      // Without support the property has no effect.
      if (!supported) menu.style.setProperty('position-area', 'none')
      const box = menu.getBoundingClientRect()
      const button = page
        .getByRole('button', { name: 'More', includeHidden: true })
        .element()
        .getBoundingClientRect()
      expect(Math.abs(box.top - button.bottom - 4)).toBeLessThan(1)
      expect(Math.abs(edge === 'left' ? box.left - button.left : box.right - button.right)).toBeLessThan(1)
      document.body.replaceChildren()
    }
  }
})
