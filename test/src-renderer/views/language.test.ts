// The cluster screen and the first screen in Chinese: a switch shows at once, everywhere, and nothing stays English.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import App from '../../../src-renderer/App.svelte'
import { language } from '../../../src-renderer/words/words.svelte.ts'
import { fakeSession, lines, liveSession } from '../fake-session.ts'

/** Two words of a sentence. Names of packets, states and codes have no space, and units stand after numbers. */
const ENGLISH = /(?<![\w.-])[A-Za-z][a-z]+[,;:]? [a-z]{2,}(?![\w.-])/g
/** Code, and the name of the other language. */
const FOREIGN = 'code, kbd, pre, style, script, [lang=en]'

beforeEach(cleanup)
afterEach(() => {
  language.code = 'en'
  localStorage.clear()
})

test('the first screen', async () => {
  await render(App, { session: fakeSession().session })
  await page.getByTestId('language').click()
  expect(document.documentElement.lang).toBe('zh-Hans')
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(englishIn(document.body)).toEqual([])
})

test('the cluster screen with every panel, there and back', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  record(0)
  await expect.poll(() => session.run?.store.events.length).toBe(lines.length - 1)
  const verdict = page.getByTestId('convergence')
  await expect.element(verdict).toHaveTextContent('Running all 4 servers know each other')
  await page.getByTestId('language').click()
  await expect.element(verdict).toHaveTextContent('运行中 全部 4 个服务器互相知道')
  for (const tab of [
    'logs',
    'findings',
    'calls',
    'compare',
    'notes',
    'events',
    'selection',
    'server',
    'call',
    'state',
  ]) {
    page
      .getByTestId(`tab-${tab}`)
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await expect.element(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    expect({ tab, english: englishIn(document.body) }).toEqual({ tab, english: [] })
  }
  await page.getByTestId('language').click()
  await expect.element(verdict).toHaveTextContent('Running all 4 servers know each other')
})

/** English words that are read or heard. */
function englishIn(root: Element): string[] {
  const texts: string[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isForeign = (node instanceof Element ? node : node.parentElement)?.closest(FOREIGN) !== null
    if (isForeign) continue
    if (node instanceof Element)
      texts.push(
        ...['aria-label', 'title', 'placeholder', 'aria-valuetext'].map(
          (name) => node.getAttribute(name) ?? '',
        ),
      )
    else texts.push(node.textContent ?? '')
  }
  const found = texts.flatMap((text) => text.match(ENGLISH) ?? [])
  return [...new Set(found)]
}
