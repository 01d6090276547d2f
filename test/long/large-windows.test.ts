// The window of 42 and of 104 servers says what `grove wait` and `grove check` say, live and after a reload.
import { expect, it } from 'vitest'
import { grove } from '../support/grove.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

it.each([42, 104])('%i servers', async (count) => {
  const page = await window.open(['--sample', 'minimal'])
  const verdict = page.getByRole('group', { name: 'Verdict' })
  const says = (text: RegExp) =>
    until(`the verdict says ${String(text)}`, async () => text.test((await verdict.textContent()) ?? ''), {
      within: 120_000,
    })
  await says(/Running\s*all 3 servers know each other/)
  // The sample has one visitor.
  const scaled = await grove(['scale', `greeter=${count - 1}`], { env: window.env })
  expect(scaled).toMatchObject({ code: 0 })
  const wait = await grove(['wait', '--for', 'converged', '--timeout', '120'], { env: window.env })
  expect(wait).toMatchObject({ code: 0 })
  await says(new RegExp(`Running\\s*all ${count} servers know each other`))
  await page.reload()
  await says(new RegExp(`Running\\s*all ${count} servers know each other`))

  await grove(['kill', 'greeter-7'], { env: window.env })
  await says(new RegExp(`greeter-7 was killed by you .*the other ${count - 1} dropped it in`))
  await page.getByRole('button', { name: 'Restart greeter-7' }).click()
  await says(new RegExp(`Running\\s*all ${count} servers know each other`))
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await says(/Ended/)
  const { stdout } = await grove(['history', '--json'], { env: window.env })
  const [run] = JSON.parse(stdout) as { file: string }[]
  const check = await grove(['check', run?.file ?? ''], { env: window.env })
  expect(check.stdout).not.toMatch(/views-agree-when-idle|converges-in-time/)
  expect(window.pageErrors).toEqual([])
})
