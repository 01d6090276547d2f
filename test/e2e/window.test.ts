// The browser mode as a user has it: `grove ui`, a real browser, real clicks, real processes.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeLine, parseTimeline } from '../../src-main/timeline/index.ts'
import { killsAndRestarts, seesConvergence } from '../support/scenario.ts'
import { syntheticTraffic } from '../support/synthetic-traffic.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

describe('the sample', () => {
  it('starts by one click on the first screen, and shows each process and packet', async () => {
    await window.open([])
    await window.click('start-sample')
    await seesConvergence(window.page, 6)
    expect(Number(await window.page.getByTestId('flow').getAttribute('data-lanes'))).toBe(7)
    expect(Number(await window.page.getByTestId('flow').getAttribute('data-arrows'))).toBeGreaterThan(30)
    expect(window.page.url()).not.toContain('token')
    expect(window.complaints).toEqual([])
  })

  it('a killed chat server ends its lane, is removed everywhere, and comes back', async () => {
    await window.open(['--sample', 'chat'])
    await killsAndRestarts(window.page)
    expect(window.complaints).toEqual([])
  })

  it('adds, stops and restarts by click, and stops the whole cluster', async () => {
    await window.open(['--sample', 'chat'])
    await seesConvergence(window.page, 6)
    await window.click('add-chat')
    await seesConvergence(window.page, 7)
    expect(await window.text('running-chat')).toBe('4')
    await window.click('remove-chat')
    await seesConvergence(window.page, 6)
    await window.click('action-stop-gate-1')
    await seesConvergence(window.page, 5)
    await window.click('action-restart-connector-1')
    await until('connector-1 was restarted', async () =>
      (await window.text('lane-connector-1'))?.includes('started'),
    )
    await seesConvergence(window.page, 5)
    await window.click('stop-cluster')
    await until('it ended', async () => /ended|stopped/i.test(await window.text('status')))
    expect(window.complaints).toEqual([])
  })

  it('saves the timeline in three formats, opens it again read-only, and gives up a long export', async () => {
    await window.open(['--sample', 'chat'])
    await seesConvergence(window.page, 6)
    const saved: Record<string, string> = {}
    for (const format of ['ndjson', 'mermaid', 'chrome-trace']) {
      await window.click('export')
      saved[format] = await download(format)
    }
    const timeline = parseTimeline(saved['ndjson'] ?? '')
    expect(
      timeline.events.filter((event) => event.t === 'process' && event.event === 'spawned'),
    ).toHaveLength(7)
    expect(saved['mermaid']).toMatch(/^sequenceDiagram/)
    expect(JSON.parse(saved['chrome-trace'] ?? '')).toHaveProperty('traceEvents')

    await writeFile(join(window.folder, 'saved.ndjson'), saved['ndjson'] ?? '')
    await window.open([join(window.folder, 'saved.ndjson')])
    await window.see('read-only')
    await until(
      'all seven lanes are drawn',
      async () => (await window.page.getByTestId('flow').getAttribute('data-lanes')) === '7',
    )
    expect(await window.page.getByTestId('action-kill-chat-2').count()).toBe(0)

    await window.page.getByRole('button', { name: 'Home' }).click()
    await window.page.getByTestId('history').getByRole('button').first().click()
    await window.see('read-only')
    expect(await window.page.getByTestId('flow').getAttribute('data-lanes')).toBe('7')

    const { header, events } = syntheticTraffic(5_000, 6)
    const long = join(window.folder, 'long.ndjson')
    await writeFile(long, [header, ...events].map(encodeLine).join(''))
    await window.page.getByRole('button', { name: 'Home' }).click()
    await window.click('open-timeline')
    await window.page.getByTestId('picker-path').fill(long)
    await window.page.getByTestId('picker-path').press('Enter')
    await window.page.getByRole('heading', { name: 'synthetic' }).waitFor()
    await window.whileHeld(async () => {
      await window.click('export')
      await window.click('export-csv')
      await window.see('export-progress')
      await window.click('cancel-export')
    })
    await window.click('export')
    expect((await download('csv')).trim().split('\r\n')).toHaveLength(1 + 5_000)
    await window.page.getByTestId('search').fill('name:register.ack')
    await window.click('export')
    await window.click('export-filtered')
    const [, ...rows] = (await download('csv')).trim().split('\r\n')
    expect(rows.length).toBeGreaterThanOrEqual(6)
    expect(rows.every((row) => row.includes(',register.ack,'))).toBe(true)
    expect(window.complaints).toEqual([])
  })

  it('an arrow opens by keyboard: names, latency, payload without secrets', async () => {
    await window.open(['--sample', 'chat'])
    await seesConvergence(window.page, 6)
    await window.page.getByTestId('search').fill('register.ack')
    await window.page.getByTestId('event-table').getByText('register.ack').first().click()
    await window.see('detail')
    expect(await window.text('detail')).toMatch(/latency/i)
    await window.page.getByTestId('search').fill('register')
    await window.page.getByTestId('event-table').getByText('register', { exact: true }).first().click()
    await until('the payload is redacted', async () => (await window.text('detail'))?.includes('[redacted]'))
  })
})

it('without the token the page says how to get in, and shows nothing', async () => {
  await window.open([], (url) => url.replace(/#.*/, '#token=wrong'))
  await window.see('locked')
  expect(await window.text('locked')).toContain('grove ui')
})

/** The text of the file that a format of the open menu gives. */
async function download(format: string): Promise<string> {
  const [file] = await Promise.all([
    window.page.waitForEvent('download'),
    window.page.getByTestId(`export-${format}`).click(),
  ])
  return readFile(await file.path(), 'utf8')
}
