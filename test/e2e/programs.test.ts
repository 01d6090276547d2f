// A plan with programs beside the cluster in the window: order of starts, groups, a kill, and what is counted.
import { expect, it } from 'vitest'
import { serverState, waitForConvergence } from '../support/scenario.ts'
import { until } from '../support/until.ts'
import { useWindow } from '../support/window.ts'

const window = useWindow()

const PLAN = {
  name: 'mixed',
  servers: {
    greeter: { dependsOn: ['web'] },
    web: { command: ['node', 'web.mjs', '$PORT'], ready: { http: {} }, dependsOn: { setup: 'exited' } },
    setup: { command: ['node', '-e', 'console.log(1)'] },
  },
}
const WEB = `import { createServer } from 'node:http'
createServer((_, response) => response.end()).listen(Number(process.argv[2]), '127.0.0.1')
console.log('the web server listens')
`

it('a Node web server is started before the cluster, has a lane of its own, and can be killed and started again', async () => {
  const directory = await window.project({
    'grove.json': JSON.stringify(PLAN),
    'web.mjs': WEB,
    'servers/greeter/remote/greeting.js': 'export default () => ({ hello: () => 1 })\n',
  })
  const page = await window.open([directory])
  await window.waitFor('trust-start')
  expect(await window.text('programs')).toContain('node web.mjs $PORT')
  expect(await window.text('programs')).toContain(
    'after setup has exited with code 0; ready when GET / answers',
  )
  await window.click('trust-start')
  await waitForConvergence(page, 1)
  const ready = page.getByTitle('2 of 2 servers are ready')
  expect(await ready.textContent()).toBe('2/2')
  expect(await window.text('server-setup-1')).toContain('exit 0')
  const state = (id: string) => serverState(page, id)
  expect(await state('web-1')).toBe('ready')
  const [member, program] = await Promise.all(
    ['server-greeter-1', 'server-web-1'].map((id) => page.getByTestId(id).boundingBox()),
  )
  expect(program?.y).toBeGreaterThan(member?.y ?? Infinity)

  await window.click('action-kill-web-1')
  await until('web-1 is shown as killed', async () => (await state('web-1')) === 'killed')
  await waitForConvergence(page, 1)
  // A program is no member: the count of servers stays.
  expect(await ready.textContent()).toBe('2/2')
  await window.click('action-spawn-web-1')
  await until('web-1 is ready again', async () => (await state('web-1')) === 'ready')
  expect(window.pageErrors).toEqual([])
})
