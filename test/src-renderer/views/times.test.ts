// One moment reads the same in the table, in the pane, on the axis and in exports.
import { beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import {
  describeExport,
  exportTimeline,
  formatMoment,
  timeOf,
  type ExportTools,
} from '../../../src-main/timeline/index.ts'
import App from '../../../src-renderer/App.svelte'
import { ticksOf } from '../../../src-renderer/flow/ticks.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { liveSession, timeline } from '../fake-session.ts'

beforeEach(cleanup)

test('a registration has one time everywhere', async () => {
  const { session, record } = await liveSession()
  await render(App, { session })
  record(0)
  const event = timeline.events.find((one) => one.t === 'packet' && one.name === 'register')!
  const text = formatMoment(timeOf(event))
  const table = page.getByTestId('event-table')
  await page.getByRole('searchbox', { name: 'Filter' }).fill('name:register')
  await expect.element(table).toHaveTextContent(text)
  await table.getByText(text).first().click()
  await expect.element(page.getByTestId('detail')).toHaveTextContent(text)

  const options = { from: timeOf(event), to: timeOf(event) }
  const { provenance } = exportTimeline('csv', timeline, options, {} as ExportTools)
  expect(describeExport(provenance)).toContain(`from ${text} to ${text}`)

  const end = timeOf(event) * 2
  const scale = new TimeScale(new FoldedAxis([{ from: 0, to: end }]), 1_000 / end, 0)
  for (const { label } of ticksOf(scale, 1_000)) if (label !== '') expect(label).toMatch(/^0:00(\.\d+)?$/)
})
