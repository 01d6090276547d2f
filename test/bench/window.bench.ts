// The window: frames of a live run beside those of a blank page, and the time from a packet to its pixels; of a long
// recording the load time, memory of the page, time per frame, switch of layout and seek, beside JSON.parse of its lines.
// `--servers N,…` and `--events N,…` set the sizes; one of them alone leaves out the other part.
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { quantile } from '../../src-main/timeline/quantile.ts'
import { launchBrowser } from '../support/browser.ts'
import { serveWeb } from '../../src-main/web/index.ts'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'
import { syntheticTraffic } from '../support/synthetic-traffic.ts'
import { median } from './statistics.ts'
import { latencies, measureFrames, watchPackets } from './window/frames.ts'
import { LiveRun } from './window/live-run.ts'

const SIZES = [100_000, 1_000_000]
const CLUSTERS = [24, 104, 300]
const LIVE_MS = 8000
const BLANK_MS = 2000
const SERVERS = 20
const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/
const TIMEOUT_MS = 300_000
const FRAMES = 60
const SEEKS = 40
/** Milliseconds. */
const PACE_MS = 20
const SETTLED_MS = 1000
const MiB = 1024 ** 2
const LAYOUTS = ['timeline', 'sequence', 'map'] as const
type Layout = (typeof LAYOUTS)[number]
/** The regions of the layouts. */
const NAMES: Record<Layout, string> = { sequence: 'Sequence', timeline: 'Timeline', map: 'Map' }

export async function run(args: readonly string[] = []): Promise<void> {
  const [events, servers] = [sizesOf(args, '--events'), sizesOf(args, '--servers')]
  const browser = await launchBrowser(['--enable-precise-memory-info', '--js-flags=--expose-gc'])
  try {
    for (const size of servers ?? (events ? [] : CLUSTERS)) process.stdout.write(await live(browser, size))
    await recorded(browser, events ?? (servers ? [] : SIZES))
  } finally {
    await browser.close()
  }
}

function sizesOf(args: readonly string[], option: string): number[] | null {
  const at = args.indexOf(option)
  return at < 0 ? null : (args[at + 1] ?? '').split(',').map(Number)
}

async function recorded(browser: Browser, sizes: readonly number[]): Promise<void> {
  await using folder = await temporaryFolder('grove-bench-')
  for (const events of sizes) {
    const file = join(folder.path, `${events}.ndjson`)
    await write(file, events)
    const floor = await parsed(file)
    process.stdout.write(await opened(browser, folder.path, file, { events, floor }))
    await rm(file)
  }
}

/** Frames of each layout of a live run; those of a blank page are measured in the same call, before and after. */
async function live(browser: Browser, servers: number): Promise<string> {
  const run = new LiveRun(servers)
  const web = await serveWeb(run.host, { port: 0, rendererDirectory: 'out/renderer' })
  const [page, blank] = await Promise.all([newPage(browser), newPage(browser)])
  try {
    await page.goto(web.address())
    const lines: string[] = []
    for (const layout of LAYOUTS) {
      await showLayout(page, layout)
      run.start()
      await page.waitForTimeout(BLANK_MS)
      const before = await framesOfBlank(blank)
      await page.bringToFront()
      const shown = layout === 'timeline' ? await watchPackets(page) : null
      run.pushedAt.clear()
      const frames = await measureFrames(page, LIVE_MS)
      run.stop()
      const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
      const blankFrames = ((await framesOfBlank(blank)) + before) / 2
      lines.push(
        `${servers} servers, ${layout}: ${frames.perSecond.toFixed(0)} frames/s, blank ${blankFrames.toFixed(0)}; longest ${frames.longest.toFixed(0)} ms, ${frames.slow} over 50 ms; ${nodes} nodes`,
      )
      if (!shown) continue
      const { p50, p95 } = latencies(run.pushedAt, await shown())
      lines.push(`  from packet to pixel: p50 ${p50?.toFixed(0)} ms, p95 ${p95?.toFixed(0)} ms`)
    }
    return `${lines.join('\n')}\n`
  } finally {
    run.stop()
    await Promise.all([page.close(), blank.close()])
    await web.close()
  }
}

async function newPage(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: { width: 1440, height: 900 } })
}

async function framesOfBlank(blank: Page): Promise<number> {
  await blank.bringToFront()
  return (await measureFrames(blank, BLANK_MS)).perSecond
}

async function showLayout(page: Page, layout: Layout): Promise<void> {
  const wanted = page.getByRole('region', { name: NAMES[layout], exact: true })
  const any = page.getByRole('region', { name: /^(Sequence|Timeline|Map)$/ })
  await any.waitFor()
  while ((await wanted.count()) === 0) {
    const name = (await any.getAttribute('aria-label')) ?? ''
    await page.keyboard.press('v')
    await page.getByRole('region', { name, exact: true }).waitFor({ state: 'detached' })
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
    const page = await newPage(browser)
    const began = performance.now()
    await page.goto(ADDRESS.exec(grove.stderr + grove.stdout)?.[0] ?? '')
    await shown(page, '[1-9]\\d*')
    const first = performance.now() - began
    await shown(page, String(events))
    const all = performance.now() - began
    await showLayout(page, 'timeline')
    const lines = [
      `${events} events: the first after ${seconds(first)} s, all after ${seconds(all)} s, ${(all / floor).toFixed(2)} times JSON.parse of the lines`,
      `  the page holds ${(await held(page)).toFixed(0)} MiB, ${(((await held(page)) * MiB) / events).toFixed(0)} bytes an event`,
      `  a frame with all in view: ${(await frame(page)).toFixed(1)} ms of the page's thread`,
      `  from one layout to the next: ${(await switched(page)).toFixed(0)} ms`,
      `  seek by the playhead, p50, p95: sequence ${await sought(page, 'sequence')}, timeline ${await sought(page, 'timeline')}`,
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

/** Waits until the tab of the events shows a number of this pattern. */
async function shown(page: Page, pattern: string): Promise<void> {
  const isShown = (source: string): boolean => {
    const tab = [...document.querySelectorAll('[role=tab]')].find((one) =>
      /^\s*Events/.test(one.textContent ?? ''),
    )
    return new RegExp(`^${source}$`).test(tab?.textContent?.replaceAll(/\D/g, '') ?? '')
  }
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

/** Milliseconds until the next layout is drawn, the longest of all ways, the second time. */
async function switched(page: Page): Promise<number> {
  const times: number[] = []
  for (const name of ['Map', 'Sequence', 'Timeline', 'Map', 'Sequence', 'Timeline']) {
    times.push(
      await page.evaluate(async (region) => {
        const began = performance.now()
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'v', bubbles: true }))
        while (!document.querySelector(`section[aria-label="${region}"]`))
          await new Promise(requestAnimationFrame)
        await new Promise(requestAnimationFrame)
        return performance.now() - began
      }, name),
    )
  }
  return Math.max(...times.slice(LAYOUTS.length))
}

/** Milliseconds until the state at another moment is drawn, p50 and p95 of seeks in the overview to all parts of the run. */
async function sought(page: Page, layout: 'timeline' | 'sequence'): Promise<string> {
  await showLayout(page, layout)
  const times = await page.evaluate(async (seeks) => {
    const found: number[] = []
    const playhead = document.querySelector('[role=slider][aria-label=Playhead]')
    const overview = playhead?.parentElement
    if (!overview) throw new Error('there is no playhead')
    const { left, top, width } = overview.getBoundingClientRect()
    for (let seek = 0; seek < seeks; seek += 1) {
      const before = playhead.ariaValueNow
      const began = performance.now()
      const clientX = left + ((seek * 0.618 + 0.3) % 1) * (width - 40) + 5
      const options = { bubbles: true, button: 0, clientX, clientY: top + 20, pointerId: 1 }
      for (const type of ['pointerdown', 'pointerup']) overview.dispatchEvent(new PointerEvent(type, options))
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      found.push(performance.now() - began)
      if (playhead.ariaValueNow === before) throw new Error('the playhead has not moved')
    }
    return found
  }, SEEKS)
  times.sort((one, other) => one - other)
  return `${(quantile(times, 0.5) ?? 0).toFixed(0)}, ${(quantile(times, 0.95) ?? 0).toFixed(0)} ms`
}

/** Milliseconds that the page's thread has worked. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}

/** Milliseconds until the number of events that pass a filter, which is found in parts, changes no more. */
async function searched(page: Page, query: string): Promise<number> {
  const tab = page.getByRole('tab', { name: /^Events/ })
  let known = await tab.textContent()
  const began = performance.now()
  let changedAt: number | null = null
  await page.getByRole('searchbox').or(page.getByTestId('search')).first().fill(query)
  while (changedAt === null || performance.now() - changedAt < SETTLED_MS) {
    if (performance.now() - began > TIMEOUT_MS) throw new Error(`the filter ${query} changes nothing`)
    const text = await tab.textContent()
    if (text !== known) changedAt = performance.now()
    known = text
    await page.waitForTimeout(PACE_MS)
  }
  return changedAt - began
}
