// The exported report: what lies in the page. The long tests open it in Chromium.
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { exportTools } from '../../../../src-main/host/exports/tools.ts'
import { exportTimeline, type Timeline } from '../../../../src-main/timeline/index.ts'
import { parseTimeline } from '../../../support/parse-timeline.ts'
import { exportedText } from '../../../support/exported.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 5, crash: true })
const page = await exportedText('html', timeline)

/** As docs/EXPORTS.md says how to get it out again. */
function timelineIn(text: string): Timeline {
  const [, packed = ''] =
    /<script type="application\/gzip\+base64" id="grove-timeline">([^<]*)<\/script>/.exec(text) ?? []
  return parseTimeline(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'))
}

test('the timeline lies in it, event for event', () => {
  expect(timelineIn(page)).toEqual({ ...timeline, warnings: [] })
})

test('it may execute its own script and load nothing', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  const scripts = [...page.matchAll(/<script type="module">(.*?)<\/script>/gs)].map(
    ([, script = '']) => script,
  )
  const hash = createHash('sha256')
    .update(scripts[0] ?? '')
    .digest('base64')
  expect(scripts).toHaveLength(1)
  expect(policy).toContain(`default-src 'none'; script-src 'sha256-${hash}';`)
  const tags = page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
  expect(tags).not.toMatch(/ (src|href)=|<script|<link/)
})

test('no name breaks out of it', async () => {
  const name = '</script><script>alert(1)</script><!--timeline-->$&'
  const { header } = timeline
  const text = await exportedText('html', {
    ...timeline,
    header: { ...header, plan: { ...header.plan, name } },
  })
  expect(text.match(/<script/g)).toHaveLength(2)
  expect(text).toContain('<title>&lt;/script&gt;')
  expect(timelineIn(text).header.plan.name).toBe(name)
})

test('whoever cancels it gets no more, and nothing is left to fail', async () => {
  const many = { ...timeline, events: Array.from({ length: 400 }, () => timeline.events).flat() }
  const { pieces } = exportTimeline('html', many, {}, exportTools)
  let count = 0
  for await (const _piece of pieces) {
    count += 1
    if (count === 2) break
  }
  expect(count).toBe(2)
})
