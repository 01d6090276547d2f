// Frames of a page, and the time from a pushed packet until the frame that shows it.
import type { Page } from 'playwright-core'
import { quantile } from '../../../src-main/timeline/quantile.ts'

export interface Frames {
  perSecond: number
  /** Milliseconds. */
  longest: number
  /** Frames of more than 50 ms. */
  slow: number
}

export async function measureFrames(page: Page, ms: number): Promise<Frames> {
  const gaps = await page.evaluate(async (duration) => {
    const found: number[] = []
    let before = await new Promise<number>(requestAnimationFrame)
    for (const end = before + duration; before < end;) {
      const now = await new Promise<number>(requestAnimationFrame)
      found.push(now - before)
      before = now
    }
    return found
  }, ms)
  const total = gaps.reduce((sum, gap) => sum + gap, 0)
  return {
    perSecond: (gaps.length / total) * 1000,
    longest: Math.max(...gaps),
    slow: gaps.filter((gap) => gap > 50).length,
  }
}

/** Notes in the page when each number of packets was first shown: after the frame that draws the change. */
export async function watchPackets(page: Page): Promise<() => Promise<Map<number, number>>> {
  await page.evaluate(() => {
    const shown: [number, number][] = []
    Object.assign(window, { shownPackets: shown })
    const flow = document.querySelector('[data-arrows]')
    new MutationObserver(() => {
      const packets = Number(flow?.getAttribute('data-arrows'))
      // The canvas is drawn in the next frame; its pixels are there when the one after it begins.
      requestAnimationFrame(() => requestAnimationFrame(() => shown.push([packets, Date.now()])))
    }).observe(flow as Element, { attributes: true, attributeFilter: ['data-arrows'] })
  })
  return async () =>
    new Map(
      await page.evaluate(() => (window as unknown as { shownPackets: [number, number][] }).shownPackets),
    )
}

/** Milliseconds from push to pixel, p50 and p95. */
export function latencies(
  pushed: ReadonlyMap<number, number>,
  shown: ReadonlyMap<number, number>,
): { p50: number | null; p95: number | null } {
  const times = [...shown].toSorted(([one], [other]) => one - other)
  const found: number[] = []
  for (const [packets, at] of pushed) {
    const drawn = times.find(([number]) => number >= packets)
    if (drawn) found.push(drawn[1] - at)
  }
  found.sort((one, other) => one - other)
  return { p50: quantile(found, 0.5), p95: quantile(found, 0.95) }
}
