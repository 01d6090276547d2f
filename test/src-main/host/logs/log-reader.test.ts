// The thread that reads logs ends with its owner, also in the middle of a search.
import { expect, test } from 'vitest'
import { LogReader } from '../../../../src-main/host/logs/log-reader.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { WrittenLogs } from '../../../support/written-log.ts'

test('closing ends a hopeless search and those that wait for it, and no thread is started again', async () => {
  await using folder = await temporaryFolder()
  const logs = new WrittenLogs(folder.path)
  logs.print('a', 1, `${'word '.repeat(12_000)}\n`.repeat(20))
  const reader = new LogReader()
  const search = () =>
    reader.read({ folder: logs.folder, servers: ['a'], alive: [], query: { regex: '(\\pL+.?){400}\\d' } })
  const searches = [search(), search(), search()].map((page) => page.catch((error: unknown) => error))
  const began = performance.now()
  // The first one has begun.
  await Promise.resolve()
  reader.close()
  for (const failure of await Promise.all(searches)) expect(failure).toMatchObject({ code: 'CANCELLED' })
  await expect(search()).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(performance.now() - began).toBeLessThan(1_000)
})
