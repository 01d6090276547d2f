// Exports, read back by what people open in a browser: DevTools, speedscope, and the report by itself, offline.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeOf } from '../../src-main/timeline/index.ts'
import { findBrowser, launchBrowser } from '../support/browser.ts'
import { exportedBytes, exportedText } from '../support/exported.ts'
import { temporaryFolder } from '../support/grove.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'
import { readInDevTools, readInSpeedscope, type Thread } from '../support/trace-readers.ts'

const timeline = syntheticTimeline({ servers: 6, crash: true })
const sorted = timeline.events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
const packets = sorted.filter((event) => event.t === 'packet')
const lanes = ['master-1', 'connector-1', 'chat-1', 'chat-2', 'timer-1', 'connector-2', 'chat-3']

let browser: Browser
beforeAll(async () => {
  findBrowser()
  browser = await launchBrowser()
}, 400_000)
afterAll(() => browser.close())

describe.each([
  ['DevTools', (text: string) => readInDevTools(browser, text)],
  ['speedscope', inSpeedscope],
] as const)('a Chrome trace in %s', (_, read) => {
  let threads: Thread[]
  beforeAll(async () => {
    threads = await read(await exportedText('chrome-trace', timeline))
  })

  it('has a process for each lane', () => {
    expect(new Set(threads.map(({ process }) => process))).toEqual(new Set(lanes))
  })

  it('has every packet at both ends with its facts, each thread in order of time', () => {
    const ends = (lane: string, kind: string) => {
      const key = kind === 'sends' ? ('from' as const) : ('to' as const)
      const at = kind === 'sends' ? ('sent' as const) : ('received' as const)
      const own = packets.filter((packet) => packet[key] === lane && packet[at] !== null)
      return own.toSorted((a, b) => (a[at] ?? 0) - (b[at] ?? 0))
    }
    const known = (packet: (typeof packets)[number] | undefined) =>
      packet && [packet.id, packet.from, packet.to, packet.phase, packet.bytes]
    let slices = 0
    for (const { process, thread, slices: found } of threads) {
      const wanted = ends(process, thread)
      expect(
        found.map(({ args }) => [args['id'], args['from'], args['to'], args['phase'], args['bytes']]),
      ).toEqual(wanted.map(known))
      slices += found.length
    }
    expect(slices).toBe(lanes.flatMap((lane) => [...ends(lane, 'sends'), ...ends(lane, 'receives')]).length)
  })

  it('refuses a truncated file', async () => {
    const text = await exportedText('chrome-trace', timeline)
    await expect(read(text.slice(0, -200))).rejects.toThrow(/JSON|Unrecognized format/)
  })
})

async function inSpeedscope(text: string): Promise<Thread[]> {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'run.trace.json')
  await writeFile(file, text)
  return await readInSpeedscope(browser, file)
}

describe('a report in Chromium, without a network', () => {
  /** A page that opened this report from a file, and what it complained of and asked for. */
  async function opened(html: string) {
    const folder = await temporaryFolder()
    const file = join(folder.path, 'report.html')
    await writeFile(file, html)
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 860 } })
    const page = await context.newPage()
    const said: string[] = []
    const asked: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    page.on('request', (request) => asked.push(request.url()))
    const address = pathToFileURL(file).href
    await page.goto(address)
    const close = async () => {
      await context.close()
      await folder[Symbol.asyncDispose]()
    }
    return { page, said, asked, address, [Symbol.asyncDispose]: close }
  }

  it('shows every event and lane, violates no policy and makes no request', async () => {
    await using report = await opened(await exportedText('html', timeline))
    const { page, said, asked, address } = report
    await page.getByText(`${timeline.events.length} events`).waitFor()
    expect(await page.title()).toBe('synthetic · Grove')
    for (const lane of lanes) expect(await page.getByText(lane, { exact: true }).count()).toBeGreaterThan(0)
    expect(await page.getByTestId('read-only').count()).toBe(1)
    expect(said).toEqual([])
    expect(asked).toEqual([address])
    expect(await colours(page)).toBeGreaterThan(5)
  })

  it('enforces its policy, and a damaged report says so', async () => {
    const html = await exportedText('html', timeline)
    await using changed = await opened(
      html.replace('</body>', '<script>document.title = "no"</script></body>'),
    )
    await changed.page.getByText(`${timeline.events.length} events`).waitFor()
    expect(changed.said.join()).toContain('Content Security Policy')
    expect(await changed.page.title()).toBe('synthetic · Grove')
    await using damaged = await opened(html.replace(/(id="grove-timeline">\s*.{200}).{40}/, '$1'))
    await damaged.page.getByText('This report is damaged').waitFor()
  })
})

it('Chromium draws a PNG in its size and rejects one with a truncated header', async () => {
  const bytes = await exportedBytes('png', timeline)
  const page = await browser.newPage()
  const sizeOf = (image: Buffer) =>
    page.evaluate(
      async (url) => {
        const picture = new Image()
        picture.src = url
        await picture.decode()
        return [picture.naturalWidth, picture.naturalHeight]
      },
      `data:image/png;base64,${image.toString('base64')}`,
    )
  expect(await sizeOf(bytes)).toEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)])
  await expect(sizeOf(bytes.subarray(0, 30))).rejects.toThrow('decode')
  await page.close()
})

/** How many colours the flow is drawn in: an empty one has few. */
function colours(page: Page): Promise<number> {
  return page.evaluate(() => {
    const seen = new Set<number>()
    for (const canvas of document.querySelectorAll('canvas')) {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      for (let at = 0; at + 2 < data.length; at += 4)
        seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0))
    }
    return seen.size
  })
}
