// The page's address in a real browser: Back, reload, copied links, other Groves and dropped files.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { GroveProcess } from '../support/grove.ts'
import { waitForConvergence } from '../support/scenario.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const hash = (): string => new URL(window.page.url()).hash
const shows = (pattern: RegExp) => until(`the address matches ${pattern}`, async () => pattern.test(hash()))
const back = () => window.page.goBack()
const server = (id: string) => window.page.getByRole('row', { name: new RegExp(`^${id}, `) })

describe('the address', () => {
  it('describes each step: Back, Forward and a reload show it again', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    await shows(/^#run=[\w-]+$/)
    await window.page.getByRole('button', { name: 'Timeline', exact: true }).click()
    await shows(/&view=timeline$/)
    await server('chat-1').click()
    await shows(/&select=server:chat-1/)
    await window.page.getByRole('searchbox', { name: 'Filter' }).fill('name:register')
    await shows(/&filter=name:register/)
    await window.page.keyboard.press('Escape')
    await window.page.keyboard.press('Escape')
    await back()
    expect(await window.page.getByRole('searchbox', { name: 'Filter' }).inputValue()).toBe('name:register')
    await back()
    await shows(/^(?!.*filter).*&select=server:chat-1/)
    await back()
    await shows(/&view=timeline$/)
    await back()
    await shows(/^#run=[\w-]+$/)
    await window.page.getByRole('region', { name: 'Sequence' }).waitFor()
    await window.page.goForward()
    await shows(/&view=timeline$/)
    await window.page.keyboard.press('PageUp')
    await shows(/&at=\d+/)
    const described = hash()
    await window.page.reload()
    await window.page.getByRole('region', { name: 'Timeline' }).waitFor()
    await until('the playhead is where it was', async () => hash() === described)
    expect(window.pageErrors).toEqual([])
  })

  it('shows the same in another tab of the browser, and asks a tab without a token for a code', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    await server('chat-2').click()
    await shows(/&select=server:chat-2/)
    const link = window.page.url()
    const opened = window.page.context().waitForEvent('page')
    await window.page.keyboard.press('Control+K')
    await window.page.getByRole('combobox').fill('another window')
    await window.page.keyboard.press('Enter')
    const other = await opened
    await until('the other tab shows it', async () => other.url() === link)
    await other.getByRole('tab', { name: 'chat-2', selected: true }).waitFor()

    const stranger = await window.newPage()
    await stranger.goto(link)
    await stranger.getByRole('heading', { name: /needs the address/ }).waitFor()
    const printed = await window.nextAddress('')
    await stranger.getByRole('textbox', { name: 'Address or code' }).fill(printed)
    await stranger.getByRole('button', { name: 'Open' }).click()
    await until('it shows what the link names', async () => stranger.url() === link)
    await stranger.getByRole('tab', { name: 'chat-2', selected: true }).waitFor()
    await stranger.context().close()
  })

  it('of a run that is gone says so; malformed fields are ignored', async () => {
    await window.open(['--sample', 'chat'])
    await waitForConvergence(window.page, 6)
    const [, run = ''] = /^#run=([\w-]+)/.exec(hash()) ?? []
    await window.page.goto(`${window.page.url().split('#')[0]}#run=gone-since-long`)
    await window.page.getByRole('alert').getByText('not here any more').waitFor()
    await shows(/^#home$/)
    const odd = `#run=${run}&view=__proto__&at=-1e9&range=9-1&select=row:x&panel=constructor&x=%3Cb%3E&side=%FF`
    await window.page.goto(`${window.page.url().split('#')[0]}${odd}`)
    await window.page.getByRole('region', { name: 'Sequence' }).waitFor()
    await shows(new RegExp(`^#run=${run}$`))
    expect(window.pageErrors).toEqual([])
  })
})

describe('the first screen', () => {
  it('lists the cluster of another Grove, shows it, and acts on it', async () => {
    await window.open([])
    const up = new GroveProcess(['up', '--sample', 'chat'], { env: window.env })
    try {
      const row = window.page
        .getByRole('list', { name: 'Running clusters' })
        .getByRole('button', { name: /chat.*7 of 7 servers ready.*grove up, pid \d+/s })
      await row.click({ timeout: 30_000 })
      await waitForConvergence(window.page, 6)
      await server('chat-1').click()
      await window.page.keyboard.press('Control+K')
      await window.page.getByRole('combobox').fill('kill chat-1')
      await window.page.keyboard.press('Enter')
      await waitForConvergence(window.page, 5)
      const described = hash()
      await window.page.reload()
      await waitForConvergence(window.page, 5)
      expect(hash()).toBe(described)
    } finally {
      up.child.kill('SIGINT')
      await up.finished
    }
    await window.page.getByRole('alert').getByText('the launcher ended').waitFor()
    await window.page.getByRole('button', { name: 'Open recording' }).click()
    await window.page.getByText('read-only').first().waitFor()
    expect(window.pageErrors).toEqual([])
  })

  it('gives way to a cluster as soon as it starts', async () => {
    const page = await window.open(['--sample', 'chat'])
    await page
      .getByRole('tree', { name: /servers/i })
      .or(page.getByRole('treegrid'))
      .first()
      .waitFor()
    await waitForConvergence(page, 6)
  })
})

describe('a dropped file', () => {
  it('opens a timeline read-only, refuses what is none, and starts nothing', async () => {
    const page = await window.open([])
    await page.getByRole('heading', { name: 'Grove' }).waitFor()
    const { header, events, footer } = syntheticTimeline({ servers: 4 })
    const text = [header, ...events, ...(footer ? [footer] : [])].map(encodeLine).join('')
    await drop([{ name: 'run.ndjson', text }])
    await page.getByText('read-only').first().waitFor()
    await drop([{ name: 'broken.ndjson', text: 'not a timeline\n' }])
    await page.getByRole('alert').getByText('broken.ndjson is not a Grove timeline').waitFor()
    await drop([{ name: 'grove.json', text: '{"servers":{}}' }])
    await page.getByRole('dialog', { name: 'Where is it?' }).waitFor()
    await page.keyboard.press('Escape')
    expect(await readFile(join(window.folder, 'recent.json'), 'utf8').catch(() => '')).not.toContain('ndjson')
    expect(window.pageErrors).toEqual([])
  })
})

async function drop(files: { name: string; text: string }[]): Promise<void> {
  await window.page.evaluate((given) => {
    const dataTransfer = new DataTransfer()
    for (const { name, text } of given) dataTransfer.items.add(new File([text], name))
    const event = (type: string) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
    document.body.dispatchEvent(event('dragenter'))
    document.body.dispatchEvent(event('drop'))
  }, files)
}
