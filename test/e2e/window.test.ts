// The page of `grove ui` in a real browser: real clicks, real processes.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { parseTimeline } from '../support/parse-timeline.ts'
import { grove } from '../support/grove.ts'
import { killAndRespawn, serverState, waitForConvergence } from '../support/scenario.ts'
import { syntheticTraffic } from '../support/synthetic-traffic.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

describe('the sample', () => {
  it('starts with one click on the first screen and shows each process and packet', async () => {
    await window.open([])
    await window.click('start-sample')
    await waitForConvergence(window.page, 6)
    await hasServers(7)
    const events = window.page.getByRole('tab', { name: /^Events/ })
    expect(Number(/\d+/.exec((await events.textContent()) ?? '')?.[0])).toBeGreaterThan(100)
    expect(window.page.url()).not.toContain('code')
    expect(window.pageErrors).toEqual([])
  })

  it('ends the lane of a killed server, removes it from every view, and continues it after a respawn', async () => {
    await window.open(['--sample', 'chat'])
    await killAndRespawn(window.page)
    expect(window.pageErrors).toEqual([])
  })

  it('adds, removes, stops and restarts servers by click, then stops the cluster', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    await window.click('add-chat')
    await waitForConvergence(window.page, 7)
    expect(await window.text('running-chat')).toBe('4')
    await window.click('remove-chat')
    await waitForConvergence(window.page, 6)
    await window.click('action-stop-gate-1')
    await waitForConvergence(window.page, 5)
    await window.click('action-restart-connector-1')
    await until(
      'connector-1 was restarted',
      async () => (await serverState(window.page, 'connector-1')) === 'started',
    )
    await waitForConvergence(window.page, 5)
    await window.click('stop-cluster')
    await until('it ended', async () => /ended|stopped/i.test(await window.text('status')))
    expect(window.pageErrors).toEqual([])
  })

  it('exports its timeline as NDJSON, Mermaid and Chrome trace', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    const saved: Record<string, string> = {}
    for (const format of ['ndjson', 'mermaid', 'chrome-trace']) {
      await window.click('export')
      saved[format] = await download(format)
    }
    const { events } = parseTimeline(saved['ndjson'] ?? '')
    expect(events.filter((event) => event.t === 'process' && event.event === 'spawned')).toHaveLength(7)
    expect(saved['mermaid']).toMatch(/^sequenceDiagram/)
    expect(JSON.parse(saved['chrome-trace'] ?? '')).toHaveProperty('traceEvents')
    expect(window.pageErrors).toEqual([])
  })

  it('shows latency and the payload of a selected packet', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    await window.page.getByTestId('search').fill('register.ack')
    await window.page.getByTestId('event-table').getByText('register.ack').first().click()
    await window.waitFor('detail')
    expect(await window.text('detail')).toMatch(/latency/i)
    await window.page.getByTestId('search').fill('register')
    await window.page.getByTestId('event-table').getByText('register', { exact: true }).first().click()
    await until('the payload is shown', async () => (await window.text('detail')).includes('serverType'))
  })
})

describe('a recorded timeline', () => {
  it('opens read-only from a file', async () => {
    await window.open([await writeTraffic(500)])
    await window.waitFor('read-only')
    await hasServers(7)
    expect(await window.page.getByTestId('action-kill-chat-2').count()).toBe(0)
    expect(window.pageErrors).toEqual([])
  })

  it('opens read-only from the history of runs', async () => {
    const ended = await grove(['up', '--sample', 'chat', '--exit-when-ready'], { env: window.env })
    expect(ended.code).toBe(0)
    await window.open([])
    await window.page.getByTestId('history').getByRole('button').first().click()
    await window.waitFor('read-only')
    await hasServers(7)
    expect(window.pageErrors).toEqual([])
  })

  it('opens from the file picker', async () => {
    const file = await writeTraffic(500)
    await window.open([])
    await window.click('open-timeline')
    await window.page.getByTestId('picker-path').fill(file)
    await window.page.getByTestId('picker-path').press('Enter')
    await window.page.getByRole('heading', { name: 'synthetic' }).waitFor()
    expect(window.pageErrors).toEqual([])
  })

  it('can cancel an export and start another', async () => {
    await window.open([await writeTraffic(5_000)])
    await window.waitFor('read-only')
    await window.whileSuspended(async () => {
      await window.click('export')
      await window.click('command-export.csv')
      await window.waitFor('export-progress')
      await window.click('cancel-export')
    })
    await window.click('export')
    expect((await download('csv')).trim().split('\r\n')).toHaveLength(1 + 5_000)
    expect(window.pageErrors).toEqual([])
  })

  it('can export only the events that match the filter', async () => {
    await window.open([await writeTraffic(500)])
    await window.waitFor('read-only')
    await window.page.getByTestId('search').fill('name:register.ack')
    await window.click('export')
    await window.click('export-filtered')
    const [, ...rows] = (await download('csv')).trim().split('\r\n')
    expect(rows.length).toBeGreaterThanOrEqual(6)
    expect(rows.every((row) => row.includes(',register.ack,'))).toBe(true)
    expect(window.pageErrors).toEqual([])
  })
})

describe('the address', () => {
  it('says how to get in, and shows nothing else, without a code', async () => {
    await window.open([], (url) => url.replace(/#.*/, ''))
    await window.waitFor('locked')
    expect(await window.text('locked')).toContain('grove ui')
  })

  it('opens one window, which can be reloaded; the next one needs the next address', async () => {
    let used = ''
    await window.open([], (url) => (used = url))
    await isAdmitted()
    await window.page.reload()
    await window.waitFor('start-sample')

    const second = await window.newPage()
    await second.goto(used)
    await second.getByTestId('locked').waitFor()
    expect(await second.getByTestId('locked').textContent()).toContain('no longer valid')
    await second.goto(await window.nextAddress(used))
    await second.getByTestId('start-sample').waitFor()
    // What the address was worth is gone, also for the tab that had it.
    await window.page.goto(used)
    await window.waitFor('start-sample')
  })

  it('that another site wrote opens nothing without a question', async () => {
    const timeline = await writeTraffic(50)
    let own = ''
    await window.open([], (url) => (own = url))
    await isAdmitted()
    for (const code of ['', 'code=guessed&']) {
      await window.page.goto('about:blank')
      await window.page.goto(own.replace(/#.*/, `#${code}open=${encodeURIComponent(timeline)}`))
      await window.waitFor('open-request')
      expect(await window.text('open-request')).toContain(timeline)
      expect(await window.page.getByRole('region', { name: 'Servers' }).count()).toBe(0)
      if (code === '') await window.click('refuse-open')
    }
    await window.click('allow-open')
    await hasServers(7)
  })
})

/** The page keeps what it got for the code. */
async function isAdmitted(): Promise<void> {
  await window.page.waitForFunction(() => sessionStorage.length > 0)
}

/** Writes a synthetic timeline of six servers with this many events; returns its path. */
async function writeTraffic(count: number): Promise<string> {
  const { header, events } = syntheticTraffic(count, 6)
  const file = join(window.folder, 'synthetic.ndjson')
  await writeFile(file, [header, ...events].map(encodeLine).join(''))
  return file
}

async function hasServers(count: number): Promise<void> {
  const rows = window.page.getByRole('treegrid', { name: 'Servers' }).locator('[role=row][aria-selected]')
  await until(`${count} servers are listed`, async () => (await rows.count()) === count)
}

/** Downloads the timeline in a format of the open export menu; returns the file's text. */
async function download(format: string): Promise<string> {
  const [file] = await Promise.all([
    window.page.waitForEvent('download'),
    window.page.getByTestId(`command-export.${format}`).click(),
  ])
  return readFile(await file.path(), 'utf8')
}
