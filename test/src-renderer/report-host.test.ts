// The host of an exported report.
import { expect, test } from 'vitest'
import { reportHost } from '../../src-renderer/report/report-host.ts'
import { embedded } from './embedded.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'

test('a report names the version that recorded it, without the name of the program', async () => {
  const timeline = syntheticTimeline({ servers: 1 })
  const versionOf = async (generator: string): Promise<string> =>
    (await reportHost(embedded({ ...timeline, header: { ...timeline.header, generator } })).about()).version
  expect(await versionOf('Grove 0.1.0')).toBe('0.1.0')
  expect(await versionOf('grove 0.0.9')).toBe('0.0.9')
})

test('a report refuses what would start or change a run', async () => {
  const host = reportHost(embedded(syntheticTimeline({ servers: 1 })))
  await expect(host.start({ kind: 'sample', name: 'chat' })).rejects.toMatchObject({ code: 'READ_ONLY' })
  await expect(host.stop('any')).rejects.toMatchObject({ code: 'READ_ONLY' })
})
