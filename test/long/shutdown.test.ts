// The documented time of beforeShutdown, in real processes.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startCluster } from '../support/cluster.ts'
import { temporaryFolder } from '../support/grove.ts'

it('a beforeShutdown hook of 4.5 s runs to its end, and no signal is sent', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'servers', 'slow'), { recursive: true })
  await writeFile(
    join(folder.path, 'servers', 'slow', 'lifecycle.mjs'),
    `import { writeFile } from 'node:fs/promises'
    import { setTimeout as pause } from 'node:timers/promises'
    export default {
      async beforeShutdown() {
        await pause(4_500)
        await writeFile('done', 'beforeShutdown is done')
      },
    }`,
  )
  const plan = { name: 'slow', servers: { slow: { count: 1 } } }
  await using running = await startCluster(plan, { directory: folder.path })
  await running.converged(1)
  await running.cluster.act('slow-1', 'stop')
  expect(await readFile(join(folder.path, 'done'), 'utf8')).toBe('beforeShutdown is done')
  const [server] = running.cluster.servers().filter(({ id }) => id === 'slow-1')
  expect(server).toMatchObject({ status: 'exited', exit: { code: 0, signal: null } })
  const reasons = running.events.flatMap((event) => (event.t === 'process' ? (event.reason ?? []) : []))
  expect(reasons.filter((reason) => reason.includes('SIGTERM'))).toEqual([])
})
