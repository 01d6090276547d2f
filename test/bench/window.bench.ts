// A long recording in the window: load time, memory of the page, and time per frame with everything in view, compared
// with JSON.parse of the same lines in Node. `--events N,…` sets the sizes.
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'
import { syntheticTraffic } from '../support/synthetic-traffic.ts'
import { median } from './statistics.ts'

const SIZES = [100_000, 1_000_000]
const SERVERS = 20
const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/
const TIMEOUT_MS = 300_000
const FRAMES = 60
/** Milliseconds. */
const PACE_MS = 50
const MiB = 1024 ** 2

export async function run(args: readonly string[] = []): Promise<void> {
  const at = args.indexOf('--events')
  const sizes = at < 0 ? SIZES : (args[at + 1] ?? '').split(',').map(Number)
  await using folder = await temporaryFolder('grove-bench-')
  const browser = await launchBrowser(['--enable-precise-memory-info', '--js-flags=--expose-gc'])
  try {
    for (const events of sizes) {
      const file = join(folder.path, `${events}.ndjson`)
      await write(file, events)
      const floor = await parsed(file)
      process.stdout.write(await opened(browser, folder.path, file, { events, floor }))
      await rm(file)
    }
  } finally {
    await browser.close()
  }
}

async function write(file: string, events: number): Promise<void> {
  const traffic = syntheticTraffic(events, SERVERS)
  function* lines(): Iterable<string> {
    yield encodeLine(traffic.header)
    for (const event of traffic.events) yield encodeLine(event)
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
}

/** Returns the milliseconds of JSON.parse alone. */
async function parsed(file: string): Promise<number> {
  let took = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const began = performance.now()
    JSON.parse(line)
    took += performance.now() - began
  }
  return took
}

async function opened(
  browser: Browser,
  folder: string,
  file: string,
  { events, floor }: { events: number; floor: number },
): Promise<string> {
  const grove = new GroveProcess(['ui', '--web', '--no-open', file], {
    env: { GROVE_STATE: join(folder, 'state') },
  })
  try {
    await grove.waitForOutput(ADDRESS)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const began = performance.now()
    await page.goto(ADDRESS.exec(grove.stderr + grove.stdout)?.[0] ?? '')
    await shown(page, '[1-9][\\d,]* events')
    const first = performance.now() - began
    await shown(page, `${events.toLocaleString('en')} events`)
    const all = performance.now() - began
    const lines = [
      `${events} events: the first after ${seconds(first)} s, all after ${seconds(all)} s, ${(all / floor).toFixed(2)} times JSON.parse of the lines`,
      `  the page holds ${(await held(page)).toFixed(0)} MiB, ${(((await held(page)) * MiB) / events).toFixed(0)} bytes an event`,
      `  a frame with all in view: ${(await frame(page)).toFixed(1)} ms of the page's thread`,
      `  a text looked for in all: ${(await searched(page, 'hello')).toFixed(0)} ms, a phase: ${(await searched(page, 'phase:register')).toFixed(0)} ms`,
    ]
    await page.close()
    return `${lines.join('\n')}\n`
  } finally {
    grove.child.kill('SIGINT')
    await grove.finished
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

async function shown(page: Page, pattern: string): Promise<void> {
  const isShown = (source: string): boolean =>
    new RegExp(`^${source}$`).test(document.querySelector('[data-testid=event-table] em')?.textContent ?? '')
  await page.waitForFunction(isShown, pattern, { timeout: TIMEOUT_MS, polling: 100 })
}

/** MiB, after a collection. */
async function held(page: Page): Promise<number> {
  const bytes = await page.evaluate(() => {
    const { gc, performance } = window as unknown as {
      gc(): void
      performance: { memory: { usedJSHeapSize: number } }
    }
    gc()
    return performance.memory.usedJSHeapSize
  })
  return bytes / MiB
}

/** Milliseconds of the page's thread for each of the frames of a pan, median of three. */
async function frame(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.keyboard.press('f')
  const costs: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = await busy(session)
    await page.evaluate(async (frames) => {
      const lanes = document.querySelector('[data-testid=flow] .lanes')
      for (let count = 0; count < frames; count += 1) {
        lanes?.dispatchEvent(
          new WheelEvent('wheel', { deltaX: count % 2 ? 3 : -3, bubbles: true, cancelable: true }),
        )
        await new Promise(requestAnimationFrame)
      }
    }, FRAMES)
    costs.push(((await busy(session)) - before) / FRAMES)
  }
  return median(costs)
}

/** Milliseconds that the page's thread has worked. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}

/** Milliseconds until a filter is seen to have been applied. */
async function searched(page: Page, query: string): Promise<number> {
  const search = page.getByTestId('search')
  const before = await page.locator('[data-testid=event-table] em').textContent()
  const began = performance.now()
  await search.fill(query)
  await page.waitForFunction(
    (known) => document.querySelector('[data-testid=event-table] em')?.textContent !== known,
    before,
    { polling: PACE_MS, timeout: TIMEOUT_MS },
  )
  return performance.now() - began
}
