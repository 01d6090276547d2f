// Grove's own servers beside a web server, a Python program and a job, in the order that the plan wants.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createHost } from '../../src-main/host/host.ts'
import { grove, temporaryFolder } from '../support/grove.ts'
import { surviveKills, spawnOrder, writeMixedProject } from '../support/mixed-project.ts'

it('a mixed plan starts in order, converges, survives a kill of each process, and leaves no process behind', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const project = await writeMixedProject(folder.path)
  const { api } = createHost({ shell: 'web', state })
  expect(await api.preview({ kind: 'path', path: project })).toMatchObject({
    trusted: false,
    commands: expect.arrayContaining([
      {
        serverType: 'web',
        line: "node web.mjs '$PORT' '${worker.address}' in web",
        dangers: [],
      },
      { serverType: 'worker', line: "python3 worker.py '$PORT'", dangers: [] },
    ]) as unknown,
    problems: [],
  })
  const events = await surviveKills(project, state)
  const order = spawnOrder(events)
  expect(order.slice(0, 3).toSorted()).toEqual(['master-1', 'migrate-1', 'worker-1'])
  expect(order.indexOf('migrate-1')).toBeLessThan(order.indexOf('worker-1'))
  expect(order.slice(3).toSorted()).toEqual(['chat-1', 'chat-2', 'web-1'])
  expect(order.at(-1)).toBe('web-1')
})

it('a database that is not there: who waits for what, its last lines, and exit code 1', async () => {
  await using folder = await temporaryFolder()
  const db = {
    command: ['node', '-e', 'console.log("the disk is full"); setInterval(() => {}, 1e6)'],
    port: 1,
    ready: { tcp: {} },
  }
  const project = await writeMixedProject(folder.path, { db })
  const up = await grove(['up', '--timeout', '2'], {
    cwd: project,
    env: { GROVE_STATE: join(folder.path, 'state') },
  })
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('worker-1 waits for db-1: probe TCP 127.0.0.1:1 is refused\n')
  expect(up.stderr).toContain(
    'web-1 waits for worker-1, which waits for db-1: probe TCP 127.0.0.1:1 is refused\n',
  )
  expect(up.stderr).toContain('The last lines of db-1:\n  the disk is full\n')
})

it.each<[change: object, problem: RegExp]>([
  [{ cwd: 'gone' }, /servers\.web\.cwd names \S+gone, which does not exist\.$/m],
  [{ cwd: '../mixed/grove.json' }, /servers\.web\.cwd names \S+grove\.json, which is not a folder\.$/m],
  [{ dependsOn: ['redis'] }, /servers\.web\.dependsOn names "redis", which is not in the plan; it has: /],
  [{ dependsOn: ['web'] }, /servers\.web\.dependsOn is a circle, so none of them could start: web → web\./],
])('%j is refused by field, and nothing starts', async (change, problem) => {
  await using folder = await temporaryFolder()
  const project = await writeMixedProject(folder.path, { web: { command: 'web', ...change } })
  const up = await grove(['up'], { cwd: project, env: { GROVE_STATE: join(folder.path, 'state') } })
  expect(up.code).toBe(2)
  expect(up.stderr).toMatch(problem)
})
