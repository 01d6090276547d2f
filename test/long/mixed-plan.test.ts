// A mixed plan with a real Redis server from Debian.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findTools } from '../support/debian-tools.ts'
import { temporaryFolder } from '../support/grove.ts'
import { spawnOrder, surviveKills, writeMixedProject } from '../support/mixed-project.ts'

it('Redis starts before what needs it, survives a kill like all others, and is not left behind', async () => {
  findTools(['redis-server'])
  await using folder = await temporaryFolder()
  const redis = {
    command: `redis-server --bind 127.0.0.1 --port $PORT --save '' --appendonly no`,
    ready: { tcp: {}, log: 'Ready to accept connections' },
    restart: 'always',
  }
  const project = await writeMixedProject(folder.path, { redis })
  const order = spawnOrder(await surviveKills(project, join(folder.path, 'state')))
  expect(order).toHaveLength(7)
  expect(order.indexOf('redis-1')).toBeLessThan(order.indexOf('worker-1'))
})
