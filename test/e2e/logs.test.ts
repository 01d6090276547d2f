// The log pane: merged output of all servers, colours, search, follow and download.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const TALKER = `
let count = 0
export default {
  afterStartAll(app) {
    for (let n = 1; n <= 1500; n += 1) process.stdout.write('early ' + n + '\\n')
    process.stderr.write('\\u001B[31mred alert\\u001B[39m of ' + app.id + '\\n')
    setInterval(() => process.stdout.write('tick ' + (count += 1) + ' of ' + app.id + '\\n'), 100)
  },
}
`

it('shows, searches, follows and downloads the output of all servers', async () => {
  const directory = await window.project({
    'grove.json': JSON.stringify({ name: 'talkers', servers: { talker: { count: 2, port: 'none' } } }),
    'servers/talker/lifecycle.js': TALKER,
  })
  const page = await window.open([directory])
  await window.click('trust-start')
  await window.click('tab-logs')
  const pane = page.getByTestId('logs')
  await until('it follows', async () => /tick \d+ of talker-2/.test((await pane.textContent()) ?? ''))

  await page.getByTestId('log-search').fill('red alert')
  await until('both are found', async () => /2 lines/.test((await pane.textContent()) ?? ''))
  expect(await pane.getByText('red alert', { exact: true }).first().getAttribute('style')).toContain(
    'ansi-red',
  )

  await page.getByTestId('log-server').selectOption('talker-1')
  await until('one is left', async () => /1 line\b/.test((await pane.textContent()) ?? ''))

  await page.getByTestId('log-search').fill('early [12')
  await window.click('log-regex')
  expect(await window.onlyProblem()).toMatch(/character|position|\[/i)
  await page.getByTestId('log-search').fill('^early 12$')
  await until('the pattern finds one', async () => /1 line\b/.test((await pane.textContent()) ?? ''))

  await page.getByTestId('log-search').fill('')
  await window.click('log-earlier')
  await until('there are more', async () => !/\b1,?0\d\d lines/.test((await pane.textContent()) ?? ''))
  const [download] = await Promise.all([page.waitForEvent('download'), window.click('log-download')])
  const saved = await readFile(await download.path(), 'utf8')
  expect(saved).toContain('early 1\n')
  expect(saved).toContain('red alert')
  expect(window.pageErrors).toEqual([])
})
